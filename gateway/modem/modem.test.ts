// The gateway's modem and its SIM over everything that can happen to them, against one that really talks AT.
import { constants, existsSync, readFileSync } from "node:fs";
import { open as openFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startModem } from "#test/harness/modem.ts";
import { call, HEARD, IT_TEACHER, ModemBed, NEVER, state } from "#test/harness/modem-bed.ts";
import { until, within } from "#test/harness/wait.ts";

let bed: ModemBed;
beforeEach(async () => {
  bed = await ModemBed.start();
});
afterEach(() => bed[Symbol.asyncDispose]());

describe("the modem", () => {
  it("says how it is, and writes no whole number anywhere", async () => {
    bed.sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    const modem = bed.open();
    await call(modem);
    await call(modem, { number: "**21*13900000001#" });
    expect(modem.condition()).toEqual({
      state: "ready",
      model: "A7670C",
      sim: "ready",
      network: "home",
      operator: "CHINA MOBILE",
      signalDbm: -71,
      signalBars: 4,
      speaks: true,
      hearsKeys: true,
      lastError: null,
    });
    expect(bed.logged.join("") + JSON.stringify(modem.condition())).not.toMatch(/\d{9}/);
  });

  it("without a network refuses at once, in words, and calls when it is back", async () => {
    bed.sim.state.registration = 2;
    bed.sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    const modem = bed.open({ patience: { watchMs: 50 } });
    expect(await call(modem)).toMatchObject({ is: "failed", code: "no-network", again: true });
    expect(modem.condition()).toMatchObject({ state: "no-network", network: "searching" });
    bed.sim.state.registration = 1;
    expect(await call(modem)).toMatchObject({ answered: true });
    await state(modem, "ready");
  });

  it("that has started anew is set up anew", async () => {
    bed.sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    const modem = bed.open({ patience: { watchMs: 50 } });
    await state(modem, "ready");
    bed.sim.restart();
    await until("a new set-up", () => bed.sim.state.settings.hearsKeys);
    await state(modem, "ready");
    expect(await call(modem)).toMatchObject({ answered: true });
  });

  it.each(["noise", "half", "silence"] as const)("gets in step again after an answer of %s", async (spoil) => {
    bed.sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    const modem = bed.open();
    await state(modem, "ready");
    bed.sim.line.spoil = spoil;
    await call(modem);
    expect(await call(modem)).toMatchObject({ answered: true });
  });

  it("that hangs makes calls fail in words, and is used again once it answers", async () => {
    bed.sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    const modem = bed.open({ patience: { replyMs: 3000 } });
    await state(modem, "ready");
    bed.sim.line.isStuck = true;
    // Whoever notices first, the call or the watch that opens the port anew.
    const code = expect.stringMatching(/^(modem-silent|link-port-gone|modem-starting)$/);
    expect(await call(modem)).toMatchObject({ is: "failed", code, again: true });
    bed.sim.line.isStuck = false;
    await state(modem, "ready");
    expect(await call(modem)).toMatchObject({ answered: true });
  });

  it("that hangs while it is set up does not hold up a stop", async () => {
    bed.sim.line.isStuck = true;
    const modem = bed.open({ patience: { replyMs: 600_000 } });
    const calling = call(modem);
    await until("the port", () => modem.condition().state === "starting" && bed.sim.bytes > 0);
    await within("the stop", Promise.resolve(modem[Symbol.asyncDispose]()));
    expect(await calling).toMatchObject({ is: "failed", code: "stopped" });
  });

  it("does not take calls: whoever calls back would block ours", async () => {
    const modem = bed.open();
    await state(modem, "ready");
    const before = bed.sim.commands.filter((command) => command === "AT+CHUP").length;
    bed.sim.ring(IT_TEACHER);
    await until("the hang-up", () => bed.sim.commands.filter((command) => command === "AT+CHUP").length > before);
  });

  it("ends a call that a killed gateway left, before anything else", async () => {
    bed.sim.person(IT_TEACHER, { does: "mailbox" });
    const killed = await openFile(bed.sim.path, constants.O_RDWR | constants.O_NOCTTY);
    await killed.write(`ATD${IT_TEACHER};\r`);
    await until("the call", () => typeof bed.sim.calls[0]?.takenMs === "number");
    await killed.close();
    await state(bed.open(), "ready");
    expect(bed.sim.calls).toMatchObject([{ number: IT_TEACHER, ended: "us" }]);
  });

  it("whose port is not there says so in words, at once", async () => {
    const modem = bed.open({ serial: join(bed.folder, "ttyUSB9") });
    expect(await call(modem)).toMatchObject({ is: "failed", code: "link-port-missing", again: true });
    expect(modem.condition()).toMatchObject({
      state: "link-port-missing",
      lastError: expect.stringContaining("ttyUSB9"),
    });
  });
});

describe("a SIM", () => {
  it("with a PIN is opened by the one in the file", async () => {
    bed.sim.state.sim = "pin";
    await state(bed.open({ pin: "1234" }), "ready");
    expect(bed.sim.state.pinTries).toBe(3);
  });

  it("hears a wrong PIN once, whatever is started anew, until the file says another", async () => {
    bed.sim.state.sim = "pin";
    for (let i = 0; i < 3; i++) {
      const modem = bed.open({ pin: "4321", patience: { watchMs: 20 } });
      expect(await call(modem)).toMatchObject({ is: "failed", code: "sim-pin-refused" });
      const looked = () => bed.sim.commands.filter((command) => command === "AT+CPIN?").length;
      const before = looked();
      await until("some looks", () => looked() > before + 2);
      await modem[Symbol.asyncDispose]();
      expect(bed.sim.state.pinTries).toBe(2);
    }
    await state(bed.open({ pin: "1234" }), "ready");
    expect(readFileSync(join(bed.folder, "modem-pin.json"), "utf8")).not.toContain("1234");
  });

  it("with one try left hears no PIN at all", async () => {
    bed.sim.state.sim = "pin";
    bed.sim.state.pinTries = 1;
    const modem = bed.open({ pin: "1234" });
    expect(await call(modem)).toMatchObject({ code: "sim-pin-refused", detail: expect.stringContaining("one try") });
    expect(existsSync(join(bed.folder, "modem-pin.json"))).toBe(false);
  });

  it.each([
    ["missing", "sim-missing"],
    ["puk", "sim-puk"],
    ["pin", "sim-pin-needed"],
  ] as const)("that is %s makes calls fail as %s", async (how, code) => {
    bed.sim.state.sim = how;
    expect(await call(bed.open())).toMatchObject({ is: "failed", code });
  });
});

it("a modem of another make calls, hears the 1 by its own words, and sends messages", async () => {
  const sim = bed.stack.use(await startModem({ make: "quectel" }));
  sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1", heard: 0 }] });
  const modem = bed.open({ voice: "none", serial: sim.path });
  expect(await call(modem)).toEqual(HEARD);
  expect(await modem.sendSms({ number: IT_TEACHER, text: "市电中断" }, NEVER)).toMatchObject({ is: "accepted" });
  expect(await call(bed.open({ voice: "ctts", serial: sim.path }))).toMatchObject({ is: "failed" });
});
