// Files that break one rule each, and the check that the rule is told: used by the tests of the rules.
import { describe, expect, test } from "vitest";
import type { ProfileRegistry } from "./profiles.ts";
import { CAMPUS, HEX, linesOf, problemsOf } from "./testing.ts";
import { said } from "./words.ts";

const HAN = /\p{Script=Han}/u;

/** A file that breaks only this rule, the path that is named, and words that must be said. */
export type BadFile = readonly [rule: string, file: string, path: string, words: string];

export function tellsEachRule(bad: readonly BadFile[], profiles: ProfileRegistry): void {
  describe("each rule is told with its path and what to do", () => {
    test.each(bad)("%s", (_rule, file, path, words) => {
      const problems = problemsOf(file, profiles);
      expect(problems.map((problem) => problem.path)).toEqual([expect.stringContaining(path)]);
      expect(linesOf(file, profiles).join("\n")).toContain(words);
      expect(problems[0]?.remedy).not.toBe("");
      for (const problem of problems) {
        const { message, remedy } = said(problem, "zh-CN");
        expect([message, remedy], "in Chinese").toEqual([expect.stringMatching(HAN), expect.stringMatching(HAN)]);
      }
    });
  });
}

const PUSH = `name: x, driver: mqtt, profile: native, credential: { sha256: ${HEX} }`;

/** One device that sends to us. */
export const device = (rest: string): string => `${CAMPUS}devices: [{ id: d, ${PUSH}, ${rest} }]\n`;

/** Two of them. */
export const two = (a: string, b: string): string =>
  `${CAMPUS}devices:\n  - { ${PUSH}, ${a} }\n  - { ${PUSH}, ${b} }\n`;

/** Devices m0, m1 … that we ask, with these connections. */
export function modbus(...connections: string[]): string {
  const one = (connection: string, at: number) =>
    `  - { id: m${at}, name: x, driver: modbus, profile: meter, connection: { ${connection} } }`;
  return `${CAMPUS}devices:\n${connections.map(one).join("\n")}\n`;
}

/** One rule beside a device that sends and one, in the yard, that we ask. */
export const rule = (rest: string): string => `${CAMPUS}places: [{ id: yard, name: x, class: yard }]
devices:
  - { id: d, ${PUSH} }
  - { id: m, name: x, driver: modbus, profile: meter, place: yard, connection: { tcp: "10.0.0.1:502" } }
alarms: [{ id: r, ${rest} }]
`;
