import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "#gateway/kit/clock.ts";
import type { GatewayError } from "#gateway/kit/errors.ts";
import { createLog } from "#gateway/kit/log.ts";
import { openDatabase } from "#gateway/kit/sqlite.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { markSuspect, prepareFile } from "./file.ts";
import type { Journal } from "./journal.ts";
import { event, fill, openTestJournal, readAll, store } from "./testing.ts";

const log = createLog("silent");

/** Makes a journal with readings and events, closes it, and answers its epoch and head. */
async function made(folder: string, readings = 3000): Promise<{ epoch: string; head: number }> {
  await using journal = await openTestJournal(folder);
  await fill(journal, "dev-1", readings);
  await store(journal, event("gate"));
  return { epoch: journal.epoch, head: journal.head };
}

/** What a crash leaves: the files as they are while the journal is open. */
function crashOf(from: string, to: string): void {
  for (const name of readdirSync(from)) if (!name.endsWith("-shm")) copyFileSync(join(from, name), join(to, name));
}

/** Writes rubbish into the file. */
function spoil(file: string, from: number, length: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0xee, from, from + length);
  writeFileSync(file, bytes);
}

function began(journal: Journal): object | undefined {
  const [first] = journal.page({ after: 0, limit: 1 }).records;
  return first?.kind === "system" && first.seq === 1 && first.type === "system.began" ? first.body : undefined;
}

function setAside(folder: string, word: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith(`journal.${word}-`) && name.endsWith(".db"));
}

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

test("a folder that cannot be used is named, with what to do", async () => {
  await using folder = tempFolder();
  const none = join(folder.path, "none");
  await expect(openTestJournal(none)).rejects.toMatchObject({
    code: "store-failed",
    message: expect.stringContaining(none),
  });
});
