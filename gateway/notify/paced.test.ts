// A road that has had its fill: nobody waits for it while another one stands free, and a wrong clock fills none.
import { expect, it } from "vitest";
import { brief, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { HOT, testCampus, testDevice } from "../alarms/testing.ts";
import type { Severity } from "../contract/alarms.ts";

const WANG = person("p-wang", "王甲", "19900000001");
const MINUTE = 60_000;

/** One letter in so long a time. */
class PacedRoad extends TestRoad {
  override readonly pace: { notes: number; perMs: number };

  constructor(perMs: number) {
    super();
    this.pace = { notes: 1, perMs };
  }
}

function open(folder: string, roads: Readonly<Record<string, TestRoad>>, severity: Severity = "high") {
  const kinds = Object.fromEntries(
    Object.keys(roads).map((id) => [id, id === "call" ? "modem-call" : "modem-sms"] as const),
  );
  const devices = [testDevice("d0"), testDevice("d1")];
  const rules = devices.map(({ id }) => ({ ...HOT, severity, id: `hot-${id}`, target: { by: "device" as const, id } }));
  return notifyBench({
    folder,
    config: { ...testCampus(rules, devices), notify: settingsWith(kinds, [step(0, "it", Object.keys(roads))]) },
    roads: new Map(Object.entries(roads)),
    persons: [WANG],
  });
}

it("who would wait long for a road's pace is told by the next road at once, and the road is no failing one for it", async () => {
  await using folder = tempFolder();
  await using own = await open(folder.path, { call: new PacedRoad(60 * MINUTE), sms: new TestRoad() });
  for (const device of ["d0", "d1"]) {
    await own.value(30, undefined, device);
    await own.go(1000);
  }
  expect((await own.ledger()).map(brief)).toEqual([
    "raised 0 p-wang call accepted",
    "raised 0 p-wang call failed paced",
    "raised 0 p-wang sms accepted",
  ]);
});

it("what is critical waits no half minute for a road's pace; what is not does", async () => {
  for (const severity of ["critical", "high"] as const) {
    await using folder = tempFolder();
    await using own = await open(folder.path, { first: new PacedRoad(30_000), sms: new TestRoad() }, severity);
    for (const device of ["d0", "d1"]) {
      await own.value(30, undefined, device);
      await own.go(1000);
    }
    await own.go(30_000);
    const last = (await own.ledger()).at(-1);
    expect(last === undefined ? "" : brief(last)).toBe(
      `raised 0 p-wang ${severity === "critical" ? "sms" : "first"} accepted`,
    );
  }
});

it("without another road it waits for its turn", async () => {
  await using folder = tempFolder();
  await using own = await open(folder.path, { call: new PacedRoad(150_000) });
  for (const device of ["d0", "d1"]) {
    await own.value(30, undefined, device);
    await own.go(1000);
  }
  await own.go(3 * MINUTE);
  expect((await own.ledger()).map(brief)).toEqual(["raised 0 p-wang call accepted", "raised 0 p-wang call accepted"]);
});

it("a clock that begins in 1970 finds no budget spent by what was sent before, and counts what it sends", async () => {
  await using folder = tempFolder();
  await using own = await open(folder.path, { sms: new TestRoad() });
  const inDay = () => own.notify.handed("sms", "p-wang", own.clock.now() - 24 * 60 * MINUTE);
  await own.value(30, undefined, "d0");
  await own.go(1000);
  own.clock.setWall(60 * MINUTE);
  expect(inDay()).toEqual({ all: 0, person: 0 });
  await own.value(30, undefined, "d1");
  await own.go(1000);
  expect(inDay()).toEqual({ all: 1, person: 1 });
});
