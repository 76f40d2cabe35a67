// What must not be lost on its way: what was held back and set free, what cannot be written, ends that wait together, a road that is no more, and a
// stop between a try and the next road.
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { brief, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { HOT, testCampus, testDevice } from "../alarms/testing.ts";
import type { NotifySettings } from "../contract/notify.ts";
import type { MakeLink } from "./port.ts";
import { accepted, failed } from "./roads/road.ts";

const WANG = person("p-wang", "王甲", "19900000001");
const MINUTE = 60_000;

class PacedRoad extends TestRoad {
  override readonly pace = { notes: 1, perMs: MINUTE };
}

function open(
  folder: string,
  roads: Readonly<Record<string, TestRoad>>,
  own: { readonly count?: number; readonly more?: Partial<NotifySettings>; readonly makeLink?: MakeLink } = {},
) {
  const kinds = Object.fromEntries(Object.keys(roads).map((id) => [id, id === "mail" ? "smtp" : "modem-sms"] as const));
  const devices = Array.from({ length: own.count ?? 1 }, (_, i) => testDevice(`d${i}`));
  const rules = devices.map(({ id }) => ({ ...HOT, id: `hot-${id}`, target: { by: "device" as const, id } }));
  return notifyBench({
    folder,
    config: {
      ...testCampus(rules, devices),
      notify: settingsWith(kinds, [step(0, "it", Object.keys(roads))], own.more),
    },
    roads: new Map(Object.entries(roads)),
    persons: [WANG],
    makeLink: own.makeLink ?? null,
  });
}

const raised = (n: number) => `hot-d${n}.d${n}.temperature`;

describe("nobody loses a note", () => {
  it("that waited for its road while its alarm was shelved: it goes when the alarm is back", async () => {
    await using folder = tempFolder();
    const sms = new TestRoad();
    sms.answer = () => failed("http-429", "wants peace", true, MINUTE);
    await using own = await open(folder.path, { sms });
    await own.value(30, undefined, "d0");
    await own.go(1000);
    await own.alarms.shelve("admin", raised(0), { occurrence: null, comment: null }, 5 * MINUTE);
    sms.answer = () => accepted();
    await own.go(3 * MINUTE);
    expect((await own.ledger()).map(brief)).toEqual(["raised 0 p-wang sms dropped held"]);
    await own.go(4 * MINUTE);
    expect((await own.ledger()).map(brief)).toEqual(["raised 0 p-wang sms accepted"]);
  });

  it("because no link can be made for it: it goes without one", async () => {
    await using folder = tempFolder();
    const sms = new TestRoad();
    const makeLink = () => Promise.reject(new Error("link.key cannot be read"));
    const more = { link: { url: "https://county.example", forMs: 30 * MINUTE } };
    await using own = await open(folder.path, { sms }, { more, makeLink });
    await own.value(30, undefined, "d0");
    await own.go(1000);
    expect((await own.ledger()).map(brief)).toEqual(["raised 0 p-wang sms accepted"]);
  });

  it("about the ends of alarms that waited for their road together", async () => {
    await using folder = tempFolder();
    const sms = new PacedRoad();
    await using own = await open(folder.path, { sms }, { count: 3 });
    for (let i = 0; i < 3; i++) {
      await own.value(30, undefined, `d${i}`);
      await own.go(2 * MINUTE);
    }
    for (let i = 0; i < 3; i++) await own.value(20, undefined, `d${i}`);
    await own.go(5 * MINUTE);
    const ends = sms.letters.filter(({ says }) => says !== "raised");
    const ledger = await own.ledger();
    const told = ledger.filter(({ says, state }) => says !== "raised" && state === "accepted");
    expect(new Set(told.flatMap(({ alarms }) => alarms.map(({ id }) => id))).size).toBe(3);
    expect(ends.length).toBeLessThan(4);
    expect(ends.every(({ answerable }) => !answerable)).toBe(true);
  });

  it("when no road takes it at all: it is tried again until one does, and then no more", async () => {
    await using folder = tempFolder();
    const [sms, mail] = [new TestRoad(), new TestRoad()];
    for (const road of [sms, mail]) road.answer = () => failed("unreachable", "no Internet", false);
    await using own = await open(folder.path, { sms, mail });
    await own.value(30, undefined, "d0");
    await own.go(4 * MINUTE);
    expect((await own.ledger()).map(({ state }) => state)).toEqual(["failed", "failed", "queued"]);
    for (const road of [sms, mail]) road.answer = () => accepted();
    await own.go(10 * MINUTE);
    expect((await own.ledger()).map(brief)).toEqual([
      "raised 0 p-wang sms failed unreachable",
      "raised 0 p-wang mail failed unreachable",
      "raised 0 p-wang sms accepted",
    ]);
  });

  it("when the gateway stops between a try that failed and the next road", async () => {
    await using folder = tempFolder();
    const [sms, mail] = [new TestRoad(), new TestRoad()];
    sms.answer = () => failed("refused", "no", false);
    let clock: Awaited<ReturnType<typeof open>>["clock"];
    {
      await using own = await open(folder.path, { sms, mail });
      clock = own.clock;
      await own.value(30, undefined, "d0");
      await own.ledger();
    }
    const db = new DatabaseSync(`${folder.path}/notify.db`);
    db.exec("DELETE FROM delivery WHERE road = 'mail'");
    db.close();
    await using again = await notifyBench({
      folder: folder.path,
      config: {
        ...testCampus([{ ...HOT, id: "hot-d0", target: { by: "device", id: "d0" } }], [testDevice("d0")]),
        notify: settingsWith({ sms: "modem-sms", mail: "smtp" }, [step(0, "it", ["sms", "mail"])]),
      },
      roads: new Map(Object.entries({ sms, mail: new TestRoad() })),
      persons: [WANG],
      clock,
    });
    await again.go(1000);
    expect((await again.ledger()).map(brief)).toEqual([
      "raised 0 p-wang sms failed refused",
      "raised 0 p-wang mail accepted",
    ]);
  });
});

it("the alarm of a road that fails ends with the road, and with notification itself", async () => {
  await using folder = tempFolder();
  const [sms, mail] = [new TestRoad(), new TestRoad()];
  sms.answer = () => failed("not-set-up", "no file", false);
  await using own = await open(folder.path, { sms, mail });
  const isActive = () => own.alarms.get("road-failed.sms")?.active;
  await own.value(30, undefined, "d0");
  await own.go(1000);
  expect(isActive()).toBe(true);
  await own.apply(settingsWith({ mail: "smtp" }, [step(0, "it", ["mail"])]));
  await own.go(1000);
  expect(isActive()).toBe(false);
});

it("nobody was on duty at any step: whoever comes on duty is told within a minute, once", async () => {
  await using folder = tempFolder();
  const sms = new TestRoad();
  let onDuty: readonly string[] = [];
  await using own = await notifyBench({
    folder: folder.path,
    config: {
      ...testCampus([{ ...HOT, target: { by: "device" as const, id: "d0" } }], [testDevice("d0")]),
      notify: settingsWith({ sms: "modem-sms" }, [step(0, "it", ["sms"]), step(MINUTE, "leader", ["sms"])]),
    },
    roads: new Map([["sms", sms]]),
    persons: [WANG],
    onDuty: () => onDuty,
  });
  await own.value(30, undefined, "d0");
  await own.go(3 * MINUTE);
  expect((await own.ledger()).map(brief)).toEqual([
    "raised 0 it sms failed nobody-on-duty",
    "raised 1 leader sms failed nobody-on-duty",
  ]);
  onDuty = ["p-wang"];
  await own.go(MINUTE);
  expect((await own.ledger()).slice(2).map(brief)).toEqual(["raised 0 p-wang sms accepted"]);
  await own.go(3 * MINUTE);
  expect(sms.letters).toHaveLength(1);
});
