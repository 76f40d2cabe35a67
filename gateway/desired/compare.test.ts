import { expect, test } from "vitest";
import { compare } from "./compare.ts";

const desired = { version: 8, hash: "sha256:aa", changedMs: 1000 };
const said = { version: 8, hash: "sha256:aa", sinceMs: 1500 };

test.each([
  ["nothing is wanted", null, said, { state: "none", sinceMs: null }],
  ["it never reported", desired, null, { state: "pending", sinceMs: 1000 }],
  ["it is at an earlier version", desired, { ...said, version: 7 }, { state: "pending", sinceMs: 1000 }],
  ["it says the same", desired, said, { state: "in-sync", sinceMs: 1500 }],
  ["it said the same before it was wanted", desired, { ...said, sinceMs: 500 }, { state: "in-sync", sinceMs: 1000 }],
  ["it gives no hash", desired, { ...said, hash: null }, { state: "in-sync", sinceMs: 1500 }],
  [
    "it means something else by this version",
    desired,
    { ...said, hash: "sha256:bb" },
    { state: "drift", sinceMs: 1500 },
  ],
  ["it is at a version that nobody wants", desired, { ...said, version: 9 }, { state: "drift", sinceMs: 1500 }],
] as const)("%s", (_what, wanted, reported, right) => {
  expect(compare(wanted, reported)).toEqual(right);
});
