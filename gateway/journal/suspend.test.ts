import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { handClock } from "#gateway/kit/hand-clock.ts";
import { isRoot, smallDisk, tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import type { Journal } from "./journal.ts";
import { Store } from "./store.ts";
import { event, mark, openTestJournal, readAll, reading, store } from "./testing.ts";

function storeOf(journal: Journal): Store {
  if (!(journal instanceof Store)) throw new Error("the journal is not the store");
  return journal;
}

test("while suspended everything is refused, in order, and nothing refused is taken for a repeat afterwards", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  const told: string[] = [];
  const hand = (seq: number) => {
    const verdict = journal.repeats("dev-1", mark(seq), `e-${seq}`);
    const receipt = {
      settle: (error: Error | null) => void told.push(`${seq} ${error === null ? "stored" : "refused"}`),
    };
    if (verdict === "repeat") journal.whenCommitted(receipt);
    else journal.add(event("dev-1", "a.b", { mark: mark(seq), eid: `e-${seq}` }), receipt);
    return verdict;
  };
  hand(1);
  await until("the first to be stored", () => told.length === 1);
  hand(2);
  // The seal is armed with setImmediate: from here on message 2 is being committed, 3 waits.
  await new Promise((resolve) => setImmediate(resolve));
  hand(3);
  storeOf(journal).suspend("test");
  expect(journal.writable).toBe(false);
  hand(4);
  await until("all to be told", () => told.length === 4);
  expect(told).toEqual(["1 stored", "2 stored", "3 refused", "4 refused"]);
  hand(5);
  expect(told.at(-1)).toBe("5 refused");
  expect(journal.status()).toMatchObject({ state: "full", reason: "test" });

  storeOf(journal).resume();
  expect([1, 2, 3, 4, 5].map(hand)).toEqual(["repeat", "repeat", "new", "new", "new"]);
  await until("all to be told again", () => told.length === 10);
  expect([1, 2, 3, 4, 5].map(hand)).toEqual(Array(5).fill("repeat"));
  expect(readAll(journal, { kinds: ["event"] }).map((record) => record.deviceSeq)).toEqual([1, 2, 3, 4, 5]);
});

test("stopping while suspended ends, refuses what is queued, and keeps what was committed", async () => {
  await using folder = tempFolder();
  const told: string[] = [];
  {
    await using journal = await openTestJournal(folder.path);
    const tell = { settle: (error: Error | null) => void told.push(error === null ? "stored" : "refused") };
    journal.add(event("dev-1"), tell);
    await new Promise((resolve) => setImmediate(resolve));
    journal.add(event("dev-1"), tell);
    storeOf(journal).suspend("test");
  }
  expect(told).toEqual(["stored", "refused"]);
  await using journal = await openTestJournal(folder.path);
  expect(readAll(journal, { kinds: ["event"] })).toHaveLength(1);
});

test.skipIf(!isRoot)(
  "on a disk without space nothing is acknowledged that is lost, and entries are taken again when there is room",
  { timeout: 60_000 },
  async () => {
    await using disk = smallDisk(24 * 1024 * 1024);
    const clock = handClock();
    await using journal = await openTestJournal(disk.path, { clock });
    journal.setCursor("slow", 0);
    const filler = join(disk.path, "filler");
    const { bavail, bsize } = statfsSync(disk.path);
    writeFileSync(filler, Buffer.alloc(bavail * bsize - 600 * 1024));
    const shape = journal.shape("dev-1", ["text"], ["1"]);
    const acknowledged = new Set<number>();
    const send = async (seq: number): Promise<boolean> => {
      if (journal.repeats("dev-1", mark(seq), null) === "repeat") {
        expect(acknowledged.has(seq), `${seq} is taken for a repeat but was never acknowledged`).toBe(true);
        return true;
      }
      try {
        await store(journal, reading(shape, ["x".repeat(250)], { mark: mark(seq), deviceSeq: seq }));
        acknowledged.add(seq);
        return true;
      } catch {
        return false;
      }
    };
    const all = Array.from({ length: 4000 }, (_, i) => i + 1);
    for (let at = 0; journal.writable && at < all.length; at += 50) await Promise.all(all.slice(at, at + 50).map(send));
    expect(journal.status()).toMatchObject({ state: "full" });
    expect(journal.status().reason).toContain("13");
    expect(acknowledged.size).toBeLessThan(all.length);
    rmSync(filler);
    await until("entries to be taken again", () => {
      clock.pass(2000);
      return journal.writable;
    });
    for (const seq of all) expect(await send(seq)).toBe(true);
    const stored = readAll(journal, { kinds: ["reading"] }).map((record) => record.deviceSeq);
    // To make room the oldest readings went; what is left is each message once, in order, without a hole.
    expect(stored).toEqual(all.slice(all.length - stored.length));
    const gone = all.length - stored.length;
    expect(gone).toBeGreaterThan(0);
    expect(journal.page({ after: 0, limit: 1 }).gap).toMatchObject({ from: 2, kinds: ["reading"] });
    await until("the loss to be told", () => {
      clock.pass(2000);
      return readAll(journal, { kinds: ["loss"] }).length > 0;
    });
    const losses = readAll(journal, { kinds: ["loss"] }).map((record) => record.kind === "loss" && record.body);
    expect(losses).toMatchObject([{ consumer: "slow", from: 2, count: gone, reason: "disk-full" }]);
    expect(readAll(journal, { types: ["system.disk-space"] }).length).toBeGreaterThan(0);
  },
);
