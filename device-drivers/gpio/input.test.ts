// Inputs, from the pin to the poll: libgpiod over the simulated kernel, edges between polls, latch, counting, too many edges.
import { expect, test } from "vitest";
import { command } from "#test/harness/command.ts";
import { gpioBed } from "#test/harness/gpio.ts";
import { valuesOf } from "#test/harness/modbus.ts";

test("a contact that closes is active, with the time of the edge, not of the poll", async () => {
  await using bed = await gpioBed();
  const line = bed.open(bed.device("dry-contact", { chip: "gpiochip0", line: 0, bias: "pull-up" }));
  for (let i = 0; i < 5; i++) expect(valuesOf(await line.poll())).toEqual({ active: false, pulses: 0 });
  const before = Date.now();
  bed.chip.change(0, true);
  await command("gpioinfo", ["gpiochip0"]);
  const asked = Date.now();
  const poll = await line.poll();
  expect(valuesOf(poll)).toEqual({ active: true, pulses: 1 });
  expect(poll.measuredMs).toBeGreaterThanOrEqual(before - 1);
  expect(poll.measuredMs).toBeLessThan(asked);
  expect(poll.raw).toBe("1");
});

test("a pulse that is over before the next poll is not lost: the poll tells it, the one after tells its end", async () => {
  await using bed = await gpioBed();
  const line = bed.open(bed.device("dry-contact"));
  await line.poll();
  bed.chip.change(0, true, false);
  const first = await line.poll();
  expect(valuesOf(first)).toEqual({ active: true, pulses: 1 });
  const second = await line.poll();
  expect(valuesOf(second)).toEqual({ active: false, pulses: 1 });
  expect(second.measuredMs).toBeGreaterThanOrEqual(first.measuredMs);
  expect(valuesOf(await line.poll())).toEqual({ active: false, pulses: 1 });
});

test("seven pulses between two polls are seven pulses; as many as the kernel can keep, and the count is not sure", async () => {
  await using bed = await gpioBed();
  const line = bed.open(bed.device("dry-contact"));
  await line.poll();
  const pulses = (count: number) => Array.from({ length: 2 * count }, (_, i) => i % 2 === 0);
  bed.chip.change(0, ...pulses(7));
  expect(valuesOf(await line.poll())).toEqual({ active: true, pulses: 7 });
  expect(valuesOf(await line.poll())).toEqual({ active: false, pulses: 7 });
  bed.chip.change(0, ...pulses(8));
  expect(valuesOf(await line.poll())).toEqual({ active: true, pulses: "range" });
  expect(valuesOf(await line.poll())).toEqual({ active: false, pulses: 15 });
});

test("with invert the level 0 is the active one, and a line is found by its name alone", async () => {
  await using bed = await gpioBed();
  const line = bed.open(bed.device("dry-contact", { line: "leak", invert: true }));
  expect(valuesOf(await line.poll())).toEqual({ active: true, pulses: 0 });
  bed.chip.change(1, true);
  expect(valuesOf(await line.poll())).toEqual({ active: false, pulses: 0 });
});

test("what bounces within the debounce time counts once, from its first edge", async () => {
  await using bed = await gpioBed();
  const line = bed.open(bed.device("dry-contact", { chip: "gpiochip0", line: 0, debounce: "100ms" }));
  await line.poll();
  const before = Date.now();
  bed.chip.change(0, true, false, true, false, true);
  let poll = await line.poll();
  while (poll.samples[0]?.value !== true) poll = await line.poll();
  expect(Date.now() - before).toBeGreaterThanOrEqual(99);
  expect(valuesOf(poll)).toEqual({ active: true, pulses: 1 });
  expect(poll.measuredMs).toBeLessThan(before + 99);
});

test("a latched contact stays latched after a short activity, until it is reset; while it is active it cannot be reset", async () => {
  await using bed = await gpioBed();
  const line = bed.open(bed.device("latched-contact"));
  await line.poll();
  bed.chip.change(0, true, false);
  await line.poll();
  expect(valuesOf(await line.poll())).toEqual({ active: false, latched: true, pulses: 1 });
  expect(await line.command("reset")).toMatchObject({ ok: true, data: { latched: false } });
  expect(valuesOf(await line.poll())).toEqual({ active: false, latched: false, pulses: 1 });
  bed.chip.change(0, true);
  expect(await line.command("reset")).toMatchObject({ ok: false, code: "still-active", data: { latched: true } });
  expect(valuesOf(await line.poll())).toEqual({ active: true, latched: true, pulses: 2 });
});

test("an input that goes mad is held to a thousand edges a second: the level is right, the count says that it is not sure", async () => {
  await using bed = await gpioBed();
  const line = bed.open(bed.device("dry-contact"));
  await line.poll();
  bed.chip.change(0, ...Array.from({ length: 4001 }, (_, i) => i % 2 === 0));
  const poll = await line.poll();
  expect(poll.samples).toMatchObject([
    { point: "active", value: true, quality: "good" },
    { point: "pulses", quality: "uncertain", reason: "range" },
  ]);
  const counted = Number(poll.samples[1]?.value);
  expect(counted).toBeGreaterThanOrEqual(500);
  expect(counted).toBeLessThan(2000);
});

test("an edge that the kernel lost is found by the next poll, and said", async () => {
  await using bed = await gpioBed();
  const line = bed.open(bed.device("dry-contact"));
  await line.poll();
  bed.chip.changeUnseen(0, true);
  const poll = await line.poll();
  expect(poll.samples).toMatchObject([
    { point: "active", value: true, quality: "good" },
    { point: "pulses", value: 1, quality: "uncertain" },
  ]);
  expect((await line.poll()).samples[1]?.quality).toBe("good");
});

test("the kernel names us as the one who uses the line", async () => {
  await using bed = await gpioBed();
  const line = bed.open(bed.device("dry-contact"));
  await line.poll();
  const shown = await command("gpioinfo", ["gpiochip0"]);
  expect(shown.stdout).toMatch(/"door"\s+"campus-gateway"/);
  await line.close();
  expect((await command("gpioinfo", ["gpiochip0"])).stdout).toMatch(/"door"\s+unused/);
});
