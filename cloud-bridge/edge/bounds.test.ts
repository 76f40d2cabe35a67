// An outbox for a county that never answers stays within its bounds, and says what it gave up.
import { join } from "node:path";
import { expect, test } from "vitest";
import { handClock } from "#gateway/kit/hand-clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { tempFolder } from "#test/harness/temp.ts";
import type { Loss } from "./answers.ts";
import { keepWithin } from "./bounds.ts";
import { openOutbox } from "./outbox.ts";

const DAY_MS = 86_400_000;
const NO_END = Number.POSITIVE_INFINITY;

async function bed() {
  const folder = tempFolder("outbox-bounds");
  const [clock, log] = [handClock(), createLog("silent")];
  const onFailed = (error: Error) => {
    throw error;
  };
  const outbox = await openOutbox({ file: join(folder.path, "outbox.db"), campus: "a", clock, log, onFailed });
  const losses: Loss[] = [];
  const tellLoss = async (loss: Loss) => void losses.push(loss);
  let seq = 0;
  const seal = (lane: "alarm" | "event") => {
    seq++;
    return outbox.seal([{ lane, n: 1, fromSeq: seq, toSeq: seq, body: [{ seq }] }], { epoch: "e", seq });
  };
  const disposer = async () => {
    await outbox[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  };
  return { outbox, losses, seal, clock, parts: { outbox, tellLoss, clock, log }, [Symbol.asyncDispose]: disposer };
}

test("what is older than a month goes, told with the entries that it held", async () => {
  await using open = await bed();
  for (let i = 0; i < 3; i++) await open.seal("event");
  open.clock.pass(40 * DAY_MS);
  await open.seal("event");
  expect(await keepWithin({ keepMs: 35 * DAY_MS, maxBytes: NO_END }, open.parts)).toBe(3);
  const told = open.losses.map(({ type, body }) => [type, body.from, body.to, body.count, body.reason]);
  expect(told.at(0)?.slice(0, 2)).toEqual(["loss.expired", 1]);
  expect(told.at(-1)?.[2]).toBe(3);
  expect(told.reduce((sum, row) => sum + Number(row[3]), 0)).toBe(3);
  expect(open.outbox.ranges().event).toEqual({ first: 4, last: 4 });
});

test("beyond its size events go before alarms", async () => {
  await using open = await bed();
  for (const lane of ["event", "alarm", "event", "alarm"] as const) await open.seal(lane);
  const one = open.outbox.held("alarm").bytes;
  await keepWithin({ keepMs: NO_END, maxBytes: one }, open.parts);
  expect([open.outbox.held("event").frames, open.outbox.held("alarm").frames]).toEqual([0, 2]);
  expect(new Set(open.losses.map(({ body }) => body.reason))).toEqual(new Set(["outbox-full"]));
});
