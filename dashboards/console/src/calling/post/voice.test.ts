import { expect, test } from "vitest";
import type { Announcement, PostSound } from "#gateway/contract/duty.ts";
import { announcementKey, type Heard, nextToSay, Voice, type VoiceParts } from "./voice.ts";

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
  ...more,
});

/** A mouth that is watched. `speaks`: whether this browser lets it. */
function mouth({ state = "on", speaks = true }: { state?: PostSound; speaks?: boolean } = {}) {
  const heard: [number, Heard][] = [];
  const spoken: number[] = [];
  const held: boolean[] = [];
  let finish: (() => void) | null = null;
  const parts: VoiceParts = {
    againMs: 1,
    tellWithinMs: 60_000,
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
  };
  return { parts, heard, spoken, held, finish: () => finish?.() };
}

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

test("one that waits behind a long one is told of in time", async () => {
  const { parts, heard, spoken } = mouth();
  const voice = new Voice({ ...parts, tellWithinMs: 1 });
  voice.set([said(1), said(2)]);
  await expect.poll(() => heard.map(([n]) => n).sort(), SOON).toEqual([1, 2]);
  expect(spoken).toEqual([1]);
  voice.stop();
});

test("while it has something to say the banner's tones are held, and go on afterwards", () => {
  const { parts, held } = mouth();
  const voice = new Voice(parts);
  voice.set([said(1)]);
  voice.stop();
  expect(held).toEqual([true, false]);
});
