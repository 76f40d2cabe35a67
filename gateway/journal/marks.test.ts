import { expect, test } from "vitest";
import { randomOf } from "#test/chaos/random.ts";
import { MARK_WINDOW, Marks, type Verdict } from "./marks.ts";
import type { Mark } from "./record.ts";
import { event, mark } from "./testing.ts";

/** Judges a mark and, unless it is a repeat, commits it at once. */
function take(marks: Marks, given: Mark, device = "dev-1"): Verdict {
  const verdict = marks.judge(device, given);
  if (verdict !== "repeat") marks.apply([event(device, "x.y", { mark: given })]);
  return verdict;
}

function takeRun(marks: Marks, from: number, to: number, payload = 0): Verdict[] {
  const verdicts: Verdict[] = [];
  for (let seq = from; seq <= to; seq++) verdicts.push(take(marks, mark(seq, seq + payload)));
  return verdicts;
}

/** Saved rows as the journal keeps them: by key, later ones over earlier ones. */
function saveInto(disk: Map<string, Uint8Array>, marks: Marks): void {
  for (const { key, body } of marks.save()) disk.set(key, body);
}

function loaded(disk: ReadonlyMap<string, Uint8Array>): Marks {
  const marks = new Marks();
  marks.load([...disk].map(([key, body]) => ({ key, body })));
  return marks;
}

test("the same boot, seq and bytes are a repeat; another boot, another device or other bytes are not", () => {
  const marks = new Marks();
  expect(take(marks, mark(7, 70))).toBe("new");
  expect(take(marks, mark(7, 70))).toBe("repeat");
  expect(take(marks, mark(7, 70, 2))).toBe("new");
  expect(take(marks, mark(7, 70), "dev-2")).toBe("new");
  expect(take(marks, mark(7, 71))).toBe("counter-reset");
  expect(take(marks, mark(7, 70))).toBe("repeat");
});

test("messages out of order are new, each once", () => {
  const marks = new Marks();
  expect([5, 9, 6, 8, 7, 6, 9].map((seq) => take(marks, mark(seq)))).toEqual(
    ["new", "new", "new", "new", "new", "repeat", "repeat"], // biome-ignore format: one verdict a message
  );
});

test("a counter that starts again is told once, at the first number that it had before", () => {
  const marks = new Marks();
  takeRun(marks, 1, 100);
  expect(takeRun(marks, 1, 120, 1000).flatMap((verdict, i) => (verdict === "new" ? [] : [[i + 1, verdict]]))).toEqual([
    [1, "counter-reset"],
  ]);
  expect(take(marks, mark(60, 2000)), "it goes back a second time").toBe("counter-reset");
});

test("a counter that starts again below the window is told where it meets its old numbers", () => {
  const marks = new Marks();
  takeRun(marks, 1, 6000);
  expect(takeRun(marks, 1, 50, 10_000).every((verdict) => verdict === "new")).toBe(true);
  expect(takeRun(marks, 5000, 5020, 10_000).filter((verdict) => verdict !== "new")).toEqual(["counter-reset"]);
});

test("the last 4096 messages are recognised and older ones are new again", () => {
  const marks = new Marks();
  takeRun(marks, 1, 10_000);
  expect(marks.judge("dev-1", mark(10_000 - MARK_WINDOW + 1))).toBe("repeat");
  expect(marks.judge("dev-1", mark(10_000 - MARK_WINDOW))).toBe("new");
});

test("nothing that was judged and not stored is taken for a repeat afterwards, and what was stored still is", () => {
  const marks = new Marks();
  takeRun(marks, 1, 300);
  for (let seq = 301; seq <= 900; seq++) marks.judge("dev-1", mark(seq));
  marks.rollBack();
  expect(takeRun(marks, 1, 300).every((verdict) => verdict === "repeat")).toBe(true);
  expect(takeRun(marks, 301, 900).every((verdict) => verdict === "new")).toBe(true);
});

test("a roll-back of more than the window forgets all, and repeats of what comes then are recognised", () => {
  const marks = new Marks();
  takeRun(marks, 1, 100);
  for (let seq = 101; seq <= 100 + 2 * MARK_WINDOW; seq++) marks.judge("dev-1", mark(seq));
  marks.rollBack();
  expect(takeRun(marks, 101, 200).every((verdict) => verdict === "new")).toBe(true);
  expect(takeRun(marks, 101, 200).every((verdict) => verdict === "repeat")).toBe(true);
});

// Messages between saves: multiples of a chunk and others, shorter and longer than the window, and a slot left over from long ago.
test.each([
  [[1, 1, 1]],
  [[255, 255]],
  [[256, 256]],
  [[4096, 4096]],
  [[4351, 1, 4352]],
  [[4000, 10_080, 100, 100]],
  [[14_080, 300, 4200]],
])("after saves %j messages apart the newest 4096 are known at start", (steps) => {
  const disk = new Map<string, Uint8Array>();
  let marks = new Marks();
  let seq = 0;
  for (const step of steps) {
    takeRun(marks, seq + 1, seq + step);
    seq += step;
    saveInto(disk, marks);
    marks = loaded(disk);
    for (let back = Math.min(seq, MARK_WINDOW) - 1; back >= 0; back--) {
      if (marks.judge("dev-1", mark(seq - back)) !== "repeat") expect.fail(`${seq - back} of ${seq} is not known`);
    }
  }
});

test("what a roll-back left open does not shift what is saved after it", () => {
  const disk = new Map<string, Uint8Array>();
  const marks = new Marks();
  takeRun(marks, 1, 4000);
  saveInto(disk, marks);
  takeRun(marks, 4001, 4300);
  for (let seq = 4301; seq <= 8292; seq++) marks.judge("dev-1", mark(seq));
  marks.rollBack();
  saveInto(disk, marks);
  let again = loaded(disk);
  takeRun(again, 4301, 4310);
  saveInto(disk, again);
  again = loaded(disk);
  for (let seq = 4200; seq <= 4310; seq++) expect(again.judge("dev-1", mark(seq)), `message ${seq}`).toBe("repeat");
});

/** The contract, word for word and slow: the last 4096 messages in a list. */
class Naive {
  held: Mark[] = [];
  stored = 0;

  has(given: Mark): boolean {
    return this.held.some((one) => one.boot === given.boot && one.seq === given.seq && one.check === given.check);
  }

  collides(given: Mark): boolean {
    return this.held.some((one) => one.boot === given.boot && one.seq === given.seq);
  }

  take(given: Mark): void {
    this.held.push(given);
    if (this.held.length > MARK_WINDOW) this.held.shift();
  }
}

test.each([1, 2, 3, 4, 5, 6])(
  "random devices agree with the contract word for word, over restarts and failed commits (seed %i)",
  (seed) => {
    const random = randomOf(seed);
    const disk = new Map<string, Uint8Array>();
    let marks = new Marks();
    const naive = new Naive();
    let boot = 1;
    let seq = 0;
    const sinceSave: Mark[] = [];
    for (let n = 0; n < 9000; n++) {
      const dice = random.between(1, 1000);
      if (dice === 1) boot++;
      if (dice <= 3) seq = random.between(0, 50);
      if (dice === 4) {
        saveInto(disk, marks);
        sinceSave.length = 0;
      }
      if (dice === 5 || dice === 6) {
        marks = loaded(disk);
        for (const kept of sinceSave) marks.replay(event("dev-1", "x.y", { mark: kept }));
      }
      if (dice >= 7 && dice <= 9) {
        // A commit fails: judged, not stored. Few enough to keep the window of what is stored nearly whole.
        for (let i = 0; i < 20; i++) marks.judge("dev-1", mark(seq + 100 + i, 5, boot));
        marks.rollBack();
        naive.held = naive.held.slice(-(MARK_WINDOW - 20));
      }
      const again =
        dice > 700
          ? naive.held[naive.held.length - random.between(1, Math.max(1, Math.min(naive.held.length, 4000)))]
          : undefined;
      const given =
        again ?? mark(dice > 650 ? Math.max(0, seq - random.between(0, 30)) : ++seq, random.between(0, 3), boot);
      const expected = naive.has(given) ? "repeat" : "stored";
      const collides = naive.collides(given);
      const verdict = take(marks, given);
      expect(verdict === "repeat" ? "repeat" : "stored", `message ${n}`).toBe(expected);
      if (verdict === "counter-reset" && !collides)
        expect.fail(`message ${n}: a reset without an earlier message of that number`);
      if (verdict === "repeat") continue;
      naive.take(given);
      sinceSave.push(given);
    }
  },
);
