// What lines of a modem mean: the end of a command, part of its answer, or something that nobody asked for. Pure.

/** `refused` has what the modem said; `silent`: no end came in time. */
export type Reply =
  | { readonly is: "ok"; readonly lines: readonly string[] }
  | { readonly is: "refused"; readonly said: string; readonly cme: number | null; readonly cms: number | null }
  | { readonly is: "silent" };

/** Ends of a call: also an end of `ATD`, and otherwise news (ITU-T V.250 §5.7.1). */
const CALL_ENDS = /^(?:NO CARRIER|BUSY|NO ANSWER|NO DIALTONE)$/;
/** News without a name of the form `+NAME:`. */
const NEWS = /^(?:RING|VOICE CALL:|MISSED_CALL:|RDY$|SMS DONE|PB DONE|NORMAL POWER DOWN|[*^])/;

/** How a command ended; null: this line is not its end. */
export function endOf(line: string, command: string): Reply | null {
  if (line === "OK") return { is: "ok", lines: [] };
  const [, kind, number] = /^\+(CME|CMS) ERROR: *(\d+)/.exec(line) ?? [];
  const isEnd =
    line === "ERROR" ||
    line === "ABORTED" ||
    /^(?:\+CM[ES] ERROR|COMMAND NOT SUPPORT)/.test(line) ||
    (command.startsWith("ATD") && CALL_ENDS.test(line));
  if (!isEnd) return null;
  const code = number === undefined ? null : Number(number);
  return { is: "refused", said: line, cme: kind === "CME" ? code : null, cms: kind === "CMS" ? code : null };
}

/** True for a line that does not answer the command: a name that is not the command's own, or a word of news. */
export function isNews(line: string, command: string): boolean {
  if (CALL_ENDS.test(line) || NEWS.test(line)) return true;
  const [, name] = /^(\+[A-Z]+):/.exec(line) ?? [];
  return name !== undefined && name !== nameOf(command);
}

/** `+CREG` of `AT+CREG?`. */
function nameOf(command: string): string | null {
  return /^AT(\+[A-Z]+)/.exec(command)?.[1] ?? null;
}

/** The values of the first line of an answer that has the command's name: `+CSQ: 18,99` is `18`, `99`; quotes go. */
export function valuesOf(reply: Reply, name: string): readonly string[] | null {
  if (reply.is !== "ok") return null;
  const line = reply.lines.find((each) => each.startsWith(`${name}:`));
  return line === undefined ? null : fieldsOf(line.slice(name.length + 1));
}

/** Fields between commas that are not quoted. */
export function fieldsOf(text: string): readonly string[] {
  return (text.match(/"[^"]*"|[^,]+|(?<=,)(?=,|$)/g) ?? []).map((field) => field.trim().replace(/^"(.*)"$/, "$1"));
}

/** What a refusal is called, in words. */
export function saidBy(reply: Reply): string {
  if (reply.is === "ok") return "OK";
  if (reply.is === "silent") return "the modem did not answer";
  const { cme, cms, said } = reply;
  const words = cme === null ? (cms === null ? undefined : CMS[cms]) : CME[cme];
  return words === undefined ? said : `${said} (${words})`;
}

/** The frequent ones of 3GPP TS 27.007 §9.2. */
const CME: Readonly<Record<number, string>> = {
  3: "not allowed",
  4: "not supported",
  10: "no SIM",
  11: "the SIM wants its PIN",
  12: "the SIM wants its PUK",
  13: "the SIM has failed",
  14: "the SIM is busy",
  15: "the wrong SIM",
  16: "the PIN is wrong",
  17: "the SIM wants PIN2",
  18: "the SIM wants PUK2",
  30: "no network",
  31: "the network did not answer in time",
  32: "the network allows emergency calls only",
  100: "unknown",
};

/** The frequent ones of 3GPP TS 27.005 §3.2.5 and 3GPP TS 24.011 annex E-2. */
const CMS: Readonly<Record<number, string>> = {
  1: "nobody has this number",
  8: "barred by the operator",
  10: "messages are barred",
  21: "the network refused it",
  27: "the phone cannot be reached",
  28: "the number is not known to the network",
  30: "the number is not known to the network",
  38: "the network is out of order",
  41: "trouble that passes in the network",
  42: "the network is overloaded",
  47: "the network has no room",
  50: "the SIM may not send messages",
  69: "the network does not carry messages",
  300: "the modem has failed",
  304: "the modem did not understand the message",
  310: "no SIM",
  311: "the SIM wants its PIN",
  313: "the SIM has failed",
  314: "the SIM is busy",
  316: "the SIM wants its PUK",
  322: "the store is full",
  330: "the SIM knows no service centre",
  331: "no network",
  332: "the network did not answer in time",
  500: "unknown",
};
