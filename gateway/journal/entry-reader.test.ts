// Reading the journal from a second connection while it is written.
import { join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "#test/harness/temp.ts";
import { openEntryReader } from "./entry-reader.ts";
import { event, fill, openTestJournal, reading, store } from "./testing.ts";

test("a reader of its own sees every entry that is on disk, also of points that were new after it was opened", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  await fill(journal, "a", 3);
  using reader = openEntryReader(join(folder.path, "journal.db"));
  expect(reader.read(0, journal.head, 2).records.map(({ seq }) => seq)).toEqual([1, 2]);
  await store(journal, event("a"));
  await store(journal, reading(journal.shape("b", ["x"], ["%"]), [7]));
  const { records, next } = reader.read(2, journal.head, 100);
  expect(records.map(({ seq, kind }) => [seq, kind])).toEqual([
    [3, "reading"],
    [4, "reading"],
    [5, "event"],
    [6, "reading"],
  ]);
  expect(records.at(-1)).toMatchObject({ shape: { device: "b", points: ["x"], units: ["%"] }, values: [7] });
  expect(next).toBe(6);
});

test("a consumer that follows no longer is forgotten, also by the next start", async () => {
  await using folder = tempFolder();
  const first = await openTestJournal(folder.path);
  first.setCursor("stays", 0);
  first.setCursor("goes", 0);
  await first[Symbol.asyncDispose]();
  const second = await openTestJournal(folder.path);
  expect(second.status().cursors.map(({ consumer }) => consumer)).toEqual(["goes", "stays"]);
  second.setCursor("goes", null);
  expect(second.status().cursors.map(({ consumer }) => consumer)).toEqual(["stays"]);
  await second[Symbol.asyncDispose]();
  await using third = await openTestJournal(folder.path);
  expect(third.status().cursors.map(({ consumer }) => consumer)).toEqual(["stays"]);
});
