// Which parts of the network are cut at a moment of the day. Pure.
import { isIn, type Moment } from "./time.ts";
import { DUXUE_CUT, EXIT_CUT } from "./timetable.ts";

const THROUGH_EXIT: ReadonlySet<string> = new Set(["net-exit", "net-dns", "net-site", "net-platform"]);
const THROUGH_DUXUE: ReadonlySet<string> = new Set(["net-duxue", "net-duxue-ap"]);

/** True: nobody answers there now. */
export function isCut(id: string, { ofDay }: Pick<Moment, "ofDay">): boolean {
  return (THROUGH_EXIT.has(id) && isIn(EXIT_CUT, ofDay)) || (THROUGH_DUXUE.has(id) && isIn(DUXUE_CUT, ofDay));
}
