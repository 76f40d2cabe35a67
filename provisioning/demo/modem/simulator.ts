// A 4G modem that is not there: a pseudo-terminal at which it talks AT, in a telephone network that is scripted by number.
import type { Clock } from "#gateway/kit/clock.ts";
import { type Call, type Callee, callNetwork } from "./calls.ts";
import { obey } from "./commands.ts";
import { type AtLine, atLine } from "./line.ts";
import { openPty } from "./pty.ts";
import { factorySettings, type ModemState, modemState } from "./state.ts";

export interface SimulatedModem extends AsyncDisposable {
  /** The port that the gateway opens. */
  readonly path: string;
  readonly state: ModemState;
  readonly line: AtLine;
  readonly calls: readonly Call[];
  /** Commands that came, without the bodies of messages. */
  readonly commands: readonly string[];
  /** That came from the port, understood or not. */
  readonly bytes: number;
  /** What whoever has this number does from now on; numbers that nobody has cannot be reached. */
  person(number: string, does: Callee): void;
  /** A message comes in: a PDU as the network delivers it. */
  receive(pdu: string): void;
  /** Somebody calls the modem. */
  ring(number: string): void;
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
  /** As after a power cut: all settings are lost, a call under way ends and nobody tells. */
  restart(): void;
}

export interface SimulatedModemOptions {
  /** Where the port appears. */
  readonly path: string;
  readonly clock: Clock;
  readonly make?: ModemState["make"];
  /** Between two rings; default 3 s. */
  readonly ringMs?: number;
  /** How long a character is spoken; default 200 ms. */
  readonly characterMs?: number;
}

export async function startSimulatedModem(options: SimulatedModemOptions): Promise<SimulatedModem> {
  const { path, clock, make = "simcom", ringMs = 3000, characterMs = 200 } = options;
  const state = modemState(make);
  const people = new Map<string, Callee>();
  const commands: string[] = [];
  let bytes = 0;
  const isSimcom = make === "simcom";

  const calls = callNetwork(
    { ringMs, characterMs },
    clock,
    (number) => people.get(number) ?? { does: "unreachable" },
    (news) => {
      if (news === "spoken") line.tell("+CTTS: 0");
      else if (news === "busy") line.tell("BUSY");
      else if (news === "begin" && isSimcom) line.tell("VOICE CALL: BEGIN");
      else if (news === "end" || news === "no-carrier") {
        if (news === "end" && isSimcom) line.tell("VOICE CALL: END: 000012");
        line.tell("NO CARRIER");
      }
    },
    (key) => {
      if (state.settings.hearsKeys) line.tell(isSimcom ? `+RXDTMF: ${key}` : `+QTONEDET: ${key.charCodeAt(0)}`);
    },
  );
  // What is said while nobody is at the port is lost, as on a wire.
  const line = atLine(
    (text) => pty.write(text),
    async (command) => {
      commands.push(command);
      return obey(command, { state, calls, line });
    },
  );
  const pty = await openPty(path, (text) => {
    bytes += text.length;
    line.take(text);
  });

  function restart(): void {
    calls.drop();
    line.echo = true;
    state.settings = factorySettings();
  }

  return {
    path,
    state,
    line,
    commands,
    calls: calls.calls,
    get bytes() {
      return bytes;
    },
    person: (number, does) => void people.set(number, does),
    receive(pdu) {
      const index = 1 + Math.max(0, ...state.stored.map((sms) => sms.index));
      state.stored.push({ index, isRead: false, pdu });
      if (state.settings.tellsStored) line.tell(`+CMTI: "SM",${index}`);
    },
    ring(number) {
      line.tell("RING");
      line.tell(`+CLIP: "${number}",129,,,,0`);
    },
    unplug: () => {
      restart();
      return pty.unplug();
    },
    plugIn: () => pty.plugIn(),
    restart() {
      restart();
      line.tell("RDY");
    },
    async [Symbol.asyncDispose]() {
      calls.drop();
      await pty[Symbol.asyncDispose]();
    },
  };
}
