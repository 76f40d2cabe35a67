import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { event, openTestJournal, readAll, store } from "#gateway/journal/testing.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { runConsumer } from "./loop.ts";
import { forcedDoors } from "./sample.ts";

test("the page shows the sample as it is", () => {
  const page = readFileSync(join(import.meta.dirname, "README.md"), "utf8");
  const source = readFileSync(join(import.meta.dirname, "sample.ts"), "utf8");
  const [, code] = source.split(/^\/\/.*\n/);
  expect(page).toContain(`\`\`\`ts\n${code}\`\`\``);
});

test("the sample says each thing once, however often its entries come again", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  const start = { count: 0, seq: 0 };
  const options = { journal, from: null, clock: systemClock, log: createLog("silent") };
  for (let run = 0; run < 2; run++) {
    const state = { ...start };
    await using _ = runConsumer(forcedDoors(journal, systemClock, state), options);
    for (let i = 0; i < 4; i++) await store(journal, event("gate", "door.forced"));
    await until("the head", () => state.seq === journal.head);
  }
  expect(
    readAll(journal, { types: ["door.often-forced"] }).map((entry) => entry.kind === "event" && entry.body),
  ).toEqual([{ count: 3 }, { count: 6 }]);
});
