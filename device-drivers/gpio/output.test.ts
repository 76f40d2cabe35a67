// Outputs: safe before anything, read back, safe again however it ends; by files of the simulated kernel that keep every driven level.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { command } from "#test/harness/command.ts";
import { type GpioBed, gpioBed, keeperPid } from "#test/harness/gpio.ts";
import { valuesOf } from "#test/harness/modbus.ts";
import { until, within } from "#test/harness/wait.ts";

const LAMP = { chip: "gpiochip0", line: 2 };
const ACTIVE_LOW_SAFE_ON = { chip: "gpiochip0", line: 2, invert: true, safe: true };

test("an output is put into its safe state when it is taken, follows commands with read-back, and is safe again when it is let go", async () => {
  await using bed = await gpioBed();
  const line = bed.open(bed.device("relay", LAMP));
  expect(valuesOf(await line.poll())).toEqual({ on: false });
  expect(await line.command("set", { on: true })).toMatchObject({ ok: true, code: null, data: { on: true } });
  expect(valuesOf(await line.poll())).toEqual({ on: true });
  await line.close();
  expect(bed.chip.pin(2)).toBe(false);
  expect(bed.chip.driven(2)).toBe("010");
});

test("with invert and safe: true, safe is the level 0, and off the level 1", async () => {
  await using bed = await gpioBed();
  const line = bed.open(bed.device("relay", ACTIVE_LOW_SAFE_ON));
  expect(valuesOf(await line.poll())).toEqual({ on: true });
  expect(await line.command("set", { on: false })).toMatchObject({ ok: true, data: { on: false } });
  await line.close();
  expect(bed.chip.driven(2)).toBe("010");
});

test("a pulse leaves the safe state and ends by itself, whether anybody asks or not", async () => {
  await using bed = await gpioBed();
  const line = bed.open(bed.device("relay", LAMP));
  await line.poll();
  expect(await line.command("pulse", { seconds: 0.1 })).toMatchObject({ ok: true, data: { on: true } });
  await until("the end of the pulse", () => bed.chip.driven(2) === "010");
  expect(valuesOf(await line.poll())).toEqual({ on: false });
});

test("set ends a pulse: nothing changes the output later", async () => {
  await using bed = await gpioBed();
  const line = bed.open(bed.device("relay", LAMP));
  await line.command("pulse", { seconds: 0.2 });
  await line.command("set", { on: true });
  await line.command("pulse", { seconds: 60 });
  await line.command("set", { on: true });
  const end = Date.now() + 300;
  while (Date.now() < end) expect(valuesOf(await line.poll())).toEqual({ on: true });
  expect(bed.chip.driven(2)).toBe("01111");
});

test("an output that does not follow is said: the command fails, the value disagrees", async () => {
  await using bed = await gpioBed();
  const line = bed.open(bed.device("relay", LAMP));
  await line.poll();
  bed.chip.stick(2, false);
  expect(await line.command("set", { on: true })).toMatchObject({
    ok: false,
    code: "read-back-differs",
    data: { on: false },
  });
  const poll = await line.poll();
  expect(poll.samples).toEqual([{ point: "on", value: false, quality: "uncertain", reason: "disagree" }]);
  expect(poll.detail).toMatch(/reads back off/);
});

test("a signal to the whole service makes the output safe at once, and nothing switches it on again before the end", async () => {
  await using bed = await gpioBed();
  const line = bed.open(bed.device("relay", LAMP));
  await line.command("set", { on: true });
  process.kill(keeperPid(), "SIGTERM");
  await until("the safe state", () => !bed.chip.pin(2));
  expect(await line.command("set", { on: true })).toMatchObject({ ok: false, code: "read-back-differs" });
  expect(bed.chip.pin(2)).toBe(false);
});

/** A program that switches the output on, says so, and then never ends. */
function onForever(bed: GpioBed): string {
  const moduleOf = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  return `(async () => {
    const { driver } = await import(${moduleOf("./index.ts")});
    const { systemClock } = await import(${moduleOf("../../gateway/kit/clock.ts")});
    const device = ${JSON.stringify(bed.device("relay", LAMP))};
    const link = driver.openLink(device.connection, { clock: systemClock, log: { debug() {}, info() {}, warn() {} } });
    const command = { id: "c", device: device.id, name: "set", args: { on: true } };
    console.log((await link.command(device, command, new AbortController().signal)).ok);
    setInterval(() => {}, 1000);
  })()`;
}

const isFree = async () => /"lamp"\s+unused/.test((await command("gpioinfo", ["gpiochip0"])).stdout);

test("a process that is killed with kill -9 while its output is on leaves it safe", async () => {
  await using bed = await gpioBed();
  const child = spawn(process.execPath, ["-e", onForever(bed)], {
    env: { ...process.env, ...bed.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = await within("the command", once(createInterface(child.stdout), "line"));
  expect([said, bed.chip.pin(2)]).toEqual(["true", true]);
  child.kill("SIGKILL");
  await until("the safe state", () => !bed.chip.pin(2));
  await until("the line to be free", isFree);
  expect(bed.chip.driven(2)).toBe("010");
});

test("a drivers' thread that is ended while its output is on leaves it safe", async () => {
  await using bed = await gpioBed();
  const thread = new Worker(onForever(bed), { eval: true, stdout: true });
  await within("the command", once(thread.stdout, "data"));
  expect(bed.chip.pin(2)).toBe(true);
  await thread.terminate();
  await until("the safe state", () => !bed.chip.pin(2));
  await until("the line to be free", isFree);
});
