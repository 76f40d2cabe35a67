import { defineConfig } from "vitest/config";

// Two cores: files that start real servers and kill processes would starve one another in more than two forks.
export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["node_modules/**"],
    pool: "forks",
    maxWorkers: 2,
    // A browser, its gateway and another test on two cores may miss a moment; what is broken fails twice.
    retry: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ["default"],
  },
});
