import { expect, test } from "vitest";
import { countOf } from "./test-count.ts";

const report = (...files: { status: string; tests: string[] }[]) =>
  JSON.stringify({
    testResults: files.map(({ status, tests }) => ({ status, assertionResults: tests.map((s) => ({ status: s })) })),
  });

test("passed, failed and skipped tests are counted each for themselves", () => {
  const text = report(
    { status: "failed", tests: ["passed", "failed", "pending"] },
    { status: "passed", tests: ["passed"] },
  );
  expect(countOf(text, 1)).toEqual({ passed: 2, failed: 1, skipped: 1 });
});

test("a test file that cannot be loaded is one failure", () => {
  const text = report({ status: "failed", tests: [] }, { status: "passed", tests: ["passed"] });
  expect(countOf(text, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test("an exit code that no failed test explains is one failure", () => {
  expect(countOf(report({ status: "passed", tests: ["passed"] }), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test("no report, an unreadable report and a run without tests are failures", () => {
  expect(countOf(null, 0).failed).toBe(1);
  expect(countOf("{", 0).failed).toBe(1);
  expect(countOf(report(), 0).failed).toBe(1);
});
