// A campus.yaml in a temporary folder with its store, for the tests of reloading and of the last good versions.
import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Clock, systemClock } from "../kit/clock.ts";
import { createLog } from "../kit/log.ts";
import type { Difference } from "./diff.ts";
import { formatProblem } from "./problem.ts";
import { type ConfigStore, openConfigStore } from "./store.ts";
import { profilesForTests, temporaryFolder } from "./testing.ts";

const profiles = await profilesForTests();
const log = createLog("silent");

export const good = (name: string): string => `campus: { id: no3, name: ${name}, timezone: Asia/Shanghai }\n`;
export const WRONG = "campus: { id: no3, nam: x, timezone: Asia/Shanghai }\n";

/** The system's clock without its timer: the store looks at the file only when it is told to. */
export const told: Clock = { ...systemClock, every: () => ({ [Symbol.dispose]: () => undefined }) };

/** A campus in a temporary folder. */
export async function campus(
  first: string | null,
  { lastGood = false, clock = told }: { lastGood?: boolean; clock?: Clock } = {},
) {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const file = join(folder.path, "campus.yaml");
  const dataDir = join(folder.path, "data");
  if (first !== null) await write(file, first);
  const open = (options: { lastGood?: boolean; clock?: Clock } = {}) =>
    openConfigStore({ file, dataDir, clock, log, profiles, lastGood, ...options });
  return { file, dataDir, open };
}

/** A file that nobody has written for a while, so that the store need not wait. */
export async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text);
  ticks += 1;
  const at = new Date(systemClock.now() - 1_000_000 + ticks);
  await utimes(file, at, at);
}
let ticks = 0;

export function listen(store: ConfigStore) {
  const applied: [name: string, difference: Difference][] = [];
  const rejected: string[] = [];
  store.onApplied((next, difference) => applied.push([next.campus.name, difference]));
  store.onRejected((problems) => rejected.push(problems.map(formatProblem).join("\n")));
  return { applied, rejected };
}
