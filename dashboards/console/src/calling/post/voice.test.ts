import { expect, test } from "vitest";
import type { Announcement, Heard, PostSound } from "#gateway/contract/duty.ts";
import { announcementKey, breaksOff, nextToSay } from "./turns.ts";
import { type Reading, Voice, type VoiceParts } from "./voice.ts";

const SOON = { timeout: 30_000 };
const said = (n: number, more: Partial<Announcement> = {}): Announcement => ({
  n,
  post: "guard",
  severity: "high",
  text: { "zh-CN": `第${n}条` },
  alarm: null,
  at: "2026-12-01T18:10:00.000Z",
  test: false,
  standing: true,
  danger: false,
  ...more,
});

/** A mouth that is watched. `speaks`: whether this browser lets it. */
function mouth({ state = "on", speaks = true }: { state?: PostSound; speaks?: boolean } = {}) {
  const heard: [number, Heard][] = [];
  const spoken: number[] = [];
  const held: boolean[] = [];
  let shown: Reading = { now: null, waiting: new Set() };
  let finish: (() => void) | null = null;
  const parts: VoiceParts = {
    againMs: 1,
    renewMs: 60_000,
    state: () => state,
    sound: () => Promise.resolve(state === "on"),
    speak: (announcement, began, signal) => {
      began(speaks);
      if (!speaks) return Promise.resolve();
      spoken.push(announcement.n);
      return new Promise((resolve) => {
        finish = resolve;
        signal.addEventListener("abort", () => resolve());
      });
    },
    tell: ({ n }, what) => heard.push([n, what]),
    hold: (hold) => held.push(hold),
    show: (reading) => {
      shown = reading;
    },
  };
  return { parts, heard, spoken, held, shown: () => shown, finish: () => finish?.() };
}

const REALLY: Heard = { sound: "on", spoken: true };
const WAITS: Heard = { sound: "on", spoken: false, waiting: true };

test("what was never read comes first, then what was read longest ago; what does not stand is read once", () => {
  const [first, second, once] = [said(1), said(2), said(3, { standing: false })];
  const at = (...times: [Announcement, number][]) => new Map(times.map(([each, ms]) => [announcementKey(each), ms]));
  expect(nextToSay([first, second], at([first, 0]), 20, 5).say).toBe(second);
  expect(nextToSay([first, second], at([first, 4], [second, 0]), 20, 22).say).toBe(second);
  expect(nextToSay([first, second], at([first, 4], [second, 0]), 20, 15)).toEqual({ say: null, inMs: 5 });
  expect(nextToSay([once], at([once, 0]), 20, 500)).toEqual({ say: null, inMs: null });
});

test("the gateway is told that it was spoken only when the speaking has begun, and once", async () => {
  const able = mouth();
  const voice = new Voice(able.parts);
  voice.set([said(1)]);
  await expect.poll(() => able.heard, SOON).toEqual([[1, { sound: "on", spoken: true }]]);
  able.finish();
  await expect.poll(() => able.spoken, SOON).toEqual([1, 1]);
  voice.stop();
  expect(able.heard).toHaveLength(1);
  const mute = mouth({ speaks: false });
  const other = new Voice(mute.parts);
  other.set([said(1)]);
  await expect.poll(() => mute.heard, SOON).toEqual([[1, { sound: "on", spoken: false }]]);
  other.stop();
});

test("a screen whose sound is off says so, and does not speak", async () => {
  const { parts, heard, spoken } = mouth({ state: "silent" });
  const voice = new Voice(parts);
  voice.set([said(1)]);
  await expect.poll(() => heard, SOON).toEqual([[1, { sound: "silent", spoken: false }]]);
  voice.stop();
  expect(spoken).toEqual([]);
});

test("what is acknowledged falls silent in the middle of the sentence, and the next is read", async () => {
  const { parts, spoken } = mouth();
  const voice = new Voice(parts);
  voice.set([said(1), said(2)]);
  await expect.poll(() => spoken, SOON).toEqual([1]);
  voice.set([said(2)]);
  await expect.poll(() => spoken, SOON).toEqual([1, 2]);
  voice.stop();
});

test("one that waits behind another says so again and again, and that it was heard only when it really is", async () => {
  const { parts, heard, spoken, finish, shown } = mouth();
  const [first, second] = [said(1), said(2)];
  const voice = new Voice({ ...parts, againMs: 60_000, renewMs: 1 });
  const ofSecond = () => heard.flatMap(([n, what]) => (n === 2 ? [what] : []));
  voice.set([first, second]);
  await expect.poll(() => [spoken, ofSecond().length > 3], SOON).toEqual([[1], true]);
  expect(ofSecond().every(({ waiting }) => waiting)).toBe(true);
  expect(shown()).toEqual({ now: announcementKey(first), waiting: new Set([announcementKey(second)]) });
  finish();
  await expect.poll(() => ofSecond().at(-1), SOON).toEqual(REALLY);
  expect(heard.filter(([, { waiting }]) => waiting !== true)).toEqual([[1, REALLY], [2, REALLY]]); // biome-ignore format: pairs
  expect(shown()).toEqual({ now: announcementKey(second), waiting: new Set() });
  voice.stop();
});

test("what waits at a screen that cannot be heard, or is made quiet before its turn, is known at once as not heard", async () => {
  const blocked = mouth({ state: "blocked" });
  const voice = new Voice(blocked.parts);
  voice.set([said(1), said(2)]);
  expect(blocked.heard).toEqual([[2, { sound: "blocked", spoken: false }]]);
  voice.stop();
  const quiet = mouth();
  const other = new Voice(quiet.parts);
  other.set([said(1), said(2)]);
  await expect.poll(() => quiet.spoken, SOON).toEqual([1]);
  other.set([said(1)]);
  expect(quiet.heard).toEqual([[2, WAITS], [1, REALLY], [2, { sound: "silent", spoken: false }]]); // biome-ignore format: pairs
  other.stop();
});

test("a repetition gives way to anything new; a first reading to danger and to what is worse only, and is read again whole", async () => {
  const [low, high] = [said(1, { severity: "low" }), said(2)];
  const read = new Map([[announcementKey(low), 0]]);
  expect(breaksOff(high, true, [high, low], new Map())).toBe(true);
  expect(breaksOff(high, false, [high, said(3)], new Map())).toBe(false);
  expect(breaksOff(high, false, [high, said(3, { severity: "low", danger: true })], new Map())).toBe(true);
  expect(breaksOff(low, false, [low, said(3, { severity: "critical", standing: false })], new Map())).toBe(false);
  expect(breaksOff(said(3, { standing: false, severity: "critical" }), false, [low], new Map())).toBe(true);
  expect(breaksOff(high, true, [high, low], read)).toBe(false);
  const { parts, spoken, heard, finish } = mouth();
  const voice = new Voice({ ...parts, againMs: 60_000 });
  voice.set([low]);
  await expect.poll(() => spoken, SOON).toEqual([1]);
  voice.set([high, low]);
  await expect.poll(() => spoken, SOON).toEqual([1, 2]);
  finish();
  await expect.poll(() => spoken, SOON).toEqual([1, 2, 1]);
  expect(heard.filter(([, { waiting }]) => waiting !== true)).toEqual([[1, REALLY], [2, REALLY]]); // biome-ignore format: pairs
  voice.stop();
});

test("of equals the one that has waited longest is read first, and the worst before all", () => {
  const list = [said(4, { standing: false }), said(3), said(2), said(9, { severity: "low", danger: true })];
  const order: number[] = [];
  const saidAt = new Map<string, number>();
  for (let next = nextToSay(list, saidAt, 1000, 0).say; next !== null; next = nextToSay(list, saidAt, 1000, 0).say) {
    order.push(next.n);
    saidAt.set(announcementKey(next), 0);
  }
  expect(order).toEqual([9, 2, 3, 4]);
});

test("while it has something to say the banner's tones are held, and go on afterwards", () => {
  const { parts, held } = mouth();
  const voice = new Voice(parts);
  voice.set([said(1)]);
  voice.stop();
  expect(held).toEqual([true, false]);
});
