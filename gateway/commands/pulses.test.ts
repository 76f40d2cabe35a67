import { expect, test } from "vitest";
import type { CommandForm } from "../contract/driver.ts";
import type { Happening } from "../journal/record.ts";
import { GatewayError } from "../kit/errors.ts";
import { handClock } from "../kit/hand-clock.ts";
import { createLog } from "../kit/log.ts";
import { CommandBook } from "./book.ts";
import { type Command, type EndState, endEntry, requestedEntry, startedEntry } from "./command.ts";
import { commandIdOf } from "./ids.ts";
import { openPulses, TAKER } from "./pulses.ts";

const UNLOCK: CommandForm = { args: {}, pulse: { after: "3s", back: { name: "set", args: { on: false } } } };

/** A door whose commands end as the test says. `given`: the commands that took a pulse back, by their keys. */
function bed(book = new CommandBook()) {
  const clock = handClock();
  const given: string[] = [];
  let refusal: GatewayError | null = null;
  let seq = 0;
  const pulses = openPulses({
    book,
    formOf: ({ name }) => (name === "unlock" ? UNLOCK : undefined),
    request: async (_device, { name, args }, key) => {
      given.push(key);
      if (refusal !== null) throw refusal;
      ask({ id: commandIdOf(TAKER, key), name, args, by: TAKER });
    },
    clock,
    log: createLog("error", { write: () => undefined }),
  });
  const keep = (entry: Happening, isStart = false) => {
    book.apply([{ ...entry, seq: ++seq }]);
    const command = book.get(String(entry.body.id));
    if (command !== null) pulses.seen(command, isStart);
  };
  const ask = (more: Pick<Command, "id" | "name" | "args" | "by">) => {
    const now = clock.now();
    const open = { state: "requested", startedMs: null, endedMs: null, result: null, seq: 0 } as const;
    keep(requestedEntry({ device: "door", requestedMs: now, expiresMs: now + 30_000, ...open, ...more }));
  };
  const end = (id: string, state: EndState, begin = true) => {
    if (begin) keep(startedEntry(book.get(id) as Command, clock.now()));
    keep(endEntry(book.get(id) as Command, state, { code: null, detail: null, data: {} }, clock.now()));
  };
  return {
    book,
    clock,
    given,
    pulses,
    keep,
    end,
    refuse: (code: string) => {
      refusal = new GatewayError(code, "no", "Ask again.");
    },
    unlock: (id: string, state: EndState = "done", begin = true) => {
      ask({ id, name: "unlock", args: {}, by: "admin" });
      end(id, state, begin);
    },
    /** Ends the newest command that takes a pulse back. */
    endBack: (state: EndState) => end(commandIdOf(TAKER, given.at(-1) ?? ""), state),
    pass: async (ms: number) => {
      clock.pass(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test("a pulse is taken back once, when its time has passed", async () => {
  const door = bed();
  door.unlock("c-1");
  await door.pass(2999);
  expect(door.given).toEqual([]);
  await door.pass(1);
  expect(door.given).toEqual(["c-1 back 0"]);
  door.endBack("done");
  await door.pass(3_600_000);
  expect(door.given).toHaveLength(1);
});

test.each(["done", "failed", "unknown"] as const)(
  "a pulse that ended as %s may be on, and is taken back",
  async (state) => {
    const door = bed();
    door.unlock("c-1", state);
    await door.pass(3000);
    expect(door.given).toHaveLength(1);
  },
);

test("a pulse that never began is not taken back", async () => {
  const door = bed();
  door.unlock("c-1", "expired", false);
  await door.pass(3_600_000);
  expect(door.given).toEqual([]);
});

test("a second pulse goes on from the first, which does not cut it short", async () => {
  const door = bed();
  door.unlock("c-1");
  await door.pass(2000);
  door.unlock("c-2");
  await door.pass(2999);
  expect(door.given).toEqual([]);
  await door.pass(1);
  expect(door.given).toEqual(["c-2 back 0"]);
});

test("what could not be taken back is tried again, less and less often, until it is done", async () => {
  const door = bed();
  door.unlock("c-1");
  await door.pass(3000);
  door.endBack("failed");
  await door.pass(1999);
  expect(door.given).toHaveLength(1);
  await door.pass(1);
  door.endBack("unknown");
  await door.pass(4000);
  expect(door.given).toEqual(["c-1 back 0", "c-1 back 1", "c-1 back 2"]);
  door.endBack("done");
  await door.pass(3_600_000);
  expect(door.given).toHaveLength(3);
});

test("a device that is gone is given up, a gateway that is busy is not", async () => {
  const busy = bed();
  busy.refuse("slow-down");
  busy.unlock("c-1");
  await busy.pass(3000);
  await busy.pass(2000);
  expect(busy.given).toHaveLength(2);
  const gone = bed();
  gone.refuse("unknown-device");
  gone.unlock("c-1");
  await gone.pass(3000);
  await gone.pass(3_600_000);
  expect(gone.given).toHaveLength(1);
});

test("a start takes back at once what a crash left on, also when it learns of its end just now", async () => {
  const before = bed();
  before.unlock("c-1");
  const after = bed(before.book);
  for (const command of after.book.newest()) {
    after.pulses.seen(command);
    after.pulses.seen(command, true);
  }
  await after.pass(0);
  expect(after.given).toEqual(["c-1 back 0"]);
  after.endBack("done");
  const third = bed(after.book);
  for (const command of third.book.newest()) third.pulses.seen(command, true);
  await third.pass(3_600_000);
  expect(third.given).toEqual([]);
});

test("a stop takes back at once, and does not wait for what fails", async () => {
  const door = bed();
  door.unlock("c-1");
  const stopped = door.pulses[Symbol.asyncDispose]();
  await door.pass(0);
  expect(door.given).toEqual(["c-1 back 0"]);
  door.endBack("failed");
  await stopped;
  expect(door.given).toHaveLength(1);
});
