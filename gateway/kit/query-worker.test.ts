// Real threads; time passes by hand where a thread has to be given up.
import { expect, test } from "vitest";
import { handClock } from "./hand-clock.ts";
import { QueryWorker } from "./query-worker.ts";

const HUNG_MS = 20_000;
const IDLE_MS = 60_000;
const forever = new AbortController().signal;

type Question = "who" | "fail" | "hang" | "work";

function open(deadlineMs = 3_600_000) {
  const clock = handClock();
  const lost: string[] = [];
  const worker = new QueryWorker<null, Question, number>({
    module: new URL("./fixtures/questions-thread.ts", import.meta.url),
    name: "questions",
    settings: null,
    memoryMb: 64,
    deadlineMs,
    hungMs: HUNG_MS,
    idleMs: IDLE_MS,
    clock,
    onLost: (why) => lost.push(why),
    failed: (why) => new Error(`failed: ${why}`),
  });
  return { clock, lost, worker };
}

test("one thread answers question after question, also after one that failed", async () => {
  const { worker, lost } = open();
  await using _worker = worker;
  const first = await worker.ask("who", forever);
  await expect(worker.ask("fail", forever)).rejects.toThrow("failed: it cannot be read");
  expect(await worker.ask("who", forever)).toBe(first);
  expect(lost).toEqual([]);
});

test("a thread that hangs is given up: its question fails, and the next one has a new thread", async () => {
  const { worker, clock, lost } = open();
  await using _worker = worker;
  const first = await worker.ask("who", forever);
  const hanging = worker.ask("hang", forever);
  const next = worker.ask("who", forever);
  expect(worker.waiting).toBe(1);
  clock.pass(HUNG_MS);
  await expect(hanging).rejects.toThrow("gave no sign");
  expect(await next).toBeGreaterThan(first ?? 0);
  expect(lost).toHaveLength(1);
});

test("a question that nobody waits for any more is let go of, also while it is worked on", async () => {
  const { worker } = open();
  await using _worker = worker;
  const gone = new AbortController();
  const working = worker.ask("work", gone.signal);
  const waiting = worker.ask("hang", gone.signal);
  gone.abort();
  expect([await working, await waiting]).toEqual([null, null]);
  expect(await worker.ask("who", forever)).toEqual(expect.any(Number));
});

test("past its deadline a question ends by itself", async () => {
  const { worker } = open(1);
  await using _worker = worker;
  expect(await worker.ask("work", forever)).toBe(-1);
});

test("without questions the thread ends, and the next question starts another one", async () => {
  const { worker, clock, lost } = open();
  await using _worker = worker;
  const first = await worker.ask("who", forever);
  clock.pass(IDLE_MS);
  expect(await worker.ask("who", forever)).toBeGreaterThan(first ?? 0);
  expect(lost).toEqual([]);
});

test("closing waits for nobody", async () => {
  const { worker } = open();
  const asked = [worker.ask("work", forever), worker.ask("who", forever)];
  await worker[Symbol.asyncDispose]();
  expect(await Promise.all(asked)).toEqual([null, null]);
  expect(await worker.ask("who", forever)).toBeNull();
});
