// What goes before what: danger before everything, also in a flood, and a note that may not have arrived a second time but no third.
import { describe, expect, it } from "vitest";
import { brief, type NotifyBench, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { HOT, testCampus, testDevice } from "../alarms/testing.ts";
import type { AlarmRule } from "../config/campus.ts";
import type { Severity } from "../contract/alarms.ts";
import type { Reading } from "../journal/record.ts";
import { store } from "../journal/testing.ts";
import { accepted, type Outcome } from "./roads/road.ts";

const SMOKE = "smoke.hall.smoke";

/** Devices `d0`…, each with a rule of its severity, and smoke in the hall, which its rule calls `low`. */
async function open(folder: string, severities: readonly Severity[]) {
  const sms = new TestRoad();
  const hot = severities.map(
    (severity, i): AlarmRule => ({ ...HOT, id: `hot-d${i}`, target: { by: "device", id: `d${i}` }, severity }),
  );
  const smoke: AlarmRule = {
    ...HOT,
    id: "smoke",
    target: { by: "device", id: "hall" },
    point: "smoke",
    severity: "low",
  };
  const devices = [...hot.map((_, i) => testDevice(`d${i}`)), testDevice("hall")];
  const own = await notifyBench({
    folder,
    config: {
      ...testCampus([...hot, smoke], devices),
      notify: settingsWith({ sms: "modem-sms" }, [step(0, "it", ["sms"])]),
    },
    roads: new Map([["sms", sms]]),
    persons: [person("p-wang", "王甲", "19900000001")],
  });
  const tells = (device: string) => own.value(30, undefined, device);
  return { own, sms, tells };
}

/** The hall's detector says that there is smoke. */
async function burns({ journal, clock, alarms }: NotifyBench): Promise<void> {
  const now = clock.now();
  const reading: Reading = {
    kind: "reading",
    seq: 0,
    shape: journal.shape("hall", ["smoke"], ["[ppm]"]),
    receivedMs: now,
    measuredMs: now,
    clock: "device",
    deviceSeq: null,
    mark: null,
    values: [100],
    extra: null,
  };
  await store(journal, reading);
  await until("the alarm", () => alarms.get(SMOKE)?.active);
}

describe("danger", () => {
  it("is told before anything critical that waits for the same road, whatever its rule calls it", async () => {
    await using folder = tempFolder();
    const { own, sms, tells } = await open(folder.path, ["medium", "medium", "critical", "critical"]);
    await using _own = own;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    sms.answer = () => promise;
    for (const device of ["d0", "d1", "d2", "d3"]) await tells(device);
    await burns(own);
    await until("all of them", () => own.notify.deliveriesOf(SMOKE, 1).length === 1);
    sms.answer = () => accepted();
    resolve(accepted());
    await own.ledger();
    expect(sms.letters.map(({ alarm }) => alarm?.id.split(".")[0])).toEqual(["hot-d0", "smoke", "hot-d2", "hot-d3", "hot-d1"]); // biome-ignore format: one order
  });

  it("waits in no digest: in the middle of a flood it is told at once, by itself", async () => {
    await using folder = tempFolder();
    const { own, sms, tells } = await open(
      folder.path,
      Array.from({ length: 12 }, () => "high" as const),
    );
    await using _own = own;
    for (let i = 0; i < 12; i++) await tells(`d${i}`);
    await own.ledger();
    await burns(own);
    await own.ledger();
    expect(sms.letters).toHaveLength(11);
    expect(sms.letters.at(-1)).toMatchObject({ says: "raised", alarm: { id: SMOKE } });
  });
});

it("a note of which nobody ever knows whether it arrived is repeated once, and never again", async () => {
  await using folder = tempFolder();
  const { own, sms, tells } = await open(folder.path, ["high"]);
  await using _own = own;
  sms.answer = () => ({ is: "unknown", detail: "no answer" });
  await tells("d0");
  await own.go(4 * 60_000);
  expect((await own.ledger()).map((row) => `${brief(row)} ${row.repeated}`)).toEqual([
    "raised 0 p-wang sms unknown no-answer-known false",
    "raised 0 p-wang sms unknown no-answer-known true",
  ]);
});
