// Trying a line that belongs to a configured device: what it has to tell, its latch and its output stay its own.
import { expect, test } from "vitest";
import { gpioBed } from "#test/harness/gpio.ts";
import { valuesOf } from "#test/harness/modbus.ts";

const NEVER = new AbortController().signal;

test("a look tells a pulse without taking it from the next poll, and a look at other wiring leaves the latch as it is", async () => {
  await using bed = await gpioBed();
  const device = bed.device("latched-contact");
  const line = bed.open(device);
  await line.poll();
  bed.chip.change(0, true, false);
  const look = async (connection: object) => {
    const tried = bed.device("latched-contact", { chip: "gpiochip0", line: 0, ...connection }, "tried");
    const poll = await line.link.look?.(tried, NEVER);
    return poll === undefined ? null : valuesOf(poll);
  };
  expect(await look({})).toEqual({ active: true, latched: true, pulses: 1 });
  expect(await look({ invert: true })).toMatchObject({ active: true, latched: true });
  expect(valuesOf(await line.poll())).toEqual({ active: true, latched: true, pulses: 1 });
  expect(valuesOf(await line.poll())).toEqual({ active: false, latched: true, pulses: 1 });
});

test("an output that nobody holds is not taken for a look: to take it is to drive it", async () => {
  await using bed = await gpioBed();
  const siren = bed.device("relay", { chip: "gpiochip0", line: 3, safe: true });
  const { link } = bed.open(siren);
  await expect(link.look?.(siren, NEVER)).rejects.toThrow(/would drive it/);
  expect(bed.chip.driven(3)).toBe("");
});
