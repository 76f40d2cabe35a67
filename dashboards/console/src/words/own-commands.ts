// Commands that are for the gateway itself: what the county, or a link that it served, asked of it. Said by what they do; a link's signature is
// nobody's to read. Pure.
import type { Entry } from "#gateway/contract/entry.ts";
import { defineTexts, type Language } from "../i18n/texts.ts";
import { wordOr } from "./speech.ts";

const ownTexts = defineTexts(
  "own-commands",
  {
    "alarm.ack": "确认告警",
    "duty.spot-check": "查岗",
    "county:link": "通过链接",
    county: "县级平台",
  },
  {
    "alarm.ack": "acknowledge an alarm",
    "duty.spot-check": "spot check",
    "county:link": "by link",
    county: "county",
  },
);

/** Which of its arguments name something, and which are people's words. */
const SHOWN = { "alarm.ack": ["alarm", "comment"], "duty.spot-check": ["post"] } as const;
/** Accounts of the county begin so. */
const COUNTY = "county:";

type Body = Readonly<Record<string, unknown>>;

/** True for a command to the gateway itself. */
export function isOwnCommand({ kind, body }: Pick<Entry, "kind" | "body">): boolean {
  return kind === "command" && typeof body.name === "string" && Object.hasOwn(SHOWN, body.name);
}

/** Its arguments that are shown, the others left out. */
export function ownArgs({ name, args }: Body): readonly (readonly [key: string, text: string])[] {
  const keys: readonly string[] = name === "alarm.ack" || name === "duty.spot-check" ? SHOWN[name] : [];
  const given: Body = typeof args === "object" && args !== null ? { ...args } : {};
  return keys.flatMap((key) => {
    const value = given[key];
    return typeof value === "string" && value !== "" ? [[key, value] as const] : [];
  });
}

/** What the gateway was asked to do. */
export function ownCommandName(name: string, language: Language): string | null {
  return wordOr(ownTexts, language, name);
}

/** Who asked: `通过链接`, `县级平台 li`; anybody else as the name is. */
export function askerName(by: string, language: Language): string {
  if (!by.startsWith(COUNTY)) return by;
  return wordOr(ownTexts, language, by) ?? `${wordOr(ownTexts, language, "county") ?? ""} ${by.slice(COUNTY.length)}`;
}
