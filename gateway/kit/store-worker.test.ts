import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { GatewayError } from "./errors.ts";
import type { CountingWrites } from "./fixtures/counting-store.ts";
import { openDatabase } from "./sqlite.ts";
import { openStore, type Store } from "./store-worker.ts";
import { startWriterThread, type WriterThread } from "./writer-thread.ts";

const PAGE_AND_FRAME_HEADER = 4096 + 24;
let dir = "";
let failures: GatewayError[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "store-worker-"));
  failures = [];
});
afterEach(() => rmSync(dir, { recursive: true }));

const file = () => join(dir, "store.db");
const open = (): Promise<Store<CountingWrites>> =>
  openStore<CountingWrites>({
    file: file(),
    module: new URL("./fixtures/counting-store.ts", import.meta.url),
    onFailed: (error) => failures.push(error),
  });
const add = (store: Store<CountingWrites>, name: string) => store.write("add", { name }, (n) => n);
const countOf = (name: string) => {
  const db = openDatabase(file(), { readOnly: true });
  const row = db.prepare("SELECT n FROM counter WHERE name = ?").get(name);
  db.close();
  return row?.n ?? 0;
};

test("what was answered is in the file for every other connection, and memory follows in the order of commits", async () => {
  await using store = await open();
  const applied: number[] = [];
  const answers = await Promise.all(
    Array.from({ length: 50 }, () =>
      store.write("add", { name: "a" }, (n) => {
        applied.push(n);
        return n;
      }),
    ),
  );
  expect(answers).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  expect(applied).toEqual(answers);
  expect(countOf("a")).toBe(50);
});

test("writes asked for while another is being committed share one commit", async () => {
  await using store = await open();
  await add(store, "a");
  const walBefore = statSync(`${file()}-wal`).size;
  await Promise.all(Array.from({ length: 200 }, () => add(store, "a")));
  // One page changes: one frame per commit. Apart they would take 200.
  expect((statSync(`${file()}-wal`).size - walBefore) / PAGE_AND_FRAME_HEADER).toBeLessThan(10);
  expect(countOf("a")).toBe(201);
});

test("a write that refuses or breaks a rule undoes itself only, and tells why", async () => {
  await using store = await open();
  const [first, refused, broken, last] = await Promise.allSettled([
    add(store, "good"),
    store.write("addAndRefuse", { name: "bad" }, (n) => n),
    store.write("addTwice", { name: "twice" }, (n) => n),
    add(store, "good"),
  ]);
  expect([first, last].map((one) => one.status)).toEqual(["fulfilled", "fulfilled"]);
  expect(refused).toMatchObject({ reason: { code: "bad-request", message: "no bad", remedy: "Take another name." } });
  expect(broken).toMatchObject({ status: "rejected", reason: { code: "store-unavailable" } });
  expect([countOf("good"), countOf("bad"), countOf("twice")]).toEqual([2, 0, 0]);
  expect(failures).toEqual([]);
});

test("a full disk refuses all that waits together, and writing goes on once there is room", async () => {
  await using store = await open();
  await add(store, "before");
  await store.write("limit", { pages: 1 }, () => undefined);
  const names = Array.from({ length: 5 }, (_, i) => `${i}`.repeat(3000));
  const together = await Promise.allSettled([add(store, "small"), ...names.map((name) => add(store, name))]);
  expect(together).toEqual(
    together.map(() => ({ status: "rejected", reason: expect.objectContaining({ code: "store-unavailable" }) })),
  );
  await store.write("limit", { pages: 1000 }, () => undefined);
  expect(await Promise.all(names.map((name) => add(store, name)))).toEqual([1, 1, 1, 1, 1]);
  expect([countOf("before"), countOf("small")]).toEqual([1, 0]);
  expect(failures).toEqual([]);
});

test("closing waits for what was asked for, and refuses what comes later", async () => {
  const store = await open();
  const asked = add(store, "a");
  await store[Symbol.asyncDispose]();
  expect(await asked).toBe(1);
  await expect(add(store, "a")).rejects.toMatchObject({ code: "store-unavailable" });
  expect(failures).toEqual([]);
  expect(countOf("a")).toBe(1);
});

test("when the thread dies, everything waiting is refused and the owner is told once", async () => {
  const store = await open();
  const waiting = await Promise.allSettled([store.write("die", undefined, (n) => n), add(store, "a")]);
  expect(waiting.map((one) => one.status)).toEqual(["rejected", "rejected"]);
  expect(failures).toMatchObject([{ code: "store-unavailable" }]);
  await expect(add(store, "a")).rejects.toMatchObject({ code: "store-unavailable" });
  await store[Symbol.asyncDispose]();
  expect(countOf("a")).toBe(0);
});

test("a lock held by another process delays a write, and nothing is lost by it", async () => {
  await using store = await open();
  const other = openDatabase(file());
  other.exec("BEGIN IMMEDIATE; INSERT INTO counter VALUES ('theirs', 1)");
  const ours = add(store, "ours");
  expect(await Promise.race([ours, manyTurns()])).toBe("still waiting");
  other.exec("COMMIT");
  other.close();
  expect(await ours).toBe(1);
  expect([countOf("ours"), countOf("theirs")]).toEqual([1, 1]);
});

test.each([
  ["no database at all", () => writeFileSync(file(), "this is not a database, whatever its name may say".repeat(100))],
  ["a damaged page", () => damage()],
  ["a file cut short", () => truncateSync(file(), 5000)],
])("a file with %s is refused with its name and the remedy, and left as it is", async (_what, spoil) => {
  const store = await open();
  await Promise.all(Array.from({ length: 400 }, (_, i) => add(store, `name-${i}`)));
  await store[Symbol.asyncDispose]();
  spoil();
  const before = statSync(file());
  await expect(open()).rejects.toMatchObject({
    code: "store-corrupt",
    message: expect.stringContaining(file()),
    remedy: "Put back the newest backup.",
  });
  expect(statSync(file()).size).toBe(before.size);
});

/** Long enough for a write that nothing holds up. */
async function manyTurns(): Promise<string> {
  for (let i = 0; i < 2000; i++) await new Promise((resolve) => setImmediate(resolve));
  return "still waiting";
}

/** Overwrites the cell pointers of a leaf page. */
function damage(): void {
  const db = openDatabase(file());
  const root = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'counter'").get()?.rootpage;
  db.close();
  const from = (Number(root) - 1) * 4096;
  writeFileSync(
    file(),
    Buffer.concat([
      readFileSync(file()).subarray(0, from),
      Buffer.alloc(200, 0xff),
      readFileSync(file()).subarray(from + 200),
    ]),
  );
}

test("stores that share a thread keep apart: a damaged file stops its own, an ended thread all of them", async () => {
  const thread = startWriterThread();
  const openIn = (name: string, onFailed: (error: GatewayError) => void, in_: WriterThread = thread) =>
    openStore<CountingWrites>({
      file: join(dir, name),
      module: new URL("./fixtures/counting-store.ts", import.meta.url),
      thread: in_,
      onFailed,
    });
  const failed: string[] = [];
  await using one = await openIn("one.db", () => failed.push("one"));
  const two = await openIn("two.db", () => failed.push("two"));
  writeFileSync(join(dir, "bad.db"), "this is no database at all, and long enough to be looked at".repeat(100));
  await expect(openIn("bad.db", () => undefined)).rejects.toMatchObject({ code: "store-corrupt" });
  expect(await Promise.all([add(one, "a"), add(two, "a"), add(one, "a")])).toEqual([1, 1, 2]);
  await two[Symbol.asyncDispose]();
  expect(await add(one, "a")).toBe(3);
  await thread[Symbol.asyncDispose]();
  await expect(add(one, "a")).rejects.toMatchObject({ code: "store-unavailable" });
  expect(failed).toEqual(["one"]);
  await expect(openIn("late.db", () => undefined)).rejects.toMatchObject({ code: "store-unavailable" });
});
