// Whoever has much to tell holds up neither an alarm nor another campus, and fills no memory.
import { expect, test } from "vitest";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import type { Lane } from "../wire/topics.ts";
import type { Sent, Taken } from "./incoming.ts";
import { createQueue } from "./queue.ts";

const FRAME = 16 * 1024;
const sent = (campus: string, word: Lane | "hello", size = FRAME): Sent => ({ campus, word, bytes: new Uint8Array(size), atMs: 0 }); // biome-ignore format: one line
const TAKEN: Taken = { answers: [], refused: null, figures: null };

/** A store that has taken what `finish` was called for. */
function slowStore() {
  const under: { readonly sent: Sent; readonly done: PromiseWithResolvers<Taken> }[] = [];
  const order: string[] = [];
  return {
    under,
    /** In the order in which the store got them. */
    order,
    take: (one: Sent) => {
      order.push(`${one.campus} ${one.word}`);
      const done = Promise.withResolvers<Taken>();
      under.push({ sent: one, done });
      return done.promise;
    },
    /** Everything that the store has now is stored. */
    finish: async () => {
      const now = under.splice(0);
      for (const { done } of now) done.resolve(TAKEN);
      await Promise.all(now.map(({ done }) => done.promise));
      // What follows from it follows within this turn.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test("alarms, events and states go to the store at once, however many summaries wait", async () => {
  const store = slowStore();
  using queue = createQueue({ take: store.take, clock });
  for (let i = 0; i < 100; i++) queue.put(sent("a", "summary"));
  const before = store.under.length;
  expect(before).toBeLessThan(20);
  for (const word of ["alarm", "event", "state"] as const) queue.put(sent("b", word, 100));
  expect(store.order.slice(before)).toEqual(["b alarm", "b event", "b state"]);
});

test("summaries of campuses take turns: who comes with one is not behind somebody's hundred", async () => {
  const store = slowStore();
  using queue = createQueue({ take: store.take, clock });
  for (let i = 0; i < 100; i++) queue.put(sent("big", "summary"));
  const { taken } = queue.put(sent("small", "summary"));
  await store.finish();
  expect(store.order.filter((one) => one === "small summary")).toHaveLength(1);
  await store.finish();
  await taken;
});

test("a hello stays behind the summaries that were sent before it", async () => {
  const store = slowStore();
  using queue = createQueue({ take: store.take, clock });
  for (let i = 0; i < 10; i++) queue.put(sent("a", "summary"));
  queue.put(sent("a", "hello", 200));
  while (store.order.length < 11) await store.finish();
  expect(store.order.indexOf("a hello")).toBe(10);
});

test("a campus that sends faster than is stored is held up alone, until there is room", async () => {
  const store = slowStore();
  using queue = createQueue({ take: store.take, clock });
  let [first, rooms] = [true, 0];
  while (first || queue.waiting.bytes < 320 * 1024) {
    first = false;
    queue.put(sent("flood", "summary")).room.then(() => rooms++, expect.fail);
  }
  const held = queue.put(sent("flood", "summary")).room;
  let isHeld = true;
  held.then(() => {
    isHeld = false;
  }, expect.fail);
  await queue.put(sent("other", "summary")).room;
  expect(isHeld).toBe(true);
  while (queue.waiting.messages > 0) await store.finish();
  await held;
  expect(queue.waiting).toEqual({ messages: 0, bytes: 0 });
});

test("a store that refuses once does not end the turns of the others", async () => {
  let calls = 0;
  const take = async () => {
    if (++calls === 1) throw new Error("full");
    return TAKEN;
  };
  using queue = createQueue({ take, clock });
  const one = queue.put(sent("a", "summary")).taken;
  const other = queue.put(sent("b", "summary")).taken;
  await expect(one).rejects.toThrow("full");
  expect(await other).toEqual(TAKEN);
});
