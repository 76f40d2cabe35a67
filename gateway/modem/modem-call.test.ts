// Calls of the gateway's modem, by one that really talks AT.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { call, HEARD, IT_TEACHER, ModemBed, NEVER, state, WORDS } from "#test/harness/modem-bed.ts";
import { until } from "#test/harness/wait.ts";

let bed: ModemBed;
beforeEach(async () => {
  bed = await ModemBed.start();
});
afterEach(() => bed[Symbol.asyncDispose]());

describe("a call", () => {
  it("that is taken and answered by 1 is acknowledged, says so, and is hung up", async () => {
    bed.sim.person(IT_TEACHER, { does: "answers", rings: 2, presses: [{ key: "1" }] });
    expect(await call(bed.open())).toEqual({ is: "accepted", reference: null, answered: true });
    expect(bed.sim.calls).toMatchObject([{ number: IT_TEACHER, heard: [WORDS, "已确认。"], keys: ["1"], ended: "us" }]);
  });

  it("cut short by 1 before the words are over is acknowledged", async () => {
    bed.sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1", heard: 0 }] });
    expect(await call(bed.open())).toMatchObject({ answered: true });
  });

  it("in which nobody presses anything is heard three times and not acknowledged: a mailbox acknowledges nothing", async () => {
    bed.sim.person(IT_TEACHER, { does: "mailbox" });
    expect(await call(bed.open())).toEqual(HEARD);
    expect(bed.sim.calls[0]).toMatchObject({ heard: [WORDS, WORDS, WORDS], ended: "us" });
  });

  it("in which other keys are pressed says its words again and waits for 1", async () => {
    bed.sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "5" }, { key: "#" }, { key: "1" }] });
    expect(await call(bed.open())).toMatchObject({ answered: true });
    expect(bed.sim.calls[0]?.heard.slice(0, 3)).toEqual([WORDS, WORDS, WORDS]);
  });

  it("that is no question takes no 1 for an answer", async () => {
    bed.sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    expect(await call(bed.open(), { answerable: false })).toEqual(HEARD);
  });

  it("that is hung up after the words was heard, not acknowledged", async () => {
    bed.sim.person(IT_TEACHER, { does: "answers", hangsUpAfter: 1 });
    expect(await call(bed.open())).toEqual(HEARD);
    expect(bed.sim.calls[0]).toMatchObject({ ended: "them" });
  });

  it.each([
    ["busy", { does: "busy" }, "busy"],
    ["rejected", { does: "declines", rings: 30 }, "declined"],
    ["not put through", { does: "unreachable" }, "no-carrier"],
    ["never taken", { does: "rings" }, "no-answer"],
  ] as const)(
    "that is %s has failed with its own word, and the next call goes through",
    async (_what, callee, code) => {
      bed.sim.person(IT_TEACHER, callee);
      const modem = bed.open({ patience: { ringMs: code === "no-answer" ? 500 : 60_000 } });
      expect(await call(modem)).toMatchObject({ is: "failed", code, again: true });
      bed.sim.person("13900000002", { does: "answers", presses: [{ key: "1" }] });
      expect(await modem.call({ number: "139-0000-0002", text: "再试", answerable: true }, NEVER)).toMatchObject({
        answered: true,
      });
    },
  );

  it("to what is no telephone number, or the police, is not dialled: it could set the network's services", async () => {
    const modem = bed.open();
    for (const number of ["**21*13900000009#", "*#06#", "", "12;+CFUN=0", "1\rATH", "110", "1-1-2"])
      expect(await call(modem, { number })).toMatchObject({ is: "failed", code: "no-number", again: false });
    expect(bed.sim.calls).toEqual([]);
  });

  it("waits for the one before it", async () => {
    bed.sim.person(IT_TEACHER, { does: "answers", hangsUpAfter: 1 });
    bed.sim.person("13900000002", { does: "answers", presses: [{ key: "1" }] });
    const modem = bed.open();
    const both = await Promise.all([call(modem), call(modem, { number: "13900000002" })]);
    expect(both).toMatchObject([{ answered: false }, { answered: true }]);
    expect(bed.sim.calls[0]?.endedMs).toBeLessThanOrEqual(bed.sim.calls[1]?.atMs ?? 0);
  });

  it("is hung up when the gateway stops, and may have been heard", async () => {
    bed.sim.person(IT_TEACHER, { does: "mailbox" });
    const stopping = new AbortController();
    const calling = call(bed.open(), { signal: stopping.signal });
    await until("the words", () => bed.sim.calls[0]?.heard.length === 1);
    stopping.abort();
    expect(await calling).toMatchObject({ is: "unknown" });
    expect(bed.sim.calls[0]).toMatchObject({ ended: "us" });
  });

  it("that nobody needs any more is hung up while it rings, and the one that waits for its turn is not dialled", async () => {
    bed.sim.person(IT_TEACHER, { does: "rings" });
    const acknowledged = new AbortController();
    const modem = bed.open();
    const asked = { number: IT_TEACHER, text: WORDS, answerable: true, unwanted: acknowledged.signal };
    const both = Promise.all([modem.call(asked, NEVER), modem.call({ ...asked, number: "13900000002" }, NEVER)]);
    await until("the ringing", () => bed.sim.calls.length === 1);
    acknowledged.abort("answered");
    expect(await both).toMatchObject([{ code: "unwanted" }, { code: "unwanted" }]);
    expect(bed.sim.calls).toMatchObject([{ number: IT_TEACHER, ended: "us" }]);
  });

  it("that is spoken goes on although nobody needs it any more: the person has taken it", async () => {
    bed.sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    const acknowledged = new AbortController();
    const unwanted = acknowledged.signal;
    const calling = bed.open().call({ number: IT_TEACHER, text: WORDS, answerable: true, unwanted }, NEVER);
    await until("the words", () => bed.sim.calls[0]?.heard.length === 1);
    acknowledged.abort("answered");
    expect(await calling).toMatchObject({ is: "accepted", answered: true });
  });

  it("by a modem without a voice only rings, and acknowledges nothing", async () => {
    bed.sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1", heard: 0 }] });
    expect(await call(bed.open({ voice: "none" }))).toEqual(HEARD);
    expect(bed.sim.calls[0]).toMatchObject({ heard: [], ended: "us" });
  });

  it("whose modem is unplugged while it is spoken may have been heard; plugged in again it calls on", async () => {
    bed.sim.person(IT_TEACHER, { does: "mailbox" });
    const modem = bed.open();
    const calling = call(modem);
    await until("the words", () => bed.sim.calls[0]?.heard.length === 1);
    await bed.sim.unplug();
    expect(await calling).toMatchObject({ is: "unknown" });
    expect(await call(modem)).toMatchObject({ is: "failed", again: true });
    await bed.sim.plugIn();
    await state(modem, "ready");
    bed.sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    expect(await call(modem)).toMatchObject({ answered: true });
  });

  it("is acknowledged although the modem goes right after the 1", async () => {
    bed.sim.person(IT_TEACHER, { does: "answers", presses: [{ key: "1" }] });
    const calling = call(bed.open());
    await until("the thanks", () => bed.sim.calls[0]?.keys.length === 1);
    await bed.sim.unplug();
    expect(await calling).toMatchObject({ is: "accepted", answered: true });
  });
});
