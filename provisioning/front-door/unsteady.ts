// A reporter of Vitest: names every test that passed only when it was tried again, so that none of them hides behind a green run.
import { relative } from "node:path";
import type { Reporter, TestCase } from "vitest/node";

export default class UnsteadyReporter implements Reporter {
  readonly #names: string[] = [];

  onTestCaseResult(test: TestCase): void {
    if (test.result().state !== "passed" || (test.diagnostic()?.retryCount ?? 0) === 0) return;
    this.#names.push(`${relative(process.cwd(), test.module.moduleId)}: ${test.fullName}`);
  }

  onTestRunEnd(): void {
    if (this.#names.length === 0) return;
    console.log(`\nPassed only when tried again (${this.#names.length}):`);
    for (const name of this.#names) console.log(`  ${name}`);
  }
}
