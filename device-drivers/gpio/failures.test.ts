// Lines that cannot be used: each says why and what to do, none throws anything else, and each is taken up again when it can be.
import { expect, test } from "vitest";
import { LinkError } from "#gateway/contract/driver.ts";
import { command } from "#test/harness/command.ts";
import { gpioBed, keeperPid, type LineUnderTest } from "#test/harness/gpio.ts";
import { valuesOf } from "#test/harness/modbus.ts";
import { until } from "#test/harness/wait.ts";

const EACCES = 13;
const ENODEV = 19;

/** Code and words of the LinkError that a poll ends with. */
async function failureOf(line: LineUnderTest): Promise<string> {
  const failure: unknown = await line.poll().catch((error: unknown) => error);
  if (failure instanceof LinkError) return `${failure.code}: ${failure.message}`;
  throw new Error("no LinkError", { cause: failure });
}

test("a machine without GPIO says so, and the line is taken up when the chip appears", async () => {
  await using bed = await gpioBed();
  bed.chip.remove();
  const device = bed.device("dry-contact");
  expect(await failureOf(bed.open(device))).toMatch(/^gpio-absent: .*no GPIO lines.*connect the hardware/);
  bed.chip.restore();
  expect(valuesOf(await bed.open(device).poll())).toEqual({ active: false, pulses: 0 });
});

test.each([
  [{ chip: "gpiochip7", line: 0 }, /^gpio-no-chip: line 0 of gpiochip7: .*gpiodetect/],
  [{ chip: "gpiochip0", line: 99 }, /^gpio-no-line: line 99 of gpiochip0: .*gpiochip0 has 4 lines.*gpioinfo/],
  [{ chip: "gpiochip0", line: "attic" }, /^gpio-no-line: line attic of gpiochip0: /],
  [{ line: "attic" }, /^gpio-no-line: line attic: /],
])("a line that is not there is named: %j", async (connection, said) => {
  await using bed = await gpioBed();
  expect(await failureOf(bed.open(bed.device("dry-contact", connection)))).toMatch(said);
});

test("who may not open the chip is told which group is missing", async () => {
  await using bed = await gpioBed();
  bed.chip.refuse(EACCES);
  expect(await failureOf(bed.open(bed.device("dry-contact")))).toMatch(/^gpio-not-permitted: .*group.*gpio/);
  bed.chip.refuse(ENODEV);
  expect(await failureOf(bed.open(bed.device("dry-contact")))).toMatch(/^gpio-gone: /);
});

test("a line that gpioset holds is busy, with its user's name, and ours once gpioset has ended", async () => {
  await using bed = await gpioBed();
  const device = bed.device("dry-contact");
  const other = command("gpioset", ["--mode=wait", "gpiochip0", "0=1"], { input: "" });
  const holding = command("gpioset", ["--mode=time", "--sec=3", "gpiochip0", "1=1"]);
  await until("gpioset", async () => /"leak"\s+"gpioset"/.test((await command("gpioinfo", ["gpiochip0"])).stdout));
  const leak = bed.device("dry-contact", { chip: "gpiochip0", line: 1 });
  expect(await failureOf(bed.open(leak))).toMatch(/^gpio-line-busy: line 1 of gpiochip0: in use by gpioset/);
  await Promise.all([other, holding]);
  expect(valuesOf(await bed.open(leak).poll())).toEqual({ active: true, pulses: 0 });
  expect((await bed.open(device).poll()).samples[0]?.quality).toBe("good");
});

test("a chip that is unplugged is gone; back again, the latch has held, and the count says that it may lack something", async () => {
  await using bed = await gpioBed();
  const device = bed.device("latched-contact");
  const line = bed.open(device);
  await line.poll();
  bed.chip.change(0, true, false);
  await line.poll();
  await line.poll();
  bed.chip.remove();
  expect(await failureOf(line)).toMatch(/^gpio-gone: /);
  await line.close();
  bed.chip.restore();
  const poll = await bed.open(device).poll();
  expect(valuesOf(poll)).toEqual({ active: false, latched: true, pulses: "range" });
});

test("the process that holds the line is killed: the poll says it is lost, a command that was under way is unknown", async () => {
  await using bed = await gpioBed();
  const line = bed.open(bed.device("relay", { chip: "gpiochip0", line: 2 }));
  await line.poll();
  process.kill(keeperPid(), "SIGKILL");
  expect(await line.command("set", { on: true })).toMatchObject({ ok: null, code: "gpio-lost" });
  expect(await failureOf(line)).toMatch(/^gpio-lost: .*SIGKILL/);
});

test("two devices that use one line differently are both told; wired alike they share it", async () => {
  await using bed = await gpioBed();
  const first = bed.device("dry-contact", undefined, "door-a");
  const line = bed.open(first);
  await line.poll();
  const never = new AbortController().signal;
  const twin = bed.device("dry-contact", undefined, "door-b");
  expect(valuesOf(await line.link.poll(twin, never))).toEqual({ active: false, pulses: 0 });
  const other = bed.device("dry-contact", { chip: "gpiochip0", line: 0, invert: true }, "door-c");
  await expect(line.link.poll(other, never)).rejects.toThrow(/door-a and door-c use the same line/);
});
