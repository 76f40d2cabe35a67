// The simulated serial servers, asked by the gateway's own Modbus driver over real sockets.
import { expect, test } from "vitest";
import { driver } from "#drivers/modbus/index.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { modbusProfile, QUIET_LOG, valuesOf } from "#test/harness/modbus.ts";
import { LINK_KINDS, type LinkId, MODBUS } from "../campus-data.ts";
import { rackInlet } from "../day/machine-room.ts";
import { roomMeter, steadyMeter } from "../day/meters.ts";
import { at, momentOf, onTheDayOf } from "../day/time.ts";
import { startLink } from "./modbus-links.ts";

const never = new AbortController().signal;

/** A link at a standing time of day, which the test may set anew. */
async function standing(link: LinkId, time: string) {
  const campus = { speed: 1, ms: 0, now: () => campus.ms, realMs: (ms: number) => ms };
  const set = (text: string) => {
    campus.ms = onTheDayOf(Date.UTC(2026, 11, 1), at(text));
  };
  set(time);
  const simulator = await startLink({ link, port: 0, seed: 1, clock: systemClock, campus });
  const connection = { [LINK_KINDS[link]]: `127.0.0.1:${simulator.port}`, timeout: "2s" };
  const bus = driver.openLink(connection, { clock: systemClock, log: QUIET_LOG });
  const device = (id: string) => {
    const spec = MODBUS.find((one) => one.id === id);
    if (spec === undefined) throw new Error(`no device ${id}`);
    return { id, profile: modbusProfile(spec.profile), connection: { ...connection, unit: spec.unit } };
  };
  return {
    set,
    moment: () => momentOf(1, campus.ms),
    ask: async (id: string) => valuesOf(await bus.poll(device(id), never)),
    tell: (id: string, name: string, args: Record<string, number | boolean>) =>
      bus.command?.(device(id), { id: "c-1", device: id, name, args }, never),
    [Symbol.asyncDispose]: async () => {
      await bus[Symbol.asyncDispose]();
      await simulator[Symbol.asyncDispose]();
    },
  };
}

test("what the day says arrives through the driver value by value, for each model on the bus", async () => {
  await using bus = await standing("mr1", "10:29");
  expect(await bus.ask("mr1-meter")).toEqual(roomMeter(bus.moment()));
  expect(await bus.ask("mr1-th2")).toEqual(rackInlet(bus.moment(), 2));
  expect(await bus.ask("mr1-ac1-meter")).toMatchObject({ current: expect.any(Number), energy: expect.any(Number) });
  expect(await bus.ask("mr1-ac2-meter")).toMatchObject({ current: 0.02, frequency: expect.any(Number) });
  expect(await bus.ask("io8-admin")).toMatchObject({ di1: false, di2: false, di6: true, do1: false });
});

test("the meters of the racks are read through the serial server that passes bytes on", async () => {
  await using bus = await standing("pdu", "10:29");
  expect(await bus.ask("mr1-pdu1")).toEqual(steadyMeter(bus.moment(), "mr1-pdu1", 640));
  expect(Number((await bus.ask("mr1-light")).power)).toBeLessThan(Number((await bus.ask("mr1-pdu2")).power));
});

test("fence wires are closed at rest and the school's doors are open by day", async () => {
  await using bus = await standing("io", "10:00");
  expect(await bus.ask("io8-fence")).toMatchObject({ di1: false, di5: false });
  expect(await bus.ask("io8-teach")).toMatchObject({ di1: true, di4: true });
});

test("a unit that was never there, and one whose plug is loose, do not answer; the others do", async () => {
  await using bus = await standing("mr1", "13:06");
  expect(await bus.ask("mr1-fan")).toEqual({ temperature: "timeout", humidity: "timeout" });
  expect(await bus.ask("mr1-th3")).toEqual({ humidity: "timeout", temperature: "timeout" });
  bus.set("13:11");
  expect(await bus.ask("mr1-th3")).toMatchObject({ temperature: expect.any(Number) });
});

test("a correction is taken, read back and moves what is measured; output 1 resets the water alarm", async () => {
  await using bus = await standing("mr1", "23:06");
  const { temperature } = rackInlet(bus.moment(), 1);
  expect(await bus.tell("mr1-th1", "set-temperature-correction", { value: -0.5 })).toMatchObject({ ok: true });
  expect(Number((await bus.ask("mr1-th1")).temperature)).toBeCloseTo(temperature - 0.5, 5);
  expect(await bus.ask("io8-admin")).toMatchObject({ di2: true });
  expect(await bus.tell("io8-admin", "set-do1", { on: true })).toMatchObject({ ok: true });
  expect(await bus.ask("io8-admin")).toMatchObject({ di2: false, do1: true });
});
