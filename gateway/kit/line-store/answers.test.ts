// The table of answers in README.md, row by row.
import { expect, test } from "vitest";
import { type Answer, meaningOf, retryAfterMs } from "./answers.ts";

const NOW = Date.UTC(2026, 10, 22, 5);

function meaning(status: number, text = "", more: Partial<Answer> = {}) {
  return meaningOf({ status, text, type: "application/json", retryAfter: null, ...more }, NOW);
}

test("only 204 is stored: no other answer that sounds well is believed", () => {
  expect(meaning(204)).toEqual({ is: "stored" });
  for (const status of [200, 201, 202, 206, 207, 301, 302, 304])
    expect(meaning(status)).toMatchObject({ is: "not-now", trouble: "not-influxdb", waitMs: 60_000 });
});

test("a page for people is a portal or a proxy, whatever its status: nothing is stored, nothing is given up", () => {
  for (const status of [200, 302, 400, 422, 451, 511])
    expect(meaning(status, "<html>partial</html>", { type: "text/html; charset=utf-8" })).toMatchObject({
      is: "not-now",
    });
});

test.each([
  [400, '{"error":"partial write: field type conflict: input field \\"value\\" … dropped=1"}', "type-conflict"],
  [400, '{"error":"unable to parse \'reading,\': missing fields"}', "malformed"],
  [422, '{"code":"unprocessable entity","message":"something"}', "http-422"],
  [500, '{"code":"internal error","message":"partial write: field type conflict dropped=1"}', "type-conflict"],
] as const)("%i %s is about the lines: %s", (status, text, code) => {
  expect(meaning(status, text)).toMatchObject({ is: "refused", code });
});

test("lines outside of what a store keeps are too old, not poison; how many is taken from the answer", () => {
  expect(meaning(400, '{"error":"partial write: points beyond retention policy dropped=3"}')).toMatchObject({
    is: "too-old",
    dropped: 3,
  });
  expect(meaning(422, '{"message":"outside retention policy"}')).toMatchObject({ is: "too-old", dropped: null });
});

test.each([
  [401, "unauthorized"],
  [403, "forbidden"],
  [404, "not-found"],
] as const)("%i can only be changed by people: it is asked again in a minute", (status, trouble) => {
  expect(meaning(status)).toMatchObject({ is: "not-now", trouble, waitMs: 60_000 });
});

test("what says nothing about the lines is tried again: busy, failing", () => {
  expect(meaning(429, "", { retryAfter: "3" })).toMatchObject({ trouble: "busy", waitMs: 3000 });
  expect(meaning(503)).toMatchObject({ trouble: "busy", waitMs: null });
  for (const status of [500, 502, 504])
    expect(meaning(status, "timeout")).toMatchObject({ trouble: "failing", waitMs: null });
});

test("Retry-After is seconds or a date, and never longer than ten minutes", () => {
  const date = new Date(NOW + 90_000).toUTCString();
  expect([retryAfterMs("3", NOW), retryAfterMs(date, NOW), retryAfterMs("86400", NOW)]).toEqual([
    3000, 90_000, 600_000,
  ]);
  expect([retryAfterMs(null, NOW), retryAfterMs("soon", NOW), retryAfterMs(new Date(0).toUTCString(), NOW)]).toEqual([
    null,
    null,
    0,
  ]);
});
