// What a simulated modem does at a command: the answers of SIMCom's A76XX AT Command Manual V1.09, and Quectel's where they differ.
import type { CallNetwork } from "./calls.ts";
import type { Answer, AtLine } from "./line.ts";
import type { ModemState } from "./state.ts";

export interface Commands {
  readonly state: ModemState;
  readonly calls: CallNetwork;
  readonly line: Pick<AtLine, "echo" | "tell">;
}

const ok = (...lines: string[]): Answer => ({ lines, end: "OK" });
const ERROR: Answer = { lines: [], end: "ERROR" };
const STATS = { dialling: 2, ringing: 3, active: 0 } as const;
const CARD = "89860012345678901234";

/** Answers one command line. */
export function obey(command: string, parts: Commands): Answer {
  const { state, line } = parts;
  const upper = command.toUpperCase();
  if (upper === "AT" || /^AT[VQ][01]$/.test(upper) || upper === "ATZ" || upper === "AT&F") return ok();
  const echo = /^ATE([01])/.exec(upper)?.[1];
  if (echo !== undefined) {
    line.echo = echo === "1";
    return ok();
  }
  if (upper === "ATI") return ok(...identity(state).map(([, value]) => value));
  const dialled = /^ATD([0-9+*#]+);$/.exec(upper)?.[1];
  if (dialled !== undefined) return dial(dialled, parts);
  if (upper === "ATH") return hangUp(parts);
  const [, name = "", form = "", values = ""] = /^AT\+([A-Z]+)(=\?|\?|=|)(.*)$/.exec(command) ?? [];
  const simple = identity(state).find(([each]) => each === name)?.[1];
  if (simple !== undefined && form === "") return ok(simple);
  return named(name, form, values, parts) ?? ERROR;
}

function identity({ make }: ModemState): readonly (readonly [string, string])[] {
  return make === "simcom"
    ? [
        ["CGMI", "SIMCOM INCORPORATED"],
        ["CGMM", "A7670C"],
        ["CGMR", "A7670M7_V1.11.1"],
        ["CGSN", "862636050000000"],
        ["CIMI", "460001234567890"],
      ]
    : [
        ["CGMI", "Quectel"],
        ["CGMM", "EC20F"],
        ["CGMR", "EC20CEFAGR06A05M4G"],
        ["CGSN", "862636050000001"],
        ["CIMI", "460001234567891"],
      ];
}

function named(name: string, form: string, values: string, parts: Commands): Answer | null {
  const { state, calls, line } = parts;
  const isSimcom = state.make === "simcom";
  switch (name) {
    case "CMEE":
      if (form === "=") state.settings.errors = values === "1" ? 1 : values === "2" ? 2 : 0;
      return ok();
    case "CPIN":
      return form === "?" ? pinState(state) : form === "=" ? enterPin(values.replaceAll('"', ""), state, line) : ok();
    case "SPIC":
      return isSimcom ? ok(`+SPIC: ${state.pinTries},10,3,10`) : null;
    case "QPINC":
      return isSimcom ? null : ok(`+QPINC: "SC",${state.pinTries},10`);
    case "CICCID":
      return isSimcom ? ok(`+ICCID: ${CARD}`) : null;
    case "QCCID":
      return isSimcom ? null : ok(`+QCCID: ${CARD}`);
    case "CSQ":
      return ok(`+CSQ: ${state.rssi},99`);
    case "CREG":
    case "CEREG":
    case "CGREG":
      return form === "?" ? ok(`+${name}: 0,${state.registration}`) : ok();
    case "COPS":
      if (form !== "?") return ok();
      return ok(state.registration === 1 ? `+COPS: 0,0,"${state.operator}",7` : "+COPS: 0");
    case "CLCC":
      if (form !== "" || calls.stat === "none") return ok();
      return ok(`+CLCC: 1,0,${STATS[calls.stat]},0,0,"${calls.calls.at(-1)?.number ?? ""}",129,""`);
    case "CHUP":
      return form === "=?" ? ok() : hangUp(parts);
    case "CEER":
      return ok(isSimcom ? "+CEER: Normal call clearing" : "+CEER: 5,16");
    case "DDET":
    case "QTONEDET":
      if ((name === "DDET") !== isSimcom) return null;
      if (form === "=") state.settings.hearsKeys = values.startsWith("1");
      return ok();
    case "CDTAM":
      if (!isSimcom) return null;
      if (form === "=") state.settings.speaksToCaller = values === "1";
      return ok();
    case "CTTS":
      return isSimcom ? speech(form, values, parts) : null;
    case "CSCS":
      return form === "=?" ? ok('+CSCS: ("IRA","GSM","UCS2")') : form === "?" ? ok('+CSCS: "GSM"') : ok();
    case "CVHU":
    case "CLIP":
    case "CPAS":
    case "CSMS":
      return ok();
    case "CSCA":
      return form === "?" ? ok('+CSCA: "+8613800100500",145') : ok();
    default:
      return state.sim === "ready" ? messages(name, form, values, parts) : errorOf(state, "CMS", 310);
  }
}

export function errorOf({ settings }: ModemState, kind: "CME" | "CMS", number: number): Answer {
  return settings.errors === 0 && kind === "CME" ? ERROR : { lines: [], end: `+${kind} ERROR: ${number}` };
}

function pinState(state: ModemState): Answer {
  if (state.sim === "missing") return errorOf(state, "CME", 10);
  return ok(`+CPIN: ${{ ready: "READY", pin: "SIM PIN", puk: "SIM PUK" }[state.sim]}`);
}

function enterPin(pin: string, state: ModemState, line: Pick<AtLine, "tell">): Answer {
  if (state.sim !== "pin") return errorOf(state, "CME", 3);
  if (pin === state.pin) {
    state.sim = "ready";
    state.pinTries = 3;
    setImmediate(() => line.tell("+CPIN: READY"));
    return ok();
  }
  state.pinTries--;
  if (state.pinTries === 0) state.sim = "puk";
  return errorOf(state, "CME", state.pinTries === 0 ? 12 : 16);
}

function dial(number: string, { state, calls }: Commands): Answer {
  if (state.sim !== "ready" || state.registration !== 1) return errorOf(state, "CME", 30);
  if (calls.stat !== "none") return ERROR;
  calls.dial(number);
  return ok();
}

function hangUp({ state, calls, line }: Commands): Answer {
  const wasActive = calls.hangUp();
  if (wasActive && state.make === "simcom") setImmediate(() => line.tell("VOICE CALL: END: 000012"));
  if (wasActive) setImmediate(() => line.tell("NO CARRIER"));
  return ok();
}

/** Two characters are the quotes, four make one of the text (§20.2.1). */
const MOST_HEX = 510;

function speech(form: string, values: string, { state, calls }: Commands): Answer {
  if (form === "=?") return ok();
  if (form === "?") return ok("+CTTS:0");
  if (values === "0") return calls.shutUp() ? ok("+CTTS: 0") : ok();
  const [, hex = ""] = /^1,("[0-9A-F]+")$/.exec(values) ?? [];
  if (hex === "" || hex.length > MOST_HEX || hex.length % 4 !== 2) return ERROR;
  const text = Buffer.from(hex.slice(1, -1), "hex").swap16().toString("utf16le");
  return calls.speak(text, state.settings.speaksToCaller) ? ok("+CTTS:") : ERROR;
}

function messages(name: string, form: string, values: string, { state }: Commands): Answer | null {
  const { settings, stored } = state;
  switch (name) {
    case "CMGF":
      if (form === "=") settings.pduMode = values === "0";
      return form === "=?" ? ok("+CMGF: (0-1)") : form === "?" ? ok(`+CMGF: ${settings.pduMode ? 0 : 1}`) : ok();
    case "CPMS": {
      const use = `"SM",${stored.length},50`;
      return ok(
        form === "?"
          ? `+CPMS: ${use},${use},${use}`
          : `+CPMS: ${stored.length},50,${stored.length},50,${stored.length},50`,
      );
    }
    case "CNMI":
      if (form === "=") settings.tellsStored = /^[12],1/.test(values);
      return ok();
    case "CMGS":
      return settings.pduMode && form === "=" ? { prompt: async (body) => taken(body, Number(values), state) } : null;
    case "CMGL":
      return settings.pduMode ? ok(...stored.flatMap((sms) => [`+CMGL: ${listed(sms)}`, sms.pdu])) : null;
    case "CMGR": {
      const sms = stored.find(({ index }) => index === Number(values));
      return sms === undefined ? errorOf(state, "CMS", 321) : ok(`+CMGR: 1,,${sms.pdu.length / 2}`, sms.pdu);
    }
    case "CMGD": {
      const at = stored.findIndex(({ index }) => index === Number(values.split(",")[0]));
      if (at >= 0) stored.splice(at, 1);
      return at >= 0 ? ok() : errorOf(state, "CMS", 321);
    }
    default:
      return null;
  }
}

function listed(sms: ModemState["stored"][number]): string {
  const stat = sms.isRead ? 1 : 0;
  sms.isRead = true;
  return `${sms.index},${stat},,${sms.pdu.length / 2 - 8}`;
}

/** A message in PDU mode: as long as was said, without the service centre's address. */
async function taken(body: string | null, octets: number, state: ModemState): Promise<Answer> {
  if (body === null) return ok();
  const next = state.nextSms;
  state.nextSms = null;
  if (next === "lost") return new Promise(() => {});
  if (next !== null) return errorOf(state, "CMS", next);
  const isWhole =
    /^(?:[0-9A-F]{2})+$/i.test(body) && body.length / 2 - 1 - Number.parseInt(body.slice(0, 2), 16) === octets;
  if (!isWhole) return errorOf(state, "CMS", 304);
  state.sent.push({ pdu: body.toUpperCase(), atMs: performance.now() });
  return ok(`+CMGS: ${state.sent.length % 256}`);
}
