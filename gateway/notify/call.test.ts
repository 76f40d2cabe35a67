import { describe, expect, it } from "vitest";
import type { Alarm } from "../contract/alarms.ts";
import { beginCall, type Call, follow, hurry, nextDue, type Step, takeSteps } from "./call.ts";

const MINUTE = 60_000;
const NIGHT: readonly Step[] = [{ afterMs: 0 }, { afterMs: 2 * MINUTE }, { afterMs: 10 * MINUTE }];
const SHELF = { until: "", at: "", by: "li", comment: null };

function alarm(flags: Partial<Alarm> = {}): Alarm {
  return {
    id: "mains-lost.mr1-ups.status",
    rule: "mains-lost",
    device: "mr1-ups",
    point: "status",
    occurrence: 3,
    severity: "critical",
    active: true,
    acknowledged: false,
    latched: false,
    suppressed: false,
    outOfService: false,
    shelved: null,
    raisedAt: null,
    clearedAt: null,
    value: null,
    limit: null,
    unit: null,
    cause: null,
    text: {},
    acknowledgements: [],
    ...flags,
  };
}

/** What is said while time passes and the alarm changes: `minute says steps`. */
function play(changes: Readonly<Record<number, Partial<Alarm>>>, minutes = 30): readonly string[] {
  const said: string[] = [];
  let now = alarm(changes[0]);
  let call: Call = beginCall(now, 0);
  for (let minute = 0; minute <= minutes; minute++) {
    const change = minute === 0 ? undefined : changes[minute];
    if (change !== undefined) now = { ...now, ...change };
    for (const work of [() => follow(call, now, minute * MINUTE), () => takeSteps(call, NIGHT, minute * MINUTE)]) {
      const told = work();
      call = told.call;
      said.push(...told.orders.map(({ says, steps: [from, to] }) => `${minute} ${says} ${from}-${to}`));
    }
  }
  return said;
}

describe("a call", () => {
  it("goes from step to step while nobody answers, each once", () => {
    expect(play({})).toEqual(["0 raised 0-1", "2 raised 1-2", "10 raised 2-3"]);
  });

  it("ends when somebody has acknowledged, and those who were told hear it", () => {
    expect(play({ 5: { acknowledged: true } })).toEqual(["0 raised 0-1", "2 raised 1-2", "5 answered 0-2"]);
  });

  it("of an alarm that is over goes no further, and tells those who were told", () => {
    expect(play({ 5: { active: false } })).toEqual(["0 raised 0-1", "2 raised 1-2", "5 cleared 0-2"]);
  });

  it("of a latched alarm goes on although its cause is gone", () => {
    expect(play({ 1: { active: false, latched: true } })).toEqual(["0 raised 0-1", "2 raised 1-2", "10 raised 2-3"]);
  });

  it("that was answered tells the end once more, when it is over", () => {
    expect(play({ 1: { acknowledged: true }, 20: { active: false } })).toEqual([
      "0 raised 0-1",
      "1 answered 0-1",
      "20 cleared 0-1",
    ]);
  });

  it.each([
    ["a cause explains it", { suppressed: true }, { suppressed: false }],
    ["it is in maintenance", { outOfService: true }, { outOfService: false }],
    ["it is shelved", { shelved: SHELF }, { shelved: null }],
  ])("is held while %s, and begins from the first step when that ends", (_why, held, free) => {
    expect(play({ 0: held, 15: free })).toEqual(["15 raised 0-1", "17 raised 1-2", "25 raised 2-3"]);
  });

  it("that was held all the time says nothing, also when it is over", () => {
    expect(play({ 0: { suppressed: true }, 15: { active: false } })).toEqual([]);
  });

  it("after a stop takes what fell due meanwhile at once", () => {
    const { call, orders } = takeSteps({ ...beginCall(alarm(), 0), taken: 1 }, NIGHT, 30 * MINUTE);
    expect(orders).toEqual([expect.objectContaining({ says: "raised", steps: [1, 3] })]);
    expect(takeSteps(call, NIGHT, 60 * MINUTE).orders).toEqual([]);
  });

  it("whose step reached nobody takes the next one at once", () => {
    const call = { ...beginCall(alarm(), 0), taken: 2 };
    expect(nextDue(call, NIGHT)).toBe(10 * MINUTE);
    expect(nextDue(hurry(call, NIGHT, 3 * MINUTE), NIGHT)).toBeCloseTo(3 * MINUTE, -1);
    expect(nextDue({ ...call, taken: 3 }, NIGHT)).toBeNull();
  });
});
