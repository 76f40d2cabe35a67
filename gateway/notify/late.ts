// When every road to everybody has failed: it is tried again after a while, by one road after the other, until somebody can know or it is over.
import { type Core, firstOf } from "./core.ts";
import { type AlarmRef, isAsking, type NewRow, type Row, rowsAbout } from "./rows.ts";

/** An access router is back within minutes; whoever has no power for a day need not be tried each of them. */
const FIRST_MS = 5 * 60_000;
const LONGEST_MS = 60 * 60_000;
/** At the end of keys: how often it was tried so. */
const LATE = /:late-(\d+)$/;

/** Of these alarms those of which nobody knows, nobody is being told, and no further step is to come. */
export function untold(core: Core, refs: readonly AlarmRef[]): readonly AlarmRef[] {
  return refs.filter((ref) => {
    const call = core.callOf(ref);
    const alarm = core.alarm(ref.id);
    const steps = alarm === null ? 0 : core.stepsOf(alarm).length;
    if (call?.state !== "calling" || steps === 0 || call.taken < steps) return false;
    const rows = rowsAbout(core.book.reader, ref.id, firstOf(call), call.occurrence);
    return rows.every((row) => !isAsking(row) || row.state === "failed" || row.state === "dropped");
  });
}

/** The next such try after `row`. `roads`: those that reach its person or group, best first. */
export function tryLate(core: Core, row: Row, roads: readonly string[], made: NewRow): NewRow {
  const before = Number(LATE.exec(row.key)?.[1] ?? 0);
  const waitMs = Math.min(FIRST_MS * 2 ** Math.min(before, 10), LONGEST_MS);
  const key = `${row.key.replace(LATE, "")}:late-${before + 1}`;
  return { ...made, road: roads[before % roads.length] ?? row.road, nextAt: core.now() + waitMs, key };
}
