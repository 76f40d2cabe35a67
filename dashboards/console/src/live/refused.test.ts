import { expect, test } from "vitest";
import { StreamRefused } from "./refused.ts";

test.each([
  [429, true],
  [503, true],
  [400, false],
  [401, false],
  [403, false],
])("a stream that is refused with %i goes on where it was: %s", (status, goesOn) => {
  expect(new StreamRefused(status).isForNow).toBe(goesOn);
});
