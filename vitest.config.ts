import { defineConfig } from "vitest/config";

const BROWSER = "test/stories/console-*.test.ts";
/** They go from page to page and wait for nothing but that it is drawn: two of them at once are only slower each. */
const SWEEPS = ["accessibility", "hostile", "pages", "roles"].map((name) => `test/stories/console-${name}.test.ts`);
/** They prove that nothing is lost: kept only sometimes is not kept, so they are never tried again. */
const PROOFS = "test/chaos/*.test.ts";
const IGNORED = ["**/node_modules/**"];

// Thousands of tests start real servers on a machine that may stand still for seconds: what misses a moment is tried once more and is
// named at the end of the run (provisioning/front-door/unsteady.ts); what is broken fails twice.
// Two cores: most of what tests do is waiting for servers, disks and clocks, so three files share them; proofs of what survives a kill, and
// browsers, would starve one another.
export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ["default"],
    projects: [
      {
        extends: true,
        test: {
          name: "all",
          include: ["**/*.test.ts"],
          exclude: [...IGNORED, PROOFS, BROWSER],
          retry: 1,
          maxWorkers: 3,
        },
      },
      { extends: true, test: { name: "proofs", include: [PROOFS], exclude: IGNORED, sequence: { groupOrder: 1 } } },
      {
        extends: true,
        test: {
          name: "browser sweeps",
          include: SWEEPS,
          exclude: IGNORED,
          retry: 1,
          sequence: { groupOrder: 2 },
        },
      },
      // A browser and its gateway fill both cores: these files run last, one by one.
      {
        extends: true,
        test: {
          name: "browser",
          include: [BROWSER],
          exclude: [...IGNORED, ...SWEEPS],
          retry: 1,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
