// Machines that have only sysfs: the same inputs and outputs over files, wherever the kernel lets its numbers begin.
import { expect, test } from "vitest";
import { gpioBed } from "#test/harness/gpio.ts";
import { valuesOf } from "#test/harness/modbus.ts";
import { until } from "#test/harness/wait.ts";
import { simulateSysfs } from "./simulator/sysfs.ts";

test.each([0, 512])("where numbers begin at %i, a contact and a relay are used over sysfs", async (base) => {
  await using bed = await gpioBed();
  bed.chip.remove();
  const sysfs = simulateSysfs(bed.folder.path, base, 4);
  const contact = bed.open(bed.device("dry-contact", { chip: "gpiochip0", line: 1 }));
  expect(valuesOf(await contact.poll())).toEqual({ active: false, pulses: 0 });
  sysfs.change(1, true);
  await until("the contact", async () => valuesOf(await contact.poll()).active === true);
  expect(sysfs.direction(1)).toBe("in");

  const relay = bed.open(bed.device("relay", { chip: "gpiochip0", line: 2, safe: true }));
  await relay.poll();
  expect(sysfs.direction(2)).toBe("high");
  expect(await relay.command("set", { on: true })).toMatchObject({ ok: true, data: { on: true } });
  expect(await relay.command("set", { on: false })).toMatchObject({ ok: true, data: { on: false } });
  await relay.close();
  expect(sysfs.pin(2)).toBe(true);
});

test("over sysfs, changes are counted and latched as they are over libgpiod", async () => {
  await using bed = await gpioBed();
  bed.chip.remove();
  const sysfs = simulateSysfs(bed.folder.path, 512, 4);
  const contact = bed.open(bed.device("latched-contact", { chip: "gpiochip512", line: 1 }));
  await contact.poll();
  sysfs.change(1, true);
  await until("the pulse", async () => valuesOf(await contact.poll()).pulses === 1);
  sysfs.change(1, false);
  await until("its end", async () => valuesOf(await contact.poll()).active === false);
  expect(valuesOf(await contact.poll())).toEqual({ active: false, latched: true, pulses: 1 });
});

test.each([
  [{ chip: "gpiochip0", line: 4 }, /gpiochip512 has 4 lines/],
  [{ chip: "gpiochip0", line: "door" }, /sysfs has no names/],
])("over sysfs, a line that is not there is named: %j", async (connection, said) => {
  await using bed = await gpioBed();
  bed.chip.remove();
  simulateSysfs(bed.folder.path, 512, 4);
  await expect(bed.open(bed.device("dry-contact", connection)).poll()).rejects.toThrow(said);
});
