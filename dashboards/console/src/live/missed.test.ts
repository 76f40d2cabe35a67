import { expect, test } from "vitest";
import { endingOf, missedBy } from "./missed.ts";

test.each([
  ["gap", '{"from":1,"to":9,"kinds":["event","reading"]}', "gap"],
  ["gap", '{"from":1,"to":9,"kinds":["reading"]}', null],
  ["epoch", '{"epoch":"n3w"}', "epoch"],
  ["end", '{"code":"lagging"}', "lagging"],
  ["end", '{"code":"stopping"}', null],
  ["entry", '{"seq":1}', null],
])("%s %s leaves the page with: %s", (event, data, missed) => {
  expect(missedBy(event, data)).toBe(missed);
});

test("why the gateway ended the stream is read from what it said, and a reason nobody knows is none", () => {
  expect(endingOf('{"code":"signed-out"}')).toBe("signed-out");
  expect(endingOf('{"code":"tired"}')).toBeNull();
});
