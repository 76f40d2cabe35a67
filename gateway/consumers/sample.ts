// The consumer that README.md shows: counts forced doors. A test runs it and keeps the page equal to this file.
import type { Journal } from "../journal/journal.ts";
import { happening } from "../journal/record.ts";
import type { Clock } from "../kit/clock.ts";
import type { Consumer } from "./loop.ts";

/** After every third forced door, an entry of our own says so. `state` stands for a store that keeps count and cursor together. */
export function forcedDoors(journal: Journal, clock: Clock, state: { count: number; seq: number }): Consumer {
  return {
    name: "forced-doors",
    async take(records) {
      let { count } = state;
      for (const record of records) {
        if (record.seq <= state.seq || record.kind !== "event" || record.type !== "door.forced") continue;
        count++;
        if (count % 3 !== 0) continue;
        // The same input gives the same key: handled twice, stored once.
        const key = `forced-doors:${record.seq}:0`;
        await journal.append(
          happening("event", "door.often-forced", clock.now(), { count }, { cause: record.seq, key }),
        );
      }
      Object.assign(state, { count, seq: records.at(-1)?.seq ?? state.seq });
    },
  };
}
