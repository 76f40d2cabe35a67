// What comes afterwards, over a real journal, a real state.db and a real campus.db, with alarms that readings raised.
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HOT, testCampus, testDevice } from "#gateway/alarms/testing.ts";
import { openHistory } from "#gateway/history/open.ts";
import { happening } from "#gateway/journal/record.ts";
import { readAll } from "#gateway/journal/testing.ts";
import { openAccounts } from "#gateway/kit/accounts/open.ts";
import { createLog } from "#gateway/kit/log.ts";
import { type Bench, bench } from "#test/harness/alarm-engine.ts";
import { type TempFolder, tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import type { Delivery } from "../contract/notify.ts";
import type { Story } from "../contract/story.ts";
import { openAfterwards } from "./open.ts";
import type { AfterwardsParts } from "./parts.ts";
import type { Afterwards } from "./port.ts";

const ID = "hot.mr1-th.temperature";
const MINUTE = 60_000;
const forever = new AbortController().signal;
const BY = { account: "admin", remote: "local" };
const log = createLog("silent");
const POINTS = new URL("../journal/point-reader.ts", import.meta.url);

let stack: AsyncDisposableStack;
let folder: TempFolder;
let campus: Bench;
beforeEach(async () => {
  stack = new AsyncDisposableStack();
  folder = stack.use(tempFolder("campus-afterwards"));
  const config = testCampus(
    [{ ...HOT, target: { by: "profile", id: "native" }, respondWithinMs: 5 * MINUTE }],
    [testDevice("mr1-th"), testDevice("mr2-th")],
  );
  campus = stack.use(await bench(folder.path, config));
});
afterEach(async () => stack.disposeAsync());

async function accountsIn(path: string) {
  const file = join(path, "campus.db");
  return openAccounts({ file, clock: campus.clock, log, onAudit: () => undefined, onFailed: fail });
}
function fail(error: Error): never {
  throw error;
}

async function open(more: Partial<AfterwardsParts> = {}): Promise<Afterwards> {
  const { journal, alarms, clock } = campus;
  const accounts = more.accounts ?? stack.use(await accountsIn(folder.path));
  const history = stack.use(openHistory({ file: join(folder.path, "journal.db"), source: POINTS, clock, log }));
  const current = testCampus([], [testDevice("mr1-th"), testDevice("mr2-th")]);
  const tickets = { list: () => ({ tickets: [], total: 0 }), figures: () => null };
  const parts = { folder: folder.path, journal, alarms, clock, log, history, tickets, ledger: null, duty: null };
  return stack.use(await openAfterwards({ ...parts, config: { current }, accounts, ...more }));
}

/** A raise that is in the past by now. */
async function raiseOf(desk: Afterwards, occurrence: number | null = null) {
  const known = await until("the raise in the past", async () => {
    const found = await desk.find(ID, occurrence, forever);
    return found?.raise ?? null;
  });
  return known;
}

async function storyOf(desk: Afterwards, isThere: (story: Story) => boolean): Promise<Story> {
  return await until("the story", async () => {
    const found = await desk.find(ID, null, forever);
    const story = found?.raise ? await desk.story(found.raise, true, forever) : null;
    return story !== null && isThere(story) ? story : null;
  });
}

const delivery = (n: number, atMs: number): Delivery => ({
  n, says: "raised", alarms: [{ id: ID, occurrence: 1 }], step: 0, post: "gate", person: "p-1", road: "call", state: "accepted", tries: 1,
  madeAt: new Date(atMs).toISOString(), sentAt: new Date(atMs).toISOString(), endedAt: null, nextAt: null, code: null, detail: null,
  answered: true, test: false, repeated: false, insteadOf: null,
}); // biome-ignore format: one delivery

test("a story tells each step once and in order: readings, told, answered by which road, escalated, cleared, handled", async () => {
  const { clock, alarms, journal } = campus;
  const minute = async () => {
    clock.pass(MINUTE);
    await campus.pass(0);
  };
  await campus.value(24);
  await minute();
  await campus.value(29);
  const toldMs = clock.now();
  await minute();
  await campus.value(33);
  await journal.append(happening("event", "notify.escalated", clock.now(), { alarm: ID, occurrence: 1, step: 1 }));
  await minute();
  await alarms.acknowledge("p-1", ID, { occurrence: 1, comment: null });
  const answered = { alarm: ID, occurrence: 1, person: "p-1", road: "modem-call", delivery: 7 };
  await journal.append(happening("event", "notify.answered", clock.now(), answered));
  // Of another alarm, and of another time: not ours.
  await journal.append(
    happening("event", "notify.answered", clock.now(), { ...answered, alarm: "hot.mr2-th.temperature" }),
  );
  await journal.append(
    happening("event", "notify.answered", clock.now(), { ...answered, person: "p-9", occurrence: 2 }),
  );
  await minute();
  await campus.value(25);
  const ledger = { deliveriesOf: async () => [delivery(7, toldMs + 1)], roads: async () => [] };
  const desk = await open({ ledger });
  await desk.handle(BY, await raiseOf(desk), { verdict: "real", comment: "空调停机", ticket: null });
  const story = await storyOf(desk, ({ clearedAt, steps }) => clearedAt !== null && steps.length >= 9);
  expect(story).toMatchObject({
    alarm: ID,
    occurrence: 1,
    rule: "hot",
    severity: "high",
    complete: true,
    text: HOT.text,
  });
  expect(story.steps.map((step) => (step.is === "reading" ? `${step.mark} ${step.value}` : step.is))).toEqual([
    "before 24", "raised", "told", "worst 33", "escalated", "acknowledged", "back 25", "cleared", "handled",
  ]); // biome-ignore format: one list
  const { steps } = story;
  expect(steps.find(({ is }) => is === "raised")).toMatchObject({ value: 29, limit: 28, unit: "Cel", quiet: [] });
  expect(steps.find(({ is }) => is === "acknowledged")).toMatchObject({ by: "p-1", road: "modem-call", delivery: 7 });
  expect(steps.at(-1)).toMatchObject({ is: "handled", version: 1, handling: { verdict: "real", by: "admin" } });
});

test("what was read right after an alarm is of the next one, not of its story", async () => {
  for (const value of [24, 30, 25, 31]) {
    await campus.value(value);
    campus.clock.pass(100);
    await campus.pass(0);
  }
  const desk = await open();
  const raise = await until("the end of the first", async () => {
    campus.clock.pass(1000);
    await campus.pass(0);
    const found = await desk.find(ID, 1, forever);
    return found?.raise?.clearedMs ? found.raise : null;
  });
  const { steps = [] } = (await desk.story(raise, true, forever)) ?? {};
  expect(steps.map((step) => (step.is === "reading" ? `${step.mark} ${step.value}` : step.is))).toEqual([
    "before 24", "raised", "back 25", "cleared",
  ]); // biome-ignore format: one list
});

test("what was found is corrected without losing what was said before, over a restart, and said once", async () => {
  await campus.value(30);
  const accounts = await accountsIn(folder.path);
  const desk = await open({ accounts });
  const raise = await raiseOf(desk);
  expect(desk.handling(ID, 1)).toBeNull();
  const finding = { verdict: "false", comment: "传感器被太阳晒", ticket: null } as const;
  await Promise.all([desk.handle(BY, raise, finding), desk.handle(BY, raise, finding)]);
  await desk.handle({ ...BY, account: "it" }, raise, { ...finding, verdict: "real" });
  expect(desk.handling(ID, 1)).toMatchObject({
    version: 2,
    verdict: "real",
    by: "it",
    earlier: [{ verdict: "false", by: "admin" }],
  });
  await accounts[Symbol.asyncDispose]();
  const again = await open();
  expect(again.handling(ID, 1)).toMatchObject({ version: 2, verdict: "real", earlier: [{ verdict: "false" }] });
  const told = await readAll(campus.journal);
  const entries = told.flatMap((one) => (one.kind === "event" && one.type === "handling.recorded" ? [one] : []));
  expect(entries.map(({ body }) => body)).toMatchObject([
    { alarm: ID, occurrence: 1, verdict: "false", version: 1 },
    { verdict: "real", by: "it", version: 2 },
  ]);
  // Words of people may name somebody: they stay on campus.
  expect(JSON.stringify(entries)).not.toContain("太阳");
});

test("figures and the sheet of the day count what really was raised, and a test is none", async () => {
  const { clock, alarms } = campus;
  for (const value of [30, 20, 31, 20, 32]) {
    await campus.value(value);
    clock.pass(MINUTE);
    await campus.pass(0);
  }
  await alarms.acknowledge("admin", ID, { occurrence: 3, comment: null });
  const desk = await open();
  await desk.handle(BY, await raiseOf(desk, 1), { verdict: "test", comment: null, ticket: null });
  await desk.handle(BY, await raiseOf(desk, 2), { verdict: "false", comment: null, ticket: null });
  const range = { fromMs: clock.now() - 3_600_000, toMs: clock.now() + 1, visible: null };
  const figures = await until("all in the past", async () => {
    const found = await desk.figures(range, forever);
    return found?.bySeverity.some(({ acknowledged }) => acknowledged === 1) ? found : null;
  });
  expect(figures).toMatchObject({
    raised: 2,
    tests: 1,
    byVerdict: { false: 1, none: 1 },
    noisiest: [{ rule: "hot", raised: 2 }],
  });
  expect(await desk.figures({ ...range, visible: new Set(["mr2-th"]) }, forever)).toMatchObject({
    raised: 0,
    tests: 0,
  });

  const asker = { visible: null, places: null, names: true, tickets: true, language: "en" } as const;
  const form = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short" });
  const [today = "", time = ""] = form.format(clock.now()).split(" ");
  const tomorrow = new Date(Date.parse(`${today}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  // Whenever this test runs: the part of a day that is not over yet.
  const [day, part] =
    time < "07:00"
      ? [today, "morning" as const]
      : time < "18:00"
        ? [today, "evening" as const]
        : [tomorrow, "morning" as const];
  const sheet = await desk.day(day, part, asker, forever);
  expect(sheet).toMatchObject({
    complete: false,
    devices: { all: 2, normal: 1, troubled: ["mr1-th"] },
    standing: [{ alarm: ID }],
  });
  expect(sheet === null || sheet === "none" ? [] : sheet.lines[2]).toBe(
    "2 devices, 1 normal; still open: mr1-th: Hot.",
  );
  expect(await desk.day("2020-02-30", "morning", asker, forever)).toBe("none");
  expect((await desk.sheetText({ day, part, withNames: true, language: "zh-CN" }))?.join("\n")).toContain(
    "值班：未编排值班表。",
  );
  expect(await desk.month(today.slice(0, 7), asker, forever)).toMatchObject({
    complete: false,
    availability: { share: 1 },
  });
});
