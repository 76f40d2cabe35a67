// Counts passed and failed tests from the report that Vitest writes in Jest's JSON form; what it cannot read counts as failed.
import { messageOf } from "#gateway/kit/errors.ts";

export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * A file that could not be loaded has no tests in the report and counts as one failure, and so does an exit code other
 * than 0 that no failed test explains (an unhandled error, no test found).
 */
export function countOf(report: string | null, exitCode: number): Count {
  const statuses = report === null ? [] : statusesOf(report);
  const passed = statuses.filter((status) => status === "passed").length;
  const failed = statuses.filter((status) => status === "failed").length;
  const unexplained = failed === 0 && (exitCode !== 0 || passed === 0) ? 1 : 0;
  return { passed, failed: failed + unexplained, skipped: statuses.length - passed - failed };
}

function statusesOf(report: string): string[] {
  try {
    const parsed: { readonly testResults: readonly FileResult[] } = JSON.parse(report);
    return parsed.testResults.flatMap((file) => {
      const own = file.assertionResults.map(({ status }) => status);
      return file.status === "failed" && !own.includes("failed") ? [...own, "failed"] : own;
    });
  } catch (error) {
    console.error(`The report of the tests could not be read: ${messageOf(error)}`);
    return ["failed"];
  }
}

interface FileResult {
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string }[];
}
