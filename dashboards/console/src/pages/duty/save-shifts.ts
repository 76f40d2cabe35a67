// Changes one shift of the roster, which the gateway keeps as one document with a version.
import type { RosterView, Shift } from "#gateway/contract/duty.ts";
import { askForDuty } from "../../api/duty.ts";
import { call } from "../../api/http.ts";

/** The shifts with one put in the place of its own id, or behind them. Pure. */
export function withShift(shifts: readonly Shift[], shift: Shift): readonly Shift[] {
  const isKnown = shifts.some(({ id }) => id === shift.id);
  return isKnown ? shifts.map((each) => (each.id === shift.id ? shift : each)) : [...shifts, shift];
}

/** An id for a new shift of a post that no other has. Pure. */
export function newShiftId(post: string, shifts: readonly Shift[]): string {
  const taken = new Set(shifts.map(({ id }) => id));
  // An id has at most 32 letters.
  const stem = post.slice(0, 28);
  for (let n = 1; ; n++) if (!taken.has(`${stem}-${n}`)) return `${stem}-${n}`;
}

/** Writes the shifts over this version of the roster; throws ApiProblem, `config-changed` when there is a newer one. */
export async function saveShifts(version: RosterView["version"], shifts: readonly Shift[]): Promise<void> {
  await call<RosterView>("PUT", "/duty/roster", { body: { shifts }, headers: { "if-match": `"${version}"` } });
  await askForDuty();
}
