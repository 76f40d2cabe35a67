// Whether somebody can be told by another road instead: then nobody waits for one that has had its fill.
import { type Core, firstOf } from "./core.ts";
import { targetsBy } from "./plans.ts";
import { isAsking, type Row, rowsAbout, stepOf, targetKey } from "./rows.ts";
import { isLast, type Teller } from "./teller.ts";

/** True when the step of a delivery has a road that was not tried for whom it is for. */
export function hasOtherRoad(core: Core, teller: Teller, row: Row): boolean {
  const [ref] = row.alarms;
  const call = ref === undefined ? null : core.callOf(ref);
  const alarm = call === null ? null : core.alarm(call.alarm);
  if (call === null || alarm === null || !isAsking(row) || isLast(row)) return false;
  const at = stepOf(row, call.alarm);
  const step = core.stepsOf(alarm)[at];
  if (step === undefined) return false;
  const rows = rowsAbout(core.book.reader, call.alarm, firstOf(call), call.occurrence);
  const tried = new Set(
    rows
      .filter((one) => isAsking(one) && stepOf(one, call.alarm) === at && one.state !== "dropped")
      .map((one) => targetKey(one)),
  );
  const persons = row.person === null ? core.parts.onCall.onDuty(step.to) : [row.person];
  return teller.chainOf(step).some((road) => {
    const kind = core.kindOf(road);
    return kind !== null && targetsBy(kind, road, step.to, persons).some((target) => !tried.has(targetKey(target)));
  });
}
