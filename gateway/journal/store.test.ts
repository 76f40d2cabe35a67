import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDatabase } from "#gateway/kit/sqlite.ts";
import { randomOf } from "#test/chaos/random.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { happening } from "./record.ts";
import { event, fill, mark, openTestJournal, readAll, reading, store } from "./testing.ts";

test("receipts are settled in the order of handing in, and nothing is settled that an independent connection cannot read", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  const db = openDatabase(join(folder.path, "journal.db"), { readOnly: true });
  const has = db.prepare(
    "SELECT (SELECT count(*) FROM reading WHERE seq=?) + (SELECT count(*) FROM entry WHERE seq=?) AS n",
  );
  const shape = journal.shape("dev-1", ["t"], ["Cel"]);
  const random = randomOf(3);
  const settled: number[] = [];
  const unseen: number[] = [];
  const total = 6000;
  let handed = 0;
  while (handed < total) {
    for (let i = random.between(1, 700); i > 0 && handed < total; i--) {
      const number = ++handed;
      const record = number % 5 === 0 ? event("dev-1") : reading(shape, [number]);
      const receipt = {
        settle: (error: Error | null) => {
          if (error !== null) throw error;
          settled.push(number);
          if (number % 7 > 1 && has.get(record.seq, record.seq)?.n !== 1) unseen.push(record.seq);
        },
      };
      if (number % 7 === 0) journal.whenCommitted(receipt);
      else journal.add(record, receipt);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await until("all receipts", () => settled.length === total);
  db.close();
  expect(settled).toEqual(Array.from({ length: total }, (_, i) => i + 1));
  expect(unseen).toEqual([]);
});

test("a repeat is acknowledged with the message that it repeats, not before it", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  const told: string[] = [];
  const tell = (word: string) => ({
    settle: (error: Error | null) => void told.push(error === null ? word : `no ${word}`),
  });
  expect(journal.repeats("dev-1", mark(1), null)).toBe("new");
  journal.add(event("dev-1", "a.b", { mark: mark(1) }), tell("first"));
  expect(journal.repeats("dev-1", mark(1), null)).toBe("repeat");
  journal.whenCommitted(tell("repeat"));
  expect(told).toEqual([]);
  await until("both", () => told.length === 2);
  expect(told).toEqual(["first", "repeat"]);
});

test("seq rises by exactly 1 over both tables whatever producers hand in at once", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  const producers = Array.from({ length: 8 }, async (_, p) => {
    for (let i = 0; i < 100; i++) {
      if ((i + p) % 3 === 0) await journal.append(happening("system", "test.entry", Date.now(), { p, i }));
      else await fill(journal, `dev-${p}`, 3);
    }
  });
  await Promise.all(producers);
  const seqs = readAll(journal).map((record) => record.seq);
  expect(seqs).toEqual(Array.from({ length: journal.head }, (_, i) => i + 1));
  const db = openDatabase(join(folder.path, "journal.db"), { readOnly: true });
  const counts = db
    .prepare("SELECT (SELECT count(*) FROM reading) AS readings, (SELECT count(*) FROM entry) AS entries")
    .get();
  db.close();
  expect(Number(counts?.readings) + Number(counts?.entries)).toBe(journal.head);
});

test("an entry with a key is stored once: two at once, again later, and after a restart", async () => {
  await using folder = tempFolder();
  const keyed = () => happening("alarm", "alarm.raised", Date.now(), {}, { key: "alarms:17:0" });
  let seq = 0;
  {
    await using journal = await openTestJournal(folder.path);
    const both = await Promise.all([journal.append(keyed()), journal.append(keyed())]);
    seq = both[0];
    expect(both[1]).toBe(seq);
    expect(await journal.append(keyed())).toBe(seq);
  }
  await using journal = await openTestJournal(folder.path);
  expect(await journal.append(keyed())).toBe(seq);
  expect(readAll(journal, { types: ["alarm.raised"] })).toHaveLength(1);
});

test("an eid is recognised while it is queued, when it is stored, after a restart, and only for its device", async () => {
  await using folder = tempFolder();
  {
    await using journal = await openTestJournal(folder.path);
    expect(journal.repeats("gate", null, "e-1")).toBe("new");
    const stored = store(journal, event("gate", "door.opened", { eid: "e-1" }));
    expect(journal.repeats("gate", null, "e-1")).toBe("repeat");
    await stored;
    expect(journal.repeats("gate", null, "e-1")).toBe("repeat");
    expect(journal.repeats("gate-2", null, "e-1")).toBe("new");
  }
  await using journal = await openTestJournal(folder.path);
  expect(journal.repeats("gate", null, "e-1")).toBe("repeat");
  expect(journal.repeats("gate", null, "e-2")).toBe("new");
});

test("an eid older than the device's last 100 000 events is new again", async () => {
  await using folder = tempFolder();
  {
    await using journal = await openTestJournal(folder.path);
    await store(journal, event("gate", "door.opened", { eid: "old" }));
    await store(journal, event("gate", "door.opened", { eid: "young" }));
  }
  const db = openDatabase(join(folder.path, "journal.db"));
  // As if 99 999 more events had come: far too slow to send for a test.
  db.exec("UPDATE entry SET eid_no = eid_no + 99999 WHERE eid = 'young'");
  db.close();
  await using journal = await openTestJournal(folder.path);
  expect(journal.repeats("gate", null, "young")).toBe("repeat");
  expect(journal.repeats("gate", null, "old")).toBe("new");
});

test("repeats by boot, seq and bytes are recognised after an orderly stop and after a crash", async () => {
  await using folder = tempFolder();
  await using crashed = tempFolder();
  {
    await using journal = await openTestJournal(folder.path);
    for (let seq = 1; seq <= 50; seq++) {
      expect(journal.repeats("dev-1", mark(seq), null)).toBe("new");
      const shape = journal.shape("dev-1", ["t"], ["Cel"]);
      await store(journal, reading(shape, [seq], { mark: mark(seq), deviceSeq: seq }));
    }
    // What a crash leaves: the files as they are while the journal is open.
    for (const end of ["", "-wal"])
      copyFileSync(join(folder.path, `journal.db${end}`), join(crashed.path, `journal.db${end}`));
  }
  for (const path of [folder.path, crashed.path]) {
    await using journal = await openTestJournal(path);
    for (let seq = 1; seq <= 50; seq++) expect(journal.repeats("dev-1", mark(seq), null)).toBe("repeat");
    expect(journal.repeats("dev-1", mark(50, 51), null)).toBe("counter-reset");
    expect(journal.repeats("dev-1", mark(51), null)).toBe("new");
  }
});

test("followers get each batch once, in order, and none after they are disposed of", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  const seen: number[] = [];
  const empty: number[] = [];
  const follower = journal.follow((batch) => {
    if (batch.length === 0) empty.push(journal.head);
    seen.push(...batch.map((record) => record.seq));
  });
  await fill(journal, "dev-1", 100);
  await new Promise<void>((resolve) => journal.whenCommitted({ settle: () => resolve() }));
  follower[Symbol.dispose]();
  await fill(journal, "dev-1", 10);
  expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => i + 2));
  expect(empty, "batches without a record").toEqual([]);
});

test("stopping commits what was handed in before", async () => {
  await using folder = tempFolder();
  const journal = await openTestJournal(folder.path);
  const stored = fill(journal, "dev-1", 10_000);
  await journal[Symbol.asyncDispose]();
  expect((await stored).at(-1)).toBe(10_001);
  await expect(journal.append(happening("system", "a.b", 0, {}))).rejects.toMatchObject({ code: "store-unavailable" });
  await using again = await openTestJournal(folder.path);
  expect(again.head).toBe(10_001);
});
