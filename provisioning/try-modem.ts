// `npm run try -- modem --serial PATH` says within a minute whether a modem can be used: SIM, network, signal, voice and keys; with --call or
// --sms it does that, too. Messages that lie in the modem stay there.
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "#gateway/kit/clock.ts";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import { createLog } from "#gateway/kit/log.ts";
import type { Modem, ModemCondition, Outcome } from "#gateway/modem/modem.ts";
import { openModem } from "#gateway/modem/open.ts";

const USAGE =
  "npm run try -- modem --serial PATH [--baud 115200] [--pin-file FILE] [--voice ctts|none] [--call NUMBER] [--sms NUMBER] [--text WORDS]";
const TEXT = "这是校园网关的测试，请按1。This is a test of the campus gateway, press 1.";
const LOOK =
  "is it the AT port (of SIMCom's and Quectel's USB modems usually ttyUSB2; `ls -l /dev/serial/by-id/` shows …-if02 or …-if03), and does another program hold it (systemctl disable --now ModemManager)?";
const LOOK_EVERY_MS = 100;
const LOOKS = 900;

interface Tried {
  readonly lines: readonly string[];
  readonly isGood: boolean;
}

/** Talks to the modem once; `args` after `modem`. */
export async function tryModem(args: readonly string[]): Promise<Tried> {
  if (args.some((arg) => arg === "--help" || arg === "-h")) return { lines: [USAGE], isGood: true };
  const { serial, baud, voice, pinFile, call, sms, text } = asked(args);
  const settings = { serial, baud, voice, pinFile };
  const stays = () => Promise.reject(new Error("a try leaves messages where they are"));
  await using modem = openModem({
    settings,
    folder: tmpdir(),
    clock: systemClock,
    log: createLog("silent"),
    onSms: stays,
  });
  for (let i = 0; i < LOOKS && modem.condition().state === "starting"; i++) await systemClock.sleep(LOOK_EVERY_MS);
  const condition = modem.condition();
  const isReady = condition.state === "ready";
  const done = isReady ? await called(modem, call, sms, text) : [];
  return {
    lines: [
      ...shown(serial, condition, voice),
      ...done.map(([what, outcome]) => `${what}: ${said(outcome)}`),
      ...(isReady ? paste(settings) : []),
    ],
    isGood: isReady && done.every(([, { is }]) => is === "accepted"),
  };
}

function asked(args: readonly string[]) {
  const text = { type: "string" } as const;
  const options = { serial: text, baud: text, voice: text, "pin-file": text, call: text, sms: text, text };
  try {
    const { values } = parseArgs({ args: [...args], options });
    const baud = Number(values.baud ?? 115_200);
    const { serial, voice = "ctts" } = values;
    if (serial === undefined || !Number.isInteger(baud) || (voice !== "ctts" && voice !== "none"))
      throw new Error("--serial is needed, a whole --baud, and --voice ctts or none");
    const file = values["pin-file"];
    // npm runs scripts in the package's folder, and says in INIT_CWD where it was called.
    const pinFile = file === undefined ? null : resolve(process.env.INIT_CWD ?? ".", file);
    return { serial, baud, voice, pinFile, call: values.call, sms: values.sms, text: values.text ?? TEXT } as const;
  } catch (error) {
    throw new GatewayError("usage", messageOf(error), `call it as ${USAGE}`, { cause: error });
  }
}

async function called(
  modem: Modem,
  call: string | undefined,
  sms: string | undefined,
  text: string,
): Promise<readonly (readonly [string, Outcome])[]> {
  const never = new AbortController().signal;
  return [
    ...(call === undefined
      ? []
      : [["call", await modem.call({ number: call, text, answerable: true }, never)] as const]),
    ...(sms === undefined ? [] : [["message", await modem.sendSms({ number: sms, text }, never)] as const]),
  ];
}

function shown(serial: string, condition: ModemCondition, voice: string): readonly string[] {
  const { model, sim, network, operator, signalDbm, signalBars, speaks, hearsKeys, lastError, state } = condition;
  if (model === null) return [`no modem at ${serial}: ${lastError ?? "it does not answer"}`, `look: ${LOOK}`];
  const signal = signalDbm === null ? "not known" : `${signalDbm} dBm, ${signalBars} of 4 bars`;
  return [
    `${model} at ${serial} answers AT`,
    `  SIM         ${sim}`,
    `  network     ${network}${operator === null ? "" : `, ${operator}`}`,
    `  signal      ${signal}`,
    `  speaks      ${speaks === true ? "yes (AT+CTTS)" : `no${voice === "ctts" ? ": write `voice: none`, it then only rings" : ""}`}`,
    `  hears keys  ${hearsKeys === true ? "yes" : "no: nobody can acknowledge by 1"}`,
    ...(state === "ready" ? [] : [`wrong: ${lastError}`]),
  ];
}

function said(outcome: Outcome): string {
  if (outcome.is === "accepted") return outcome.answered ? "taken, and 1 was pressed" : "taken";
  return outcome.is === "failed" ? `failed (${outcome.code}): ${outcome.detail}` : `not known: ${outcome.detail}`;
}

function paste({ serial, baud, voice, pinFile }: Readonly<Record<string, string | number | null>>): readonly string[] {
  const pin = pinFile === null ? "" : `, pinFile: ${pinFile}`;
  return ["campus.yaml:", "notify:", `  modem: { serial: ${serial}, baud: ${baud}, voice: ${voice}${pin} }`];
}
