import { rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "#test/harness/temp.ts";
import { fill, openTestJournal } from "./testing.ts";
import { readWitness } from "./witness.ts";

test("the witness stands where an orderly stop left the journal; torn or missing it proves nothing", async () => {
  await using folder = tempFolder();
  let epoch = "";
  {
    await using journal = await openTestJournal(folder.path);
    await fill(journal, "dev-1", 10);
    ({ epoch } = journal);
  }
  expect(readWitness(folder.path)).toEqual({ epoch, head: 11 });
  for (const spoil of [(file: string) => truncateSync(file, 5), (file: string) => rmSync(file)]) {
    spoil(join(folder.path, "journal.witness"));
    expect(readWitness(folder.path)).toBeNull();
    await using journal = await openTestJournal(folder.path);
    expect(journal.epoch).toBe(epoch);
    await fill(journal, "dev-1", 1);
  }
});
