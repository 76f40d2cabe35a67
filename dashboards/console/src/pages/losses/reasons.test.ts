import { expect, test } from "vitest";
import { reasonKey } from "./reasons.ts";

test.each([
  ["loss.rejected", "too-large", "too-large"],
  ["loss.expired", "age", "age"],
  ["loss.expired", "retention", "expired-retention"],
  ["loss.quarantined", "type-conflict", "quarantined-type-conflict"],
  ["loss.quarantined", "http-422", "quarantined"],
  ["loss.dropped", "", "dropped"],
  ["loss.new", "never-heard", "unknown"],
])("%s for %j is explained by %s", (type, reason, key) => {
  expect(reasonKey(type, reason)).toBe(key);
});

test("what a store or the county did not take is never put down to the device", () => {
  expect(reasonKey("loss.quarantined", "too-large")).toBe("quarantined-too-large");
  expect(reasonKey("loss.quarantined", "forbidden-key")).toBe("quarantined");
});
