// How much one target is told at a time: ten alone, then one digest a minute, and a last one when it is over.
import { describe, expect, it } from "vitest";
import { FloodGate } from "./flood.ts";

const WANG = { road: "sms", post: "it", person: "p-wang" };
const LI = { road: "sms", post: "it", person: "p-li" };
const MINUTE = 60_000;
const alarm = (n: number) => ({ id: `hot.d${n}.temperature`, occurrence: 1 });

/** One a second from `at` on. */
function admit(gate: FloodGate, [from, to]: readonly [number, number], at: number, target = WANG): readonly string[] {
  return Array.from({ length: to - from }, (_, i) => gate.admit(target, alarm(from + i), false, at + i * 1000));
}

describe("alarms for one target", () => {
  it("are told alone up to ten within a minute; the eleventh waits for a digest, for nobody else", () => {
    const gate = new FloodGate();
    expect(new Set(admit(gate, [0, 10], 0))).toEqual(new Set(["alone"]));
    expect(gate.admit(WANG, alarm(10), false, MINUTE - 1)).toBe("digest");
    expect(gate.admit(LI, alarm(10), false, MINUTE - 1)).toBe("alone");
  });

  it("are told alone for as long as each minute has ten at most", () => {
    const gate = new FloodGate();
    const told = Array.from({ length: 60 }, (_, n) => gate.admit(WANG, alarm(n), false, n * 6000));
    expect(new Set(told)).toEqual(new Set(["alone"]));
  });

  it("in a digest wait for quiet, a minute after the first at most, and a minute after the digest before", () => {
    const gate = new FloodGate();
    admit(gate, [0, 11], 0);
    expect(gate.dueAt(WANG, 10_000)).toBe(20_000);
    admit(gate, [11, 60], 11_000);
    expect(gate.dueAt(WANG, 65_000)).toBe(10_000 + MINUTE);
    gate.gone(WANG, true, 20_000);
    gate.admit(WANG, alarm(60), false, 21_000);
    expect(gate.dueAt(WANG, 21_000)).toBe(20_000 + MINUTE);
    gate.gone(WANG, false, 60_000);
    gate.admit(WANG, alarm(61), false, 200_000);
    expect(gate.dueAt(WANG, 200_000)).toBe(210_000);
  });

  it("end with one last digest of all that digests named, two quiet minutes after the newest", () => {
    const gate = new FloodGate();
    admit(gate, [0, 13], 0);
    gate.gone(WANG, true, 20_000);
    expect(gate.over(12_000 + 2 * MINUTE - 1)).toEqual([]);
    expect(gate.over(12_000 + 2 * MINUTE)).toEqual([{ target: WANG, alarms: [10, 11, 12].map(alarm) }]);
    expect(gate.over(10 * MINUTE)).toEqual([]);
    expect(gate.admit(WANG, alarm(13), false, 10 * MINUTE)).toBe("alone");
  });

  it("have no last digest while one waits, or when none ever went", () => {
    const gate = new FloodGate();
    admit(gate, [0, 11], 0);
    expect(gate.over(10 * MINUTE)).toEqual([]);
    gate.gone(WANG, false, 10 * MINUTE);
    expect(gate.over(20 * MINUTE)).toEqual([]);
  });
});

it("while the whole campus is flooded, somebody still hears the first alarm alone", () => {
  const gate = new FloodGate();
  expect([0, 1, 2].map((n) => gate.admit(WANG, alarm(n), true, n * 1000))).toEqual(["alone", "digest", "digest"]);
});
