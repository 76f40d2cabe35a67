// What must hold of `notify.sheet`: who gets the sheet exists, its roads carry it quietly, and it is told when its part of the day is over.
import { REACHES, type RoadKind, SHEET_KINDS } from "../contract/notify.ts";
import { PART_ENDS } from "../contract/sheets.ts";
import { minute } from "./checked.ts";
import { type Finding, missing } from "./findings.ts";
import type { SheetFile } from "./schema-notify.ts";

const PATH = ["notify", "sheet"] as const;
/** Ids of persons; whether there is such a person is known to the roster, not to this file. */
const PERSON = /^p-/;

/** Every contradiction of `notify.sheet`. */
export function sheetFindings(
  { to, by, morning, evening }: SheetFile,
  kinds: ReadonlyMap<string, RoadKind>,
  postIds: ReadonlySet<string>,
): Finding[] {
  const persons = to.filter((id) => PERSON.test(id) && !postIds.has(id));
  const reached = by.some((id) => REACHES[kinds.get(id) ?? "smtp"] === "person");
  const [dawn, dusk] = [minute(PART_ENDS.morning), minute(PART_ENDS.evening)];
  return [
    ...to.flatMap((id, at): Finding[] =>
      postIds.has(id) || PERSON.test(id) ? [] : [{ path: [...PATH, "to", at], ...missing("post", id, postIds) }],
    ),
    ...by.flatMap((id, at) => roadFindings(id, at, kinds)),
    ...(persons.length === 0 || reached
      ? []
      : [{ path: [...PATH, "by"], what: "reaches a group, not a person", remedy: "add a road of kind modem-sms or smtp" }]),
    ...(minute(morning) >= dawn && minute(morning) < dusk
      ? []
      : [{ path: [...PATH, "morning"], what: "is not between the end of the night and that of the day", remedy: 'write a time from "07:00" to before "18:00"' }]),
    ...(minute(evening) >= dusk
      ? []
      : [{ path: [...PATH, "evening"], what: "is before the day is over", remedy: 'write a time from "18:00" to "23:59"' }]),
  ]; // biome-ignore format: one rule a line
}

function roadFindings(id: string, at: number, kinds: ReadonlyMap<string, RoadKind>): Finding[] {
  const path = [...PATH, "by", at];
  const kind = kinds.get(id);
  if (kind === undefined) return [{ path, ...missing("road", id, kinds.keys()) }];
  if (SHEET_KINDS.includes(kind)) return [];
  return [
    {
      path,
      what: `cannot carry a sheet: it is of kind ${kind}`,
      remedy: `name a road of kind ${SHEET_KINDS.join(", ")}`,
    },
  ];
}
