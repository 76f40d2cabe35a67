// The gateway's modem against one that really talks AT over a pseudo-terminal, in a telephone network that the test scripts.
import { constants, existsSync, readFileSync, writeFileSync } from "node:fs";
import { open as openFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { type ModemSimulator, startModem } from "#test/harness/modem.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until, within } from "#test/harness/wait.ts";
import type { Modem, ReceivedSms } from "./modem.ts";
import { type ModemParts, openModem } from "./open.ts";

const IT_TEACHER = "13900000001";
const WORDS = "网络中心机房，市电中断，请马上处理。确认请按1。";
const never = new AbortController().signal;

let stack: AsyncDisposableStack;
let sim: ModemSimulator;
let folder: string;
let logged: string[];
beforeEach(async () => {
  stack = new AsyncDisposableStack();
  folder = stack.use(tempFolder("campus-modem-data")).path;
  sim = stack.use(await startModem());
  logged = [];
});
afterEach(() => stack.disposeAsync());

interface Over extends Partial<Pick<ModemParts, "onSms" | "patience">> {
  readonly voice?: "ctts" | "none";
  readonly pin?: string;
  readonly serial?: string;
}

function open({ voice = "ctts", pin, serial = sim.path, onSms = async () => {}, patience = {} }: Over = {}): Modem {
  const pinFile = pin === undefined ? null : join(folder, "pin");
  if (pinFile !== null) writeFileSync(pinFile, `${pin}\n`);
  const log = createLog("debug", { write: (line) => void logged.push(line) });
  const quick = {
    replyMs: 3000,
    quietMs: 30,
    lookMs: 20,
    betweenMs: 60,
    lastMs: 60,
    backOffMs: 50,
    longestBackOffMs: 100,
    startMs: 60_000,
  };
  const settings = { serial, baud: 115_200, pinFile, voice };
  return stack.use(
    openModem({ settings, folder, clock: systemClock, log, onSms, patience: { ...quick, ...patience } }),
  );
}

const call = (modem: Modem, over: { number?: string; answerable?: boolean; signal?: AbortSignal } = {}) =>
  modem.call(
    { number: over.number ?? IT_TEACHER, text: WORDS, answerable: over.answerable ?? true, thanks: "已确认。" },
    over.signal ?? never,
  );
const state = (modem: Modem, wanted: string) => until(wanted, () => modem.condition().state === wanted, 60_000);
const HEARD = { is: "accepted", reference: null, answered: false };

describe("a call", () => {
  it("that is taken and answered by 1 is acknowledged, says so, and is hung up", async () => {
    sim.person(IT_TEACHER, { does: "answers", rings: 2, presses: [{ key: "1" }] });
    expect(await call(open())).toEqual({ is: "accepted", reference: null, answered: true });
    expect(sim.calls).toMatchObject([{ number: IT_TEACHER, heard: [WORDS, "已确认。"], keys: ["1"], ended: "us" }]);
  });

  it("cut short by 1 before the words are over is acknowledged", async () => {
    sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1", heard: 0 }] });
    expect(await call(open())).toMatchObject({ answered: true });
  });

  it("in which nobody presses anything is heard three times and not acknowledged: a mailbox acknowledges nothing", async () => {
    sim.person(IT_TEACHER, { does: "mailbox" });
    expect(await call(open())).toEqual(HEARD);
    expect(sim.calls[0]).toMatchObject({ heard: [WORDS, WORDS, WORDS], ended: "us" });
  });

  it("in which other keys are pressed says its words again and waits for 1", async () => {
    sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "5" }, { key: "#" }, { key: "1" }] });
    expect(await call(open())).toMatchObject({ answered: true });
    expect(sim.calls[0]?.heard.slice(0, 3)).toEqual([WORDS, WORDS, WORDS]);
  });

  it("that is no question takes no 1 for an answer", async () => {
    sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    expect(await call(open(), { answerable: false })).toEqual(HEARD);
  });

  it("that is hung up after the words was heard, not acknowledged", async () => {
    sim.person(IT_TEACHER, { does: "answers", hangsUpAfter: 1 });
    expect(await call(open())).toEqual(HEARD);
    expect(sim.calls[0]).toMatchObject({ ended: "them" });
  });

  it.each([
    ["busy", { does: "busy" }, "busy"],
    ["rejected", { does: "declines", rings: 30 }, "declined"],
    ["not put through", { does: "unreachable" }, "no-carrier"],
    ["never taken", { does: "rings" }, "no-answer"],
  ] as const)(
    "that is %s has failed with its own word, and the next call goes through",
    async (_what, callee, code) => {
      sim.person(IT_TEACHER, callee);
      const modem = open({ patience: { ringMs: code === "no-answer" ? 500 : 60_000 } });
      expect(await call(modem)).toMatchObject({ is: "failed", code, again: true });
      sim.person("13900000002", { does: "answers", presses: [{ key: "1" }] });
      expect(await modem.call({ number: "139-0000-0002", text: "再试", answerable: true }, never)).toMatchObject({
        answered: true,
      });
    },
  );

  it("to what is no telephone number, or the police, is not dialled: it could set the network's services", async () => {
    const modem = open();
    for (const number of ["**21*13900000009#", "*#06#", "", "12;+CFUN=0", "1\rATH", "110", "1-1-2"])
      expect(await call(modem, { number })).toMatchObject({ is: "failed", code: "no-number", again: false });
    expect(sim.calls).toEqual([]);
  });

  it("waits for the one before it", async () => {
    sim.person(IT_TEACHER, { does: "answers", hangsUpAfter: 1 });
    sim.person("13900000002", { does: "answers", presses: [{ key: "1" }] });
    const modem = open();
    const both = await Promise.all([call(modem), call(modem, { number: "13900000002" })]);
    expect(both).toMatchObject([{ answered: false }, { answered: true }]);
    expect(sim.calls[0]?.endedMs).toBeLessThanOrEqual(sim.calls[1]?.atMs ?? 0);
  });

  it("is hung up when the gateway stops, and may have been heard", async () => {
    sim.person(IT_TEACHER, { does: "mailbox" });
    const stopping = new AbortController();
    const calling = call(open(), { signal: stopping.signal });
    await until("the words", () => sim.calls[0]?.heard.length === 1);
    stopping.abort();
    expect(await calling).toMatchObject({ is: "unknown" });
    expect(sim.calls[0]).toMatchObject({ ended: "us" });
  });

  it("that nobody needs any more is hung up while it rings, and the one that waits for its turn is not dialled", async () => {
    sim.person(IT_TEACHER, { does: "rings" });
    const acknowledged = new AbortController();
    const modem = open();
    const asked = { number: IT_TEACHER, text: WORDS, answerable: true, unwanted: acknowledged.signal };
    const both = Promise.all([modem.call(asked, never), modem.call({ ...asked, number: "13900000002" }, never)]);
    await until("the ringing", () => sim.calls.length === 1);
    acknowledged.abort("answered");
    expect(await both).toMatchObject([{ code: "unwanted" }, { code: "unwanted" }]);
    expect(sim.calls).toMatchObject([{ number: IT_TEACHER, ended: "us" }]);
  });

  it("that is spoken goes on although nobody needs it any more: the person has taken it", async () => {
    sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    const acknowledged = new AbortController();
    const unwanted = acknowledged.signal;
    const calling = open().call({ number: IT_TEACHER, text: WORDS, answerable: true, unwanted }, never);
    await until("the words", () => sim.calls[0]?.heard.length === 1);
    acknowledged.abort("answered");
    expect(await calling).toMatchObject({ is: "accepted", answered: true });
  });

  it("by a modem without a voice only rings, and acknowledges nothing", async () => {
    sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1", heard: 0 }] });
    expect(await call(open({ voice: "none" }))).toEqual(HEARD);
    expect(sim.calls[0]).toMatchObject({ heard: [], ended: "us" });
  });

  it("whose modem is unplugged while it is spoken may have been heard; plugged in again it calls on", async () => {
    sim.person(IT_TEACHER, { does: "mailbox" });
    const modem = open();
    const calling = call(modem);
    await until("the words", () => sim.calls[0]?.heard.length === 1);
    await sim.unplug();
    expect(await calling).toMatchObject({ is: "unknown" });
    expect(await call(modem)).toMatchObject({ is: "failed", again: true });
    await sim.plugIn();
    await state(modem, "ready");
    sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    expect(await call(modem)).toMatchObject({ answered: true });
  });

  it("is acknowledged although the modem goes right after the 1", async () => {
    sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    const calling = call(open());
    await until("the thanks", () => sim.calls[0]?.keys.length === 1);
    await sim.unplug();
    expect(await calling).toMatchObject({ is: "accepted", answered: true });
  });
});

describe("a message out", () => {
  it.each([
    ["Chinese, short", "【严重】市电中断 02:10\n回复 1 确认", 1],
    ["Chinese, long", "市电中断，机房温度上升。".repeat(20), 4],
    ["English", "Mains failed, 02:10. Reply 1 to acknowledge", 1],
  ])("arrives as it was written: %s", async (_what, text, parts) => {
    expect(await open().sendSms({ number: `+86${IT_TEACHER}`, text }, never)).toMatchObject({ is: "accepted" });
    expect(sim.sms).toMatchObject([{ number: `+86${IT_TEACHER}`, text, parts }]);
  });

  it.each([
    [38, true],
    [1, false],
  ])("that the network refuses with %d has failed, in words; another try makes sense: %s", async (error, again) => {
    const modem = open();
    await state(modem, "ready");
    sim.state.nextSms = error;
    const outcome = await modem.sendSms({ number: IT_TEACHER, text: "1" }, never);
    expect(outcome).toMatchObject({ is: "failed", code: `cms-${error}`, again });
    expect(outcome.is === "failed" && outcome.detail).toMatch(/\(.+\)/);
    expect(await modem.sendSms({ number: IT_TEACHER, text: "2" }, never)).toMatchObject({ is: "accepted" });
  });

  it("that the network never answers to may have arrived", async () => {
    const modem = open({ patience: { sendMs: 500 } });
    await state(modem, "ready");
    sim.state.nextSms = "lost";
    expect(await modem.sendSms({ number: IT_TEACHER, text: "1" }, never)).toMatchObject({ is: "unknown" });
  });
});

describe("a message that comes in", () => {
  it("is handed over with its sender, whole, and deleted only then", async () => {
    const taken: ReceivedSms[] = [];
    let isKept = false;
    open({
      onSms: async (sms) => {
        taken.push(sms);
        if (!isKept) throw new Error("the disk is full");
      },
      patience: { watchMs: 100 },
    });
    const long = "好的，我马上过去看一下机房的空调和电源。".repeat(6);
    await until("the modem to tell of messages", () => sim.state.settings.tellsStored);
    sim.sendFrom(`+86${IT_TEACHER}`, long);
    await until("the message, again and again", () => taken.length > 2);
    expect(sim.state.stored).not.toEqual([]);
    isKept = true;
    await until("an empty store", () => sim.state.stored.length === 0);
    expect(taken.at(-1)).toMatchObject({ from: `+86${IT_TEACHER}`, text: long });
    expect(new Set(taken.map(({ key }) => key)).size).toBe(1);
  });

  it("while the gateway was away is found at the start; what cannot be read is removed", async () => {
    sim.receive("00FFFF");
    sim.sendFrom("10086", "您的余额不足");
    sim.sendFrom(IT_TEACHER, "1");
    const taken: ReceivedSms[] = [];
    open({ onSms: async (sms) => void taken.push(sms) });
    await until("both messages", () => taken.length === 2);
    expect(taken.map(({ from, text }) => [from, text])).toEqual([
      ["10086", "您的余额不足"],
      [IT_TEACHER, "1"],
    ]);
    await until("an empty store", () => sim.state.stored.length === 0);
  });
});

describe("the modem", () => {
  it("says how it is, and writes no whole number anywhere", async () => {
    sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    const modem = open();
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
    expect(logged.join("") + JSON.stringify(modem.condition())).not.toMatch(/\d{9}/);
  });

  it("without a network refuses at once, in words, and calls when it is back", async () => {
    sim.state.registration = 2;
    sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    const modem = open({ patience: { watchMs: 50 } });
    expect(await call(modem)).toMatchObject({ is: "failed", code: "no-network", again: true });
    expect(modem.condition()).toMatchObject({ state: "no-network", network: "searching" });
    sim.state.registration = 1;
    expect(await call(modem)).toMatchObject({ answered: true });
    await state(modem, "ready");
  });

  it("that has started anew is set up anew", async () => {
    sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    const modem = open({ patience: { watchMs: 50 } });
    await state(modem, "ready");
    sim.restart();
    await until("a new set-up", () => sim.state.settings.hearsKeys);
    await state(modem, "ready");
    expect(await call(modem)).toMatchObject({ answered: true });
  });

  it.each(["noise", "half", "silence"] as const)("gets in step again after an answer of %s", async (spoil) => {
    sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    const modem = open();
    await state(modem, "ready");
    sim.line.spoil = spoil;
    await call(modem);
    expect(await call(modem)).toMatchObject({ answered: true });
  });

  it("that hangs makes calls fail in words, and is used again once it answers", async () => {
    sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    const modem = open({ patience: { replyMs: 3000 } });
    await state(modem, "ready");
    sim.line.isStuck = true;
    // Whoever notices first, the call or the watch that opens the port anew.
    const code = expect.stringMatching(/^(modem-silent|link-port-gone|modem-starting)$/);
    expect(await call(modem)).toMatchObject({ is: "failed", code, again: true });
    sim.line.isStuck = false;
    await state(modem, "ready");
    expect(await call(modem)).toMatchObject({ answered: true });
  });

  it("that hangs while it is set up does not hold up a stop", async () => {
    sim.line.isStuck = true;
    const modem = open({ patience: { replyMs: 600_000 } });
    const calling = call(modem);
    await until("the port", () => modem.condition().state === "starting" && sim.bytes > 0);
    await within("the stop", Promise.resolve(modem[Symbol.asyncDispose]()));
    expect(await calling).toMatchObject({ is: "failed", code: "stopped" });
  });

  it("does not take calls: whoever calls back would block ours", async () => {
    const modem = open();
    await state(modem, "ready");
    const before = sim.commands.filter((command) => command === "AT+CHUP").length;
    sim.ring(IT_TEACHER);
    await until("the hang-up", () => sim.commands.filter((command) => command === "AT+CHUP").length > before);
  });

  it("ends a call that a killed gateway left, before anything else", async () => {
    sim.person(IT_TEACHER, { does: "mailbox" });
    const killed = await openFile(sim.path, constants.O_RDWR | constants.O_NOCTTY);
    await killed.write(`ATD${IT_TEACHER};\r`);
    await until("the call", () => typeof sim.calls[0]?.takenMs === "number");
    await killed.close();
    await state(open(), "ready");
    expect(sim.calls).toMatchObject([{ number: IT_TEACHER, ended: "us" }]);
  });

  it("whose port is not there says so in words, at once", async () => {
    const modem = open({ serial: join(folder, "ttyUSB9") });
    expect(await call(modem)).toMatchObject({ is: "failed", code: "link-port-missing", again: true });
    expect(modem.condition()).toMatchObject({
      state: "link-port-missing",
      lastError: expect.stringContaining("ttyUSB9"),
    });
  });
});

describe("a SIM", () => {
  it("with a PIN is opened by the one in the file", async () => {
    sim.state.sim = "pin";
    await state(open({ pin: "1234" }), "ready");
    expect(sim.state.pinTries).toBe(3);
  });

  it("hears a wrong PIN once, whatever is started anew, until the file says another", async () => {
    sim.state.sim = "pin";
    for (let i = 0; i < 3; i++) {
      const modem = open({ pin: "4321", patience: { watchMs: 20 } });
      expect(await call(modem)).toMatchObject({ is: "failed", code: "sim-pin-refused" });
      const looked = () => sim.commands.filter((command) => command === "AT+CPIN?").length;
      const before = looked();
      await until("some looks", () => looked() > before + 2);
      await modem[Symbol.asyncDispose]();
      expect(sim.state.pinTries).toBe(2);
    }
    await state(open({ pin: "1234" }), "ready");
    expect(readFileSync(join(folder, "modem-pin.json"), "utf8")).not.toContain("1234");
  });

  it("with one try left hears no PIN at all", async () => {
    sim.state.sim = "pin";
    sim.state.pinTries = 1;
    const modem = open({ pin: "1234" });
    expect(await call(modem)).toMatchObject({ code: "sim-pin-refused", detail: expect.stringContaining("one try") });
    expect(existsSync(join(folder, "modem-pin.json"))).toBe(false);
  });

  it.each([
    ["missing", "sim-missing"],
    ["puk", "sim-puk"],
    ["pin", "sim-pin-needed"],
  ] as const)("that is %s makes calls fail as %s", async (how, code) => {
    sim.state.sim = how;
    expect(await call(open())).toMatchObject({ is: "failed", code });
  });
});

it("a modem of another make calls, hears the 1 by its own words, and sends messages", async () => {
  sim = stack.use(await startModem({ make: "quectel" }));
  sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1", heard: 0 }] });
  const modem = open({ voice: "none" });
  expect(await call(modem)).toEqual(HEARD);
  expect(await modem.sendSms({ number: IT_TEACHER, text: "市电中断" }, never)).toMatchObject({ is: "accepted" });
  expect(await call(open({ voice: "ctts", serial: sim.path }))).toMatchObject({ is: "failed" });
});
