// The road to a post, with a clock that is moved by hand: what counts as heard, and when an announcement ends.
import { beforeEach, expect, test } from "vitest";
import { type HandClock, handClock } from "../../kit/hand-clock.ts";
import { type AlarmNow, type Consoles, openConsoles } from "./consoles.ts";
import { type PostLetter, type PostRoad, postRoad } from "./road.ts";

const OPEN: AlarmNow = {
  occurrence: 1,
  point: null,
  active: true,
  latched: false,
  acknowledged: false,
  suppressed: false,
  outOfService: false,
  shelved: null,
};
let clock: HandClock;
let alarms: Map<string, AlarmNow>;
let consoles: Consoles;
let road: PostRoad;
beforeEach(() => {
  clock = handClock();
  alarms = new Map([["mains", OPEN]]);
  consoles = openConsoles({ clock, alarm: (id) => alarms.get(id) ?? null });
  road = postRoad(consoles);
});

const alarm = { id: "mains", occurrence: 1 };
const send = (more: Partial<PostLetter> = {}) =>
  road.send(
    { spoken: { "zh-CN": "市电中断" }, severity: "high", post: "guard", alarm, test: false, ...more },
    new AbortController().signal,
  );
const standing = () => consoles.standing("guard").map(({ n }) => n);
const heard = (n: number, console: string, sound: "on" | "silent" | "blocked", spoken = true) =>
  consoles.heard("guard", n, console, { sound, spoken });
const waiting = (n: number, console: string) =>
  consoles.heard("guard", n, console, { sound: "on", spoken: false, waiting: true });

test("nobody is there: the next road is taken at once; what calls for people stands for whoever comes, a test or an end does not", async () => {
  expect(await send()).toMatchObject({ is: "failed", code: "nobody-there", again: false });
  consoles.presence("guard", "pc-1", "on");
  clock.pass(46_000);
  expect(await send()).toMatchObject({ code: "nobody-there" });
  expect(await send({ post: null })).toMatchObject({ code: "nobody-there" });
  expect(await send({ test: true })).toMatchObject({ code: "nobody-there" });
  expect(consoles.standing("guard")).toMatchObject([{ n: 2, standing: true, alarm }]);
  alarms.set("mains", { ...OPEN, active: false });
  clock.pass(1000);
  expect(await send()).toMatchObject({ code: "nobody-there" });
  expect(standing()).toEqual([]);
});

test("one that waits its turn at the screen counts only when it really sounds, and is waited for as long as the screen says so", async () => {
  consoles.presence("guard", "pc-1", "on");
  const sent = send();
  for (let passed = 0; passed < 60; passed += 5) {
    waiting(1, "pc-1");
    clock.pass(5000);
    await Promise.resolve();
  }
  heard(1, "pc-1", "on");
  expect(await sent).toEqual({ is: "accepted", reference: "spoken", answered: false });
});

test("nobody is kept waiting for more than two minutes, for a screen that stopped saying so, or for one that fell silent", async () => {
  consoles.presence("guard", "pc-1", "on");
  const [long, gone, mute] = [send(), send({ alarm: null }), send({ alarm: null })];
  for (let passed = 0; passed < 120; passed += 8) {
    waiting(1, "pc-1");
    if (passed === 0) for (const n of [2, 3]) waiting(n, "pc-1");
    if (passed === 8) heard(3, "pc-1", "silent", false);
    clock.pass(8000);
    await new Promise(setImmediate);
  }
  expect(await mute).toMatchObject({ code: "sound-off" });
  expect(await gone).toMatchObject({ code: "no-answer" });
  expect(await long).toMatchObject({ is: "failed", code: "not-heard", again: false });
  expect(standing()).toContain(1);
});

test("of two screens the one that is about to read it is waited for, though the other is silent", async () => {
  consoles.presence("guard", "pc-1", "silent");
  consoles.presence("guard", "pc-2", "on");
  const sent = send();
  heard(1, "pc-1", "silent", false);
  waiting(1, "pc-2");
  clock.pass(9000);
  waiting(1, "pc-2");
  clock.pass(9000);
  heard(1, "pc-2", "on", true);
  expect(await sent).toMatchObject({ is: "accepted" });
});

test("what is acknowledged before its turn was not heard; what the gateway's stop cuts off is not known", async () => {
  consoles.presence("guard", "pc-1", "on");
  const stop = new AbortController();
  const sent = send();
  const cut = road.send({ spoken: {}, severity: "low", post: "guard", alarm: null, test: true }, stop.signal);
  for (const n of [1, 2]) waiting(n, "pc-1");
  alarms.set("mains", { ...OPEN, acknowledged: true });
  clock.pass(1000);
  expect(await sent).toMatchObject({ is: "failed", code: "not-heard" });
  stop.abort();
  expect(await cut).toMatchObject({ is: "unknown" });
});

test.each([
  ["its cause explains it", { suppressed: true }],
  ["somebody works there", { outOfService: true }],
  ["it is shelved", { shelved: { until: "2026-11-23T03:00:00.000Z" } }],
])("an announcement is not said any more once %s", async (_why, more) => {
  consoles.presence("guard", "pc-1", "on");
  const sent = send();
  waiting(1, "pc-1");
  expect(standing()).toEqual([1]);
  alarms.set("mains", { ...OPEN, ...more });
  clock.pass(1000);
  expect(standing()).toEqual([]);
  expect(await sent).toMatchObject({ is: "failed", code: "not-heard" });
});

test("danger stands before everything else, whatever its severity", async () => {
  alarms.set("wet", { ...OPEN, point: "leak" });
  await send({ severity: "critical" });
  await send({ severity: "medium", alarm: { id: "wet", occurrence: 1 } });
  expect(consoles.standing("guard").map(({ danger, n }) => [danger, n])).toEqual([
    [true, 2],
    [false, 1],
  ]);
});

test("one screen that is loud is enough", async () => {
  consoles.presence("guard", "pc-1", "silent");
  consoles.presence("guard", "pc-2", "on");
  const sent = send();
  heard(1, "pc-1", "silent");
  heard(1, "pc-2", "on", false);
  expect(await sent).toEqual({ is: "accepted", reference: "tone", answered: false });
});

test("screens that are all silent have shown it, but nobody has heard it", async () => {
  consoles.presence("guard", "pc-1", "on");
  const sent = send();
  heard(1, "pc-1", "blocked");
  expect(await sent).toMatchObject({ is: "failed", code: "sound-off", again: false });
  expect(standing()).toEqual([1]);
});

test("a screen that says nothing has not been heard, and is not waited for longer than ten seconds", async () => {
  consoles.presence("guard", "pc-1", "on");
  const sent = send();
  clock.pass(10_000);
  expect(await sent).toMatchObject({ is: "failed", code: "no-answer", again: false });
});

test.each([
  ["is acknowledged", { ...OPEN, acknowledged: true }],
  ["has cleared", { ...OPEN, active: false }],
  ["was raised anew", { ...OPEN, occurrence: 2 }],
  ["was shelved", { ...OPEN, shelved: {} }],
])("what stands for an alarm ends when it %s", async (_how, next) => {
  consoles.presence("guard", "pc-1", "on");
  const sent = send();
  heard(1, "pc-1", "on");
  await sent;
  clock.pass(600_000);
  expect(standing()).toEqual([1]);
  alarms.set("mains", next);
  clock.pass(1000);
  expect(standing()).toEqual([]);
});

test("the same alarm again is said again and stands once; a test and news of its end are said once and go", async () => {
  consoles.presence("guard", "pc-1", "on");
  const all = [send(), send(), send({ test: true })];
  alarms.set("other", { ...OPEN, active: false });
  all.push(send({ alarm: { id: "other", occurrence: 1 } }));
  expect(standing()).toEqual([4, 3, 2]);
  for (const n of [2, 3, 4]) heard(n, "pc-1", "on");
  await Promise.all(all);
  clock.pass(121_000);
  expect(standing()).toEqual([2]);
});
