// What the modem's roads ask of a modem; what a modem does with it is gateway/modem's test.
import { expect, test } from "vitest";
import { modemCallRoad, modemSmsRoad, type RoadModem } from "./modem.ts";
import { accepted, failed, type Outcome } from "./road.ts";
import { letterOf } from "./testing.ts";

const never = new AbortController().signal;
const BUSY = failed("busy", "the line is busy", true, 60_000);
const TWO = { phones: ["13900000001", "13900000002"], mail: null };

/** A modem that answers with these outcomes, one after the other. */
function modemOf(...outcomes: readonly Outcome[]) {
  const asked: object[] = [];
  const next = async (what: object): Promise<Outcome> => outcomes[asked.push(what) - 1] ?? accepted();
  const modem: RoadModem = { condition: () => ({ signalBars: 3 }), call: next, sendSms: next };
  return { modem, asked };
}

test("a call speaks whole sentences, asks for 1 only where 1 counts, and thanks for it", async () => {
  const { modem, asked } = modemOf(accepted(null, true));
  const road = modemCallRoad(modem, "zh-CN");
  expect(await road.send(letterOf(), never)).toEqual(accepted(null, true));
  await road.send(letterOf({ answerable: false }), never);
  expect(asked).toMatchObject([
    { text: "网络中心机房，市电中断 确认请按1。", answerable: true, thanks: "已确认。" },
    { text: "网络中心机房，市电中断", answerable: false },
  ]);
  expect(road.condition?.()).toEqual({ signalBars: 3 });
});

test("a person's next telephone is called when one is not taken, and no further once one is", async () => {
  const { modem, asked } = modemOf(BUSY, accepted());
  expect(await modemCallRoad(modem, "en").send(letterOf({ to: TWO }), never)).toEqual(accepted());
  expect(asked).toMatchObject([{ number: "13900000001" }, { number: "13900000002" }]);
});

test("a person whom no telephone reaches has the last one's reason; one without a number is not called", async () => {
  expect(await modemCallRoad(modemOf(BUSY, BUSY).modem, "en").send(letterOf({ to: TWO }), never)).toEqual(BUSY);
  const none = letterOf({ to: { phones: [], mail: null } });
  expect(await modemSmsRoad(modemOf().modem).send(none, never)).toMatchObject({ is: "failed", code: "no-number" });
});

test("a message that may have arrived is not sent to the next telephone too", async () => {
  const unknown = { is: "unknown", detail: "no answer" } as const;
  const { modem, asked } = modemOf(unknown);
  expect(await modemSmsRoad(modem).send(letterOf({ to: TWO }), never)).toEqual(unknown);
  expect(asked).toEqual([{ number: "13900000001", text: "【严重】市电中断\n网络中心机房 · 02:10" }]);
});

test("nobody's next telephone rings once somebody has acknowledged", async () => {
  const { modem, asked } = modemOf(BUSY, accepted());
  const acknowledged = new AbortController();
  const call: RoadModem["call"] = (what, signal) => {
    acknowledged.abort("answered");
    return modem.call(what, signal);
  };
  const letter = letterOf({ to: TWO, unwanted: acknowledged.signal });
  expect(await modemCallRoad({ ...modem, call }, "en").send(letter, never)).toMatchObject({ code: "unwanted" });
  expect(asked).toHaveLength(1);
});
