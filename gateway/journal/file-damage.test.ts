// A journal's file that is damaged, or under suspicion: what is kept, what is set aside, and what is told.
import { cpSync, existsSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { GatewayError } from "#gateway/kit/errors.ts";
import { createLog } from "#gateway/kit/log.ts";
import { openDatabase } from "#gateway/kit/sqlite.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { markSuspect } from "./file.ts";
import { began, made, setAside, spoil } from "./file-testing.ts";
import { fill, openTestJournal, readAll } from "./testing.ts";

const log = createLog("silent");

const DAMAGE: readonly (readonly [what: string, damage: (file: string) => void])[] = [
  ["rubbish in the header", (file) => spoil(file, 0, 64)],
  ["rubbish in the schema", (file) => spoil(file, 100, 3000)],
  ["rubbish in the middle", (file) => spoil(file, Math.floor(statSync(file).size / 2 / 4096) * 4096, 8192)],
  ["half of the file", (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
  ["a file that ends within a page", (file) => truncateSync(file, statSync(file).size - 1000)],
  ["an empty file", (file) => truncateSync(file, 0)],
];

test.each(DAMAGE)("%s: the file is set aside, a new epoch begins and entries are taken", async (_, damage) => {
  await using folder = tempFolder();
  const { epoch } = await made(folder.path);
  damage(join(folder.path, "journal.db"));
  {
    await using journal = await openTestJournal(folder.path);
    expect(journal.epoch).not.toBe(epoch);
    expect(began(journal)).toEqual({ previous: epoch, reason: "corrupt" });
    expect(await fill(journal, "dev-1", 1)).toEqual([2]);
    expect(setAside(folder.path, "corrupt")).toHaveLength(1);
  }
  await using again = await openTestJournal(folder.path);
  expect(again.head, "the new one is kept").toBe(2);
});

test("a file under suspicion is checked in full: kept when sound, set aside when damaged or unreadable", async () => {
  await using folder = tempFolder();
  const { epoch } = await made(folder.path);
  markSuspect(folder.path, "damaged", "test", log);
  {
    await using journal = await openTestJournal(folder.path, { checkAtOnceBytes: 0 });
    expect(journal.epoch, "sound").toBe(epoch);
  }
  const file = join(folder.path, "journal.db");
  spoil(file, Math.floor(statSync(file).size / 2 / 4096) * 4096, 8192);
  markSuspect(folder.path, "damaged", "test", log);
  let second = "";
  {
    await using journal = await openTestJournal(folder.path, { checkAtOnceBytes: 0 });
    expect(began(journal), "damaged").toEqual({ previous: epoch, reason: "corrupt" });
    second = journal.epoch;
  }
  markSuspect(folder.path, "unreadable", "test", log);
  await using journal = await openTestJournal(folder.path);
  expect(began(journal), "unreadable").toEqual({ previous: second, reason: "corrupt" });
  expect(existsSync(join(folder.path, "journal.suspect"))).toBe(false);
});

test("a large file is checked in the background after a crash; damage is told, and the next start sets it aside", async () => {
  await using folder = tempFolder();
  await using crashed = tempFolder();
  {
    await using journal = await openTestJournal(folder.path);
    await fill(journal, "dev-1", 20_000);
    cpSync(folder.path, crashed.path, { recursive: true });
  }
  const options = { checkAtOnceBytes: 0 };
  {
    await using journal = await openTestJournal(crashed.path, options);
    await until("the check to pass", () => journal.status().check.state === "passed");
  }
  {
    await using journal = await openTestJournal(crashed.path, options);
    expect(journal.status().check.state, "after an orderly stop").toBe("not-needed");
  }
  const db = openDatabase(join(crashed.path, "journal.db"));
  db.exec("UPDATE meta SET value = 0 WHERE key = 'clean'");
  db.close();
  // Among the older rows: the tail, which is read at start, is sound.
  spoil(join(crashed.path, "journal.db"), 40 * 4096, 4096);
  {
    await using journal = await openTestJournal(crashed.path, options);
    await until("the check to fail", () => journal.status().check.state === "failed");
    await until("the entry", () => readAll(journal, { types: ["system.store-damaged"], after: 20_000 }).length === 1);
  }
  await using journal = await openTestJournal(crashed.path, options);
  expect(began(journal)).toMatchObject({ reason: "corrupt" });
});

test("rows that cannot be read at start stop this start, and the next one sets the file aside", async () => {
  await using folder = tempFolder();
  await made(folder.path, 10);
  const db = openDatabase(join(folder.path, "journal.db"));
  db.exec(
    "UPDATE meta SET value = 0 WHERE key = 'savedSeq'; INSERT INTO projection VALUES('marks', 'dev-1/0', x'0102')",
  );
  db.close();
  await expect(openTestJournal(folder.path)).rejects.toMatchObject({ code: "store-failed" });
  await using journal = await openTestJournal(folder.path);
  expect(began(journal)).toMatchObject({ reason: "corrupt" });
});

test("damage that reading meets stops the gateway, and the next start sets the file aside", async () => {
  await using folder = tempFolder();
  const { head } = await made(folder.path, 20_000);
  const failures: string[] = [];
  const options = { checkAtOnceBytes: 0, onFailed: (error: GatewayError) => void failures.push(error.code) };
  spoil(join(folder.path, "journal.db"), 40 * 4096, 4096);
  {
    await using journal = await openTestJournal(folder.path, options);
    expect(journal.head, "the newest entries are sound").toBe(head);
    expect(() => readAll(journal)).toThrow();
    expect(failures).toEqual(["store-failed"]);
  }
  await using journal = await openTestJournal(folder.path, options);
  expect(began(journal)).toMatchObject({ reason: "corrupt" });
});
