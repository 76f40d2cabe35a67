// The journal's file from start to start: made, crashed, gone, copied, of another version.
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { openDatabase } from "#gateway/kit/sqlite.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { prepareFile } from "./file.ts";
import { began, crashOf, made, setAside } from "./file-testing.ts";
import { fill, openTestJournal, readAll } from "./testing.ts";

const log = createLog("silent");

test("an orderly stop leaves one file that holds everything", async () => {
  await using folder = tempFolder();
  await made(folder.path);
  expect(readdirSync(folder.path).filter((name) => name.startsWith("journal.db"))).toEqual(["journal.db"]);
});

test("a new folder begins with system.began at seq 1 and an epoch that stays", async () => {
  await using folder = tempFolder();
  let epoch = "";
  {
    await using journal = await openTestJournal(folder.path);
    epoch = journal.epoch;
    expect(epoch).toMatch(/^[a-z0-9]{8}$/);
    expect(began(journal)).toEqual({ previous: null, reason: "first" });
    expect(journal.head).toBe(1);
  }
  await using again = await openTestJournal(folder.path);
  expect(again.epoch).toBe(epoch);
  expect(again.head).toBe(1);
});

test("a start after a crash finds every entry and goes on with the next seq", async () => {
  await using folder = tempFolder();
  await using crashed = tempFolder();
  let epoch = "";
  {
    await using journal = await openTestJournal(folder.path);
    epoch = journal.epoch;
    await fill(journal, "dev-1", 5000);
    crashOf(folder.path, crashed.path);
  }
  await using again = await openTestJournal(crashed.path);
  expect([again.epoch, again.head]).toEqual([epoch, 5001]);
  expect(readAll(again)).toHaveLength(5001);
  expect(await fill(again, "dev-1", 1)).toEqual([5002]);
});

test("a stop between making the file and its first entry ends in the beginning that was meant", async () => {
  await using folder = tempFolder();
  await made(folder.path);
  const db = openDatabase(join(folder.path, "journal.db"));
  db.exec(
    "DELETE FROM reading; DELETE FROM entry; DELETE FROM projection; UPDATE meta SET value = 0 WHERE key = 'savedSeq'",
  );
  db.exec(
    "UPDATE meta SET value = 'corrupt' WHERE key = 'reason'; UPDATE meta SET value = 'q7m2kx4c' WHERE key = 'previous'",
  );
  db.close();
  // The note of the journal before this one is still there.
  writeFileSync(join(folder.path, "journal.witness"), JSON.stringify({ epoch: "q7m2kx4c", head: 900 }));
  await using journal = await openTestJournal(folder.path);
  expect(began(journal)).toEqual({ previous: "q7m2kx4c", reason: "corrupt" });
  expect(setAside(folder.path, "restored")).toEqual([]);
});

test("a half-made file is thrown away and made again", async () => {
  await using folder = tempFolder();
  writeFileSync(join(folder.path, "journal.new.db"), "half");
  writeFileSync(join(folder.path, "journal.new.db-wal"), "half");
  await using journal = await openTestJournal(folder.path);
  expect(began(journal)).toEqual({ previous: null, reason: "first" });
  expect(existsSync(join(folder.path, "journal.new.db"))).toBe(false);
});

test("a crashed journal whose WAL was removed is noticed by its witness", async () => {
  await using folder = tempFolder();
  await using crashed = tempFolder();
  let epoch = "";
  {
    await using journal = await openTestJournal(folder.path);
    epoch = journal.epoch;
    await fill(journal, "dev-1", 500);
    const witness = join(folder.path, "journal.witness");
    await until(
      "the witness",
      () => existsSync(witness) && readFileSync(witness, "utf8").includes(`"head":${journal.head}`),
    );
    crashOf(folder.path, crashed.path);
  }
  rmSync(join(crashed.path, "journal.db-wal"));
  await using journal = await openTestJournal(crashed.path);
  expect(began(journal)).toEqual({ previous: epoch, reason: "restored" });
});

test("a removed WAL is noticed without a witness, and a start that ended right after looking is not taken for one", async () => {
  await using folder = tempFolder();
  await using crashed = tempFolder();
  await using folded = tempFolder();
  let epoch = "";
  {
    await using journal = await openTestJournal(folder.path);
    epoch = journal.epoch;
    await fill(journal, "dev-1", 500);
    crashOf(folder.path, crashed.path);
    crashOf(folder.path, folded.path);
  }
  for (const path of [crashed.path, folded.path]) rmSync(join(path, "journal.witness"), { force: true });
  rmSync(join(crashed.path, "journal.db-wal"));
  {
    await using journal = await openTestJournal(crashed.path);
    expect(began(journal)).toEqual({ previous: epoch, reason: "restored" });
  }
  // The start looks at the file, which folds its WAL away, and ends there.
  prepareFile(folded.path, systemClock, log);
  expect(existsSync(join(folded.path, "journal.db-wal"))).toBe(false);
  await using journal = await openTestJournal(folded.path);
  expect({ epoch: journal.epoch, head: journal.head }).toMatchObject({ epoch });
  expect(journal.head).toBeGreaterThanOrEqual(500);
});

test("an older copy of the file is not gone on with", async () => {
  await using folder = tempFolder();
  const file = join(folder.path, "journal.db");
  const { epoch } = await made(folder.path);
  copyFileSync(file, `${file}.copy`);
  await made(folder.path, 10);
  copyFileSync(`${file}.copy`, file);
  await using journal = await openTestJournal(folder.path);
  expect(began(journal)).toEqual({ previous: epoch, reason: "restored" });
  expect(setAside(folder.path, "restored")).toHaveLength(1);
});

test("a journal that is gone while its witness is there was not the first", async () => {
  await using folder = tempFolder();
  const { epoch } = await made(folder.path);
  rmSync(join(folder.path, "journal.db"));
  await using journal = await openTestJournal(folder.path);
  expect(began(journal)).toEqual({ previous: epoch, reason: "corrupt" });
});

test("entries that retention took away with the newest do not give their seqs away again after a crash", async () => {
  await using folder = tempFolder();
  const { epoch, head } = await made(folder.path);
  const db = openDatabase(join(folder.path, "journal.db"));
  // As a purge up to the newest reading leaves it when the last save is old.
  db.exec(`DELETE FROM reading; DELETE FROM entry; INSERT OR REPLACE INTO meta VALUES('readingPurgedTo', ${head - 1}), ('entryPurgedTo', ${head}),
    ('savedSeq', 0), ('clean', 0); DELETE FROM projection`);
  db.close();
  await using journal = await openTestJournal(folder.path);
  expect([journal.epoch, journal.head]).toEqual([epoch, head]);
  expect(await fill(journal, "dev-1", 1)).toEqual([head + 1]);
});

test("a file of a newer version is refused and left as it is", async () => {
  await using folder = tempFolder();
  await made(folder.path, 10);
  const file = join(folder.path, "journal.db");
  const db = openDatabase(file);
  db.exec("PRAGMA user_version=99");
  db.close();
  const before = readFileSync(file);
  await expect(openTestJournal(folder.path)).rejects.toMatchObject({ code: "store-newer" });
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(setAside(folder.path, "corrupt")).toEqual([]);
});

test("a folder that cannot be used is named, with what to do", async () => {
  await using folder = tempFolder();
  const none = join(folder.path, "none");
  await expect(openTestJournal(none)).rejects.toMatchObject({
    code: "store-failed",
    message: expect.stringContaining(none),
  });
});
