import { expect, test } from "vitest";
import { campus, good, WRONG, write } from "./config/store-testing.ts";
import { tellConfigChanges } from "./config-entries.ts";
import type { Happening } from "./journal/record.ts";
import { systemClock as clock } from "./kit/clock.ts";
import { createLog } from "./kit/log.ts";

test("who writes campus.yaml wrongly finds the line in the log of the gateway as in the journal", async () => {
  const { file, open } = await campus(good("a"));
  await using config = await open();
  const lines: string[] = [];
  const log = createLog("info", { write: (line) => void lines.push(line) });
  const told: Happening[] = [];
  const append = (record: Happening) => void told.push(record);
  using _telling = tellConfigChanges(config, { append, store: async (record) => append(record) }, { clock, log });
  await write(file, WRONG);
  await config.reload();
  expect(told.map(({ type }) => type)).toEqual(["config.applied", "config.rejected"]);
  expect(lines).toEqual([expect.stringMatching(/"level":50.*campus\.nam: .*line 1/)]);
});
