// What a line of the audit says beside who and what. Pure.
import type { Say } from "../../i18n/texts.ts";
import type { auditTexts } from "./audit-texts.ts";

type Key = (typeof auditTexts)["keys"][number];
type Detail = Readonly<Record<string, unknown>>;

interface Words {
  readonly say: Say<Key>;
  /** Names of what only ids stand for. */
  role(id: string): string;
  place(id: string): string;
  device(id: string): string;
  permission(id: string): string;
  time(ms: number): string;
  /** The word for a detail's key, or for `key.value`; null when there is none. */
  known(key: string): string | null;
}

/** Told by other columns, or of no use to people. */
const LEFT_OUT = new Set([
  "session",
  // Said once at the top of every page of a virtual campus.
  "simulated",
  "token",
  "name",
  "permissions",
  "expiresMs",
  "account",
  "owner",
  "before",
  "after",
  "roles",
  "scope",
  "password",
  "disabled",
]);
const LONGEST = 300;

/** The details of a line as one text: whom it is about, what is different now, and whatever else it holds. */
export function detailWords({ account, detail }: { account: string | null; detail: Detail }, words: Words): string {
  const about = [detail.account, detail.owner].find((id) => typeof id === "string" && id !== account);
  const parts = [typeof about === "string" ? about : "", ...changeWords(detail, words), ...tokenWords(detail, words)];
  const whole = configWords(detail, words) ?? maintenanceWords(detail, words);
  if (whole !== null) return cut(whole);
  for (const [key, value] of Object.entries(detail)) {
    if (LEFT_OUT.has(key) || value === null) continue;
    parts.push(words.known(`${key}.${textOf(value)}`) ?? `${words.known(key) ?? key} ${textOf(value)}`);
  }
  return cut(parts.filter((part) => part !== "").join(" · "));
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

const CONFIG_ACTS = {
  put: "configPut",
  delete: "configDelete",
  secret: "configSecret",
  text: "configText",
  undo: "configUndo",
} as const;

/** A change of the configuration: of what, or how many things; its version is told by the list of versions. Null: another line. */
function configWords(detail: Detail, { say, place, device }: Words): string | null {
  const { action, list, id, version } = detail;
  const act = Object.entries(CONFIG_ACTS).find(([key]) => key === action)?.[1];
  if (act === undefined || version === undefined) return null;
  if (typeof id === "string") {
    const known = list === "places" ? place(id) : device(id);
    return say(act, { name: known === id ? id : `${known} (${id})` });
  }
  const { added, removed, changed } = detail;
  return `${say(act)} · ${say("configCounts", { added: String(added), removed: String(removed), changed: String(changed) })}`;
}

/** Maintenance: of what, until when, and why. Null: another line. */
function maintenanceWords({ scope, to, comment }: Detail, { say, place, device, time }: Words): string | null {
  const over = recordOf(scope);
  const end = typeof to === "string" ? Date.parse(to) : Number.NaN;
  if (over === null || Number.isNaN(end)) return null;
  const of =
    typeof over.device === "string"
      ? device(over.device)
      : typeof over.place === "string"
        ? place(over.place)
        : say("scopeAll");
  const parts = [of, say("until", { time: time(end) }), typeof comment === "string" ? comment : ""];
  return parts.filter((part) => part !== "").join(" · ");
}

/** A token's name, rights and end. */
function tokenWords({ name, permissions, expiresMs }: Detail, { say, permission, time }: Words): string[] {
  return [
    typeof name === "string" ? `“${name}”` : "",
    idsOf(permissions).map(permission).join(" "),
    typeof expiresMs === "number" ? say("until", { time: time(expiresMs) }) : "",
  ];
}

/** Roles, scope, disabled and password: as they were made, or from what to what. */
function changeWords(detail: Detail, words: Words): string[] {
  const { say } = words;
  const before = recordOf(detail.before);
  const after = recordOf(detail.after) ?? detail;
  const said = (key: "roles" | "scope" | "disabled", text: (value: unknown) => string) => {
    if (!(key in after)) return "";
    const now = text(after[key]);
    const was = before !== null && key in before ? text(before[key]) : now;
    return was === now ? (before === null ? now : "") : say("changeFromTo", { before: was, after: now });
  };
  return [
    said("roles", (roles) => say("roles", { list: idsOf(roles).map(words.role).join(" ") })),
    said("scope", (scope) => scopeWords(scope, words)),
    said("disabled", (disabled) => say(disabled === true ? "disabled" : "enabled")),
    detail.password === "changed" ? say("passwordChanged") : "",
  ];
}

function scopeWords(scope: unknown, { say, place, device }: Words): string {
  const record = recordOf(scope);
  if (record === null) return say("scopeAll");
  return say("scopeSome", {
    list: [...idsOf(record.places).map(place), ...idsOf(record.devices).map(device)].join(" "),
  });
}

function idsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function recordOf(value: unknown): Detail | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Detail) : null;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(" ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
