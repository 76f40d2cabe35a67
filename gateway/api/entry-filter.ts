// The parameters by which entries are chosen, the same for /entries and /stream: their form, and what they mean to the journal.
import { KINDS, type Kind } from "../contract/entry.ts";
import { ID_PATTERN } from "../contract/ids.ts";
import { Type } from "../contract/schema.ts";
import type { Journal, PageQuery } from "../journal/journal.ts";
import { fieldProblem } from "../kit/http/validation.ts";
import { text } from "./texts.ts";

/** An id or nothing: a form that leaves a field empty means "no filter". */
const IDS = { type: "array", maxItems: 200, items: { type: "string", pattern: `^$|${ID_PATTERN}` } } as const;

export const AFTER = Type.String({
  maxLength: 80,
  description: "Position: `SEQ` of the present epoch, or `EPOCH:SEQ`.",
});

export const BEFORE = Type.String({
  maxLength: 80,
  description: "With `order=newest`: entries older than this position, `SEQ` or `EPOCH:SEQ`; absent: from the newest.",
});

export const FILTER_PARAMETERS = {
  kind: Type.Optional(
    Type.Unsafe<string[]>({
      type: "array",
      maxItems: 20,
      items: { type: "string", enum: ["", ...KINDS] },
      description: "May repeat.",
    }),
  ),
  device: Type.Optional(Type.Unsafe<string[]>({ ...IDS, description: "Device id; may repeat." })),
  type: Type.Optional(
    Type.Unsafe<string[]>({
      type: "array",
      maxItems: 50,
      items: { type: "string", pattern: "^$|^[a-z0-9][a-z0-9_-]{0,31}\\.([a-z0-9][a-z0-9_-]{0,31}|\\*)$" },
      description: "Type of entry, or `domain.*`; may repeat.",
    }),
  ),
};

export interface FilterQuery {
  readonly kind?: readonly string[];
  readonly device?: readonly string[];
  readonly type?: readonly string[];
}

export type EntryFilter = Required<Pick<PageQuery, "kinds" | "devices" | "types">>;

function given(values: readonly string[] | undefined): string[] {
  return [...new Set(values)].filter((value) => value !== "").sort();
}

/** The filter of a checked query string; an empty list means all. */
export function filterOf(query: FilterQuery): EntryFilter {
  const kinds = given(query.kind);
  return {
    kinds: KINDS.filter((kind: Kind) => kinds.includes(kind)),
    devices: given(query.device),
    types: given(query.type),
  };
}

/** Where to go on reading: a seq of this epoch, or the fact that the position belongs to a journal that is gone. */
export type Position = { readonly seq: number } | { readonly changed: true };

/** Reads `SEQ` or `EPOCH:SEQ`. A seq that this epoch has not reached (`last`) was given by an earlier journal. */
export function positionOf(journal: Journal, given: string, path: string, last = journal.head): Position {
  const match = /^(?:([A-Za-z0-9_-]{1,40}):)?(\d{1,15})$/.exec(given);
  if (match === null) throw fieldProblem(path, (language) => text(language, "position"));
  const [, epoch, digits] = match;
  const seq = Number(digits);
  return (epoch !== undefined && epoch !== journal.epoch) || seq > last ? { changed: true } : { seq };
}
