// The story of the day as its own promises: what each device would measure and tell, minute by minute.
import { expect, test } from "vitest";
import { contactsOf, leaks } from "./contacts.ts";
import { happeningsOf } from "./happenings.ts";
import { rackInlet } from "./machine-room.ts";
import { coolingMeter, roomMeter, type Values } from "./meters.ts";
import { sensorPoints } from "./sensors.ts";
import { at, DAY_MS, MINUTE_MS, type Moment, momentOf } from "./time.ts";
import { isSilent } from "./timetable.ts";

const moment = (text: string, seed = 1): Moment => ({ seed, day: 20_789, ofDay: at(text) });
const minutes = (seed = 1): Moment[] =>
  Array.from({ length: DAY_MS / MINUTE_MS }, (_, n) => ({ seed, day: 20_789, ofDay: n * MINUTE_MS }));
const pick = (values: Values | null, point: string): number => Number(values?.[point]);

test("the same seed gives the same day, another seed another one", () => {
  const dayOf = (seed: number) =>
    JSON.stringify([minutes(seed).map((m) => [rackInlet(m, 2), roomMeter(m)]), happeningsOf("east-l3", seed)]);
  const first = dayOf(1);
  expect(dayOf(1)).toBe(first);
  expect(dayOf(2)).not.toBe(first);
});

test("when the cooling fails, the second rack rises from under 25.5 to 28.3 and is back below 27 at 10:33", () => {
  const rack = (text: string) => rackInlet(moment(text), 2).temperature;
  expect(rack("10:19")).toBeLessThan(25.5);
  expect(rack("10:29")).toBe(28.3);
  expect(rack("10:33")).toBeLessThan(27);
  const isCalm = ({ ofDay }: Moment) =>
    [at("10:20"), at("02:10")].every((failed) => ofDay < failed || ofDay > failed + 40 * MINUTE_MS);
  const others = minutes().filter(isCalm);
  expect(Math.max(...others.map((m) => rackInlet(m, 2).temperature))).toBeLessThan(26);
});

test("the air conditioner draws 0.1 A from the dip on, until it is switched on again at 10:28", () => {
  const current = (text: string) => pick(coolingMeter(moment(text)), "current");
  expect([current("10:20:05"), current("10:27:59")]).toEqual([0.1, 0.1]);
  expect(current("10:28")).toBeGreaterThan(4.5);
});

test("in the four seconds without mains the meters are silent, the contact falls off and the UPS is on its battery", () => {
  for (const [text, dip] of [["10:19:59", false], ["10:20:00", true], ["10:20:03", true], ["10:20:04", false]] as const) {
    expect(isSilent("mr1-meter", moment(text))).toBe(dip);
    expect(contactsOf("io8-admin", moment(text), null).di6).toBe(!dip);
    expect(sensorPoints("mr1-ups", moment(text))?.["on-battery"]).toBe(dip);
  }
  const told = happeningsOf("mr1-ups", 1).filter(({ ofDay }) => ofDay > at("10:00"));
  expect(told.map(({ type, data }) => [type, data.seconds])).toEqual([["power.lost", undefined], ["power.restored", 4]]);
}); // biome-ignore format: cases

test("at night the mains are gone from 02:10 to 02:34: the battery sinks, the second rack passes 28 and 30, and all comes back", () => {
  const night = (text: string) => {
    const ups = sensorPoints("mr1-ups", moment(text));
    const rack = rackInlet(moment(text), 2).temperature;
    return [isSilent("mr1-meter", moment(text)), ups?.["on-battery"], pick(ups, "battery"), rack > 28, rack > 30];
  };
  expect(["02:09", "02:10", "02:22", "02:33", "02:34", "02:45"].map(night)).toEqual([
    [false, false, 100, false, false], [true, true, 100, false, false], [true, true, 78, false, false],
    [true, true, 57.8, true, true], [false, false, 56, true, true], [false, false, 58.7, false, false],
  ]);
  expect(happeningsOf("mr1-ups", 1).slice(0, 2)).toMatchObject([
    { ofDay: at("02:10"), type: "power.lost" },
    { ofDay: at("02:34"), type: "power.restored", data: { seconds: 1440 } },
  ]);
}); // biome-ignore format: cases

test("a test of the battery draws six percent in three minutes with the mains there, which are back half an hour later", () => {
  const ups = (text: string) => {
    const values = sensorPoints("mr1-ups", moment(text));
    return [values?.["on-battery"], values?.battery, Number(values?.voltage) > 200];
  };
  expect(["12:34:59", "12:35", "12:37:30", "12:38", "13:02"].map(ups)).toEqual([
    [false, 100, true], [true, 100, true], [true, 95, true], [false, 94, true], [false, 100, true],
  ]);
}); // biome-ignore format: cases

test("the water alarm stays from 23:05 until it is reset, at the latest until the morning round", () => {
  const shown = (text: string, resetAgo: number | null = null) => leaks(moment(text), resetAgo);
  expect([shown("23:04:59"), shown("23:05"), shown("03:00"), shown("06:29"), shown("06:30")]).toEqual([
    false, true, true, true, false,
  ]);
  expect(shown("23:10", MINUTE_MS)).toBe(false);
  expect(shown("23:10", 6 * MINUTE_MS)).toBe(true);
}); // biome-ignore format: cases

test("the sample fridge is above 8 for a quarter of an hour, at 9.1 at 16:10, and cold again before 17:00", () => {
  const fridge = (text: string) => pick(sensorPoints("sample-1", moment(text)), "temperature");
  expect(fridge("16:10")).toBe(9.1);
  expect(fridge("15:56")).toBeGreaterThan(8);
  expect([fridge("15:40"), fridge("16:45")].every((t) => t < 5.5)).toBe(true);
});

test("energy never falls, over midnight neither, and is the sum of the phases", () => {
  const hours = Array.from({ length: 60 }, (_, hour) => momentOf(1, Date.UTC(2026, 10, 30) + hour * 60 * MINUTE_MS));
  const energies = hours.map((m) => pick(roomMeter(m), "energy"));
  expect(energies).toEqual([...energies].sort((a, b) => a - b));
  for (const values of hours.map(roomMeter)) {
    const phases = pick(values, "energy-l1") + pick(values, "energy-l2") + pick(values, "energy-l3");
    expect(Math.abs(phases - pick(values, "energy"))).toBeLessThan(0.02);
    expect(
      Math.abs(pick(values, "power") - [1, 2, 3].reduce((w, l) => w + pick(values, `power-l${l}`), 0)),
    ).toBeLessThan(0.1);
  }
});

test("mains stay within 7 % of 230 V and sink while school is on", () => {
  const volts = (m: Moment) => pick(roomMeter(m), "voltage-l1");
  expect(Math.min(...minutes().map(volts))).toBeGreaterThan(230 * 0.93);
  expect(Math.max(...minutes().map(volts))).toBeLessThan(230 * 1.07);
  expect(volts(moment("09:00"))).toBeLessThan(volts(moment("03:00")));
});

test("most pupils pass between 07:21 and 07:49, a lost card is refused at 07:33, and each who comes in leaves", () => {
  const lane = happeningsOf("east-l3", 1);
  const of = (direction: string) =>
    lane.filter(({ type, data }) => type === "access.granted" && data.direction === direction);
  const rush = of("in").filter(({ ofDay }) => ofDay >= at("07:21") && ofDay < at("07:49"));
  expect(rush.length / of("in").length).toBeGreaterThan(0.8);
  expect(new Set(of("out").map(({ data }) => data.card))).toEqual(new Set(of("in").map(({ data }) => data.card)));
  expect(lane.filter(({ type }) => type === "access.denied")).toMatchObject([
    { ofDay: at("07:33"), data: { reason: "lost" } },
  ]);
});

test("two devices fall silent for some minutes, each in its own way", () => {
  const silent = (device: string) => minutes().filter((m) => isSilent(device, m)).length;
  expect([silent("mr1-th3"), silent("power-th"), silent("mr1-th1")]).toEqual([6, 12, 0]);
});
