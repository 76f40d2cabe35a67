// The road to the county: the alarm is there already by its own entries; this says that nobody on campus has answered it.
import type { Journal } from "../journal/journal.ts";
import { happening } from "../journal/record.ts";
import type { Clock } from "../kit/clock.ts";
import { accepted, failed, type Letter, type Road } from "./roads/road.ts";

/** A county that cannot be reached is tried again so soon; the entry waits in the outbox all the same. */
const AGAIN_MS = 15_000;

export interface CountyRoadParts {
  readonly journal: Pick<Journal, "append">;
  /** True while the county takes what is sent up. */
  readonly isConnected: () => boolean;
  /** The step of the plan that a delivery on its way belongs to. */
  readonly stepOf: (delivery: number) => number;
  readonly clock: Pick<Clock, "now">;
}

const offline = () => failed("offline", "the county is not connected; it hears as soon as it is", true, AGAIN_MS);

/** Appends `notify.escalated`, once for each occurrence. */
export function countyRoad({ journal, isConnected, stepOf, clock }: CountyRoadParts): Road {
  return {
    pace: { notes: 600, perMs: 60_000 },
    async send({ n, says, alarm, test }: Letter) {
      const asks = says === "raised" || says === "digest";
      // A test says whether the county would hear, and marks nothing there.
      if (test || says === "test") return isConnected() ? accepted() : offline();
      if (alarm === null || !asks) return failed("nothing-to-escalate", "only an alarm goes up to the county", false);
      const { id, occurrence } = alarm;
      const key = `notify:escalated:${id}:${occurrence}`;
      const body = { alarm: id, occurrence, step: stepOf(n) };
      await journal.append(happening("event", "notify.escalated", clock.now(), body, { key }));
      return isConnected() ? accepted() : offline();
    },
    condition: () => ({ connected: isConnected() }),
  };
}
