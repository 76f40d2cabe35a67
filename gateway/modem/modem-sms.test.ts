// Messages out and in by the gateway's modem, by one that really talks AT.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { IT_TEACHER, ModemBed, NEVER, state } from "#test/harness/modem-bed.ts";
import { until } from "#test/harness/wait.ts";
import type { ReceivedSms } from "./modem.ts";

let bed: ModemBed;
beforeEach(async () => {
  bed = await ModemBed.start();
});
afterEach(() => bed[Symbol.asyncDispose]());

describe("a message out", () => {
  it.each([
    ["Chinese, short", "【严重】市电中断 02:10\n回复 1 确认", 1],
    ["Chinese, long", "市电中断，机房温度上升。".repeat(20), 4],
    ["English", "Mains failed, 02:10. Reply 1 to acknowledge", 1],
  ])("arrives as it was written: %s", async (_what, text, parts) => {
    expect(await bed.open().sendSms({ number: `+86${IT_TEACHER}`, text }, NEVER)).toMatchObject({ is: "accepted" });
    expect(bed.sim.sms).toMatchObject([{ number: `+86${IT_TEACHER}`, text, parts }]);
  });

  it.each([
    [38, true],
    [1, false],
  ])("that the network refuses with %d has failed, in words; another try makes sense: %s", async (error, again) => {
    const modem = bed.open();
    await state(modem, "ready");
    bed.sim.state.nextSms = error;
    const outcome = await modem.sendSms({ number: IT_TEACHER, text: "1" }, NEVER);
    expect(outcome).toMatchObject({ is: "failed", code: `cms-${error}`, again });
    expect(outcome.is === "failed" && outcome.detail).toMatch(/\(.+\)/);
    expect(await modem.sendSms({ number: IT_TEACHER, text: "2" }, NEVER)).toMatchObject({ is: "accepted" });
  });

  it("that the network never answers to may have arrived", async () => {
    const modem = bed.open({ patience: { sendMs: 500 } });
    await state(modem, "ready");
    bed.sim.state.nextSms = "lost";
    expect(await modem.sendSms({ number: IT_TEACHER, text: "1" }, NEVER)).toMatchObject({ is: "unknown" });
  });
});

describe("a message that comes in", () => {
  it("is handed over with its sender, whole, and deleted only then", async () => {
    const taken: ReceivedSms[] = [];
    let isKept = false;
    bed.open({
      onSms: async (sms) => {
        taken.push(sms);
        if (!isKept) throw new Error("the disk is full");
      },
      patience: { watchMs: 100 },
    });
    const long = "好的，我马上过去看一下机房的空调和电源。".repeat(6);
    await until("the modem to tell of messages", () => bed.sim.state.settings.tellsStored);
    bed.sim.sendFrom(`+86${IT_TEACHER}`, long);
    await until("the message, again and again", () => taken.length > 2);
    expect(bed.sim.state.stored).not.toEqual([]);
    isKept = true;
    await until("an empty store", () => bed.sim.state.stored.length === 0);
    expect(taken.at(-1)).toMatchObject({ from: `+86${IT_TEACHER}`, text: long });
    expect(new Set(taken.map(({ key }) => key)).size).toBe(1);
  });

  it("while the gateway was away is found at the start; what cannot be read is removed", async () => {
    bed.sim.receive("00FFFF");
    bed.sim.sendFrom("10086", "您的余额不足");
    bed.sim.sendFrom(IT_TEACHER, "1");
    const taken: ReceivedSms[] = [];
    bed.open({ onSms: async (sms) => void taken.push(sms) });
    await until("both messages", () => taken.length === 2);
    expect(taken.map(({ from, text }) => [from, text])).toEqual([
      ["10086", "您的余额不足"],
      [IT_TEACHER, "1"],
    ]);
    await until("an empty store", () => bed.sim.state.stored.length === 0);
  });
});
