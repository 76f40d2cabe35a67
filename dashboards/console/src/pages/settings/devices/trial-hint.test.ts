import { expect, test } from "vitest";
import { hintOf, type TrialPoint } from "./trial-hint.ts";

const link = (code: string) => hintOf({ error: { code, message: "10.0.4.12:502 refuses the connection" }, points: [] });
const silent: TrialPoint = { point: "temperature", value: null, unit: "Cel", quality: "bad", reason: "timeout" };

test.each([
  ["link-refused", "hint-refused"],
  ["link-timeout", "hint-link-timeout"],
  ["link-unreachable", "hint-unreachable"],
  ["link-unknown-host", "hint-unknown-host"],
  ["link-reset", "hint-closed"],
  ["link-closed", "hint-closed"],
  ["timeout", "hint-link-timeout"],
  ["gpio-absent", "hint-other"],
])("a link that ends with %s has the hint that fits it", (code, hint) => {
  expect(link(code)).toBe(hint);
});

test("where the link is there, the reason of the points says what to look at", () => {
  expect(hintOf({ error: null, points: [silent] })).toBe("hint-timeout");
  expect(hintOf({ error: null, points: [{ ...silent, reason: "sentinel" }] })).toBe("hint-other");
});
