// A stop in the middle of a flood: nobody hears a second time of what a digest has named, and who had one hears the last one.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { brief, type NotifyBench, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { HOT, testCampus, testDevice } from "../alarms/testing.ts";
import type { HandClock } from "../kit/hand-clock.ts";
import { accepted, type Outcome } from "./roads/road.ts";

const COUNT = 18;

async function open(folder: string, clock?: HandClock) {
  const sms = new TestRoad();
  const devices = Array.from({ length: COUNT }, (_, i) => testDevice(`d${i}`));
  const rules = devices.map(({ id }) => ({ ...HOT, id: `hot-${id}`, target: { by: "device" as const, id } }));
  const own = await notifyBench({
    folder,
    config: { ...testCampus(rules, devices), notify: settingsWith({ sms: "modem-sms" }, [step(0, "it", ["sms"])]) },
    roads: new Map([["sms", sms]]),
    persons: [person("p-wang", "王甲", "19900000001")],
    ...(clock === undefined ? {} : { clock }),
  });
  return { own, sms };
}

async function raise(own: NotifyBench, from: number, to: number): Promise<void> {
  for (let i = from; i < to; i++) await own.value(30, undefined, `d${i}`);
}

it.each(["waits", "is on its way", "has gone"] as const)(
  "killed while the digest of a flood %s: what it names is not told again but for a marked repeat, what follows is no flood of its own",
  async (when) => {
    await using folder = tempFolder();
    await using other = tempFolder();
    const copy = join(other.path, "data");
    let clock: HandClock;
    {
      const { own, sms } = await open(folder.path);
      await using _own = own;
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      if (when === "is on its way") sms.answer = ({ says }) => (says === "digest" ? promise : accepted());
      await raise(own, 0, 14);
      await own.ledger();
      if (when === "is on its way") await until("the digest", () => sms.letters.length === 11 || own.clock.pass(1000));
      if (when === "has gone") await own.go(12_000);
      cpSync(folder.path, copy, { recursive: true });
      resolve({ is: "unknown", detail: "" });
      ({ clock } = own);
    }
    const { own } = await open(copy, clock);
    await using _own = own;
    await raise(own, 14, COUNT);
    await own.go(100_000);
    const ledger = await own.ledger();
    const told = ledger.filter(({ state, repeated }) => state === "accepted" && !repeated).flatMap(({ alarms }) => alarms.map(({ id }) => id)); // biome-ignore format: one question
    const lost = ledger.filter(({ state }) => state === "unknown").flatMap(({ alarms }) => alarms.map(({ id }) => id));
    const repeats = ledger.filter(({ repeated }) => repeated);
    expect([...told, ...lost].toSorted()).toEqual(Array.from({ length: COUNT }, (_, i) => `hot-d${i}.d${i}.temperature`).toSorted()); // biome-ignore format: one row
    expect(repeats.map(brief)).toEqual(when === "is on its way" ? ["digest 0 p-wang sms accepted"] : []);
    expect(ledger.filter(({ says }) => says === "raised")).toHaveLength(10);
    await own.go(4 * 60_000);
    const [last] = (await own.ledger()).slice(-1);
    expect([last?.says, last?.alarms.length]).toEqual(["digest", COUNT - 10]);
    await own.go(4 * 60_000);
    expect((await own.ledger()).at(-1)?.n).toBe(last?.n);
  },
);
