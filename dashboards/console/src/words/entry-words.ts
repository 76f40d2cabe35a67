// One entry in words: what happened, and the little that tells it from others of its kind. Pure.
import type { Entry, PointValue } from "#gateway/contract/entry.ts";
import type { Device, Profile } from "../api/types.ts";
import type { Language } from "../i18n/texts.ts";
import { argsText } from "./args.ts";
import { dataText } from "./event-data.ts";
import { type EventNames, isNamedKey } from "./event-names.ts";
import { askerName, isOwnCommand, ownArgs, ownCommandName } from "./own-commands.ts";
import { commandName, pointName } from "./points.ts";
import { quantityText } from "./quantity.ts";
import { codeWord, typeWord, wordOr } from "./speech.ts";
import { wordTexts } from "./texts.ts";

export interface EntryWords {
  /** What happened: 离线, 拒绝, 命令已完成. */
  readonly what: string;
  /** Reason, values, who; "" when there is nothing to add. */
  readonly detail: string;
}

/** What is known about the campus when an entry is put into words. */
export interface Known {
  readonly language: Language;
  readonly devices: ReadonlyMap<string, Device>;
  readonly profiles: ReadonlyMap<string, Profile>;
  /** Absent: what the gateway's own entries name is said by its ids. */
  readonly names?: EventNames;
}

const POINTS_SHOWN = 4;
const DETAIL_MAX = 200;

type Body = Readonly<Record<string, unknown>>;

/** Puts an entry into words in `known.language`. Everything from a device comes out as plain text. */
export function entryWords(entry: Entry, known: Known): EntryWords {
  return { what: typeWord(entry.type, known.language), detail: cut(detailOf(entry, known)) };
}

function detailOf(entry: Entry, known: Known): string {
  const { body, kind, type } = entry;
  switch (kind) {
    case "reading":
      return readingText(entry, known);
    case "event":
      return eventText(asBody(body.data ?? body), type, known);
    case "state":
      return stateText(body, type, known.language);
    case "command":
      return commandText(entry, known);
    case "alarm":
      return alarmText(body, known.language);
    case "loss":
      return lossText(body, known.language);
    default:
      return joined([
        subjectOf(body),
        byText(textOf(body.by ?? body.account), type, known.language),
        reasonText(body, known.language),
        auditText(body),
      ]);
  }
}

function readingText({ device, body }: Entry, { language, devices, profiles }: Known): string {
  const points = Object.entries(asBody(body.points));
  const known = device === null ? undefined : devices.get(device);
  const profile = known === undefined ? undefined : profiles.get(known.profile);
  const shown = points.slice(0, POINTS_SHOWN).map(([id, told]) => {
    const point = told as PointValue;
    const name = pointName(id, known, profile, language);
    return `${name} ${valueText(point, language)}`;
  });
  const more = points.length - shown.length;
  return joined([...shown, more > 0 ? `+${more}` : ""], language === "en" ? ", " : "，");
}

/** A value with its unit; a dash with the reason when there is none. */
function valueText({ value, unit, reason }: PointValue, language: Language): string {
  const word = (key: string) => wordOr(wordTexts, language, key) ?? key;
  if (value === null || value === undefined) return reason === undefined ? "—" : `—(${word(reason)})`;
  return quantityText(value, unit, word("yes"), word("no"));
}

function eventText(data: Body, type: string | null, { language, names }: Known): string {
  const { reason, ...rest } = data;
  const domain = type?.split(".")[0];
  const why = typeof reason === "string" ? codeWord(reason, language, domain) : "";
  return joined([why, dataText(rest, language, domain, names)]);
}

function stateText(body: Body, type: string | null, language: Language): string {
  if (type === "device.state") return dataText(asBody(body.state), language);
  if (type === "device.reported") return `v${textOf(body.version)}`;
  return reasonText(body, language);
}

function commandText(entry: Entry, known: Known): string {
  const { device: id, body } = entry;
  const { language, devices, profiles } = known;
  const device = id === null ? undefined : devices.get(id);
  const profile = device === undefined ? undefined : profiles.get(device.profile);
  const code = asBody(body.result).code;
  const name = textOf(body.name);
  const isOwn = isOwnCommand(entry);
  return joined([
    (isOwn ? ownCommandName(name, language) : null) ?? commandName(name, device, profile, language),
    isOwn ? ownArgsText(body, known) : argsText(asBody(body.args), language),
    typeof code === "string" ? codeWord(code, language) : "",
    askerName(textOf(body.by), language),
  ]);
}

function ownArgsText(body: Body, { names }: Known): string {
  return joined(ownArgs(body).map(([key, text]) => (isNamedKey(key) ? names?.[key](text) : null) ?? text));
}

function alarmText(body: Body, language: Language): string {
  const text = asBody(body.text)[language];
  // A contact's alarm says by its text what is so; a number says how far.
  const value = typeof body.value === "number" ? body.value : null;
  const unit = typeof body.unit === "string" ? body.unit : "1";
  return joined([textOf(text ?? body.id), value === null ? "" : quantityText(value, unit, "", "")]);
}

function lossText(body: Body, language: Language): string {
  const count = typeof body.count === "number" && body.count > 1 ? `×${body.count}` : "";
  return joined([reasonText(body, language), textOf(body.topic ?? body.consumer), count]);
}

function reasonText(body: Body, language: Language): string {
  const why = body.reason ?? body.code;
  return typeof why === "string" ? codeWord(why, language) : "";
}

/** Who did it; a configuration may also have been read at the start, or from its file. */
function byText(by: string, type: string | null, language: Language): string {
  return type?.startsWith("config.") === true ? codeWord(by, language, "config-by") : by;
}

/** Whose account an act was about, where it was not one's own. */
function subjectOf({ account, detail }: Body): string {
  const subject = textOf(asBody(detail).account);
  return subject === textOf(account) ? "" : subject;
}

/** What changed, where an entry counts it. */
function auditText({ summary }: Body): string {
  const { added = [], removed = [], changed = [] } = asBody(summary);
  const list = (sign: string, ids: unknown) =>
    Array.isArray(ids) && ids.length > 0 ? `${sign}${ids.slice(0, POINTS_SHOWN).map(textOf).join(" ")}` : "";
  return joined([list("+", added), list("−", removed), list("~", changed)], " ");
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function asBody(value: unknown): Body {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : {};
}

function joined(parts: readonly string[], by = " · "): string {
  return parts.filter((part) => part !== "").join(by);
}

function cut(text: string): string {
  return text.length > DETAIL_MAX ? `${text.slice(0, DETAIL_MAX)}…` : text;
}
