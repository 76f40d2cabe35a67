// The fleet as a process: `node cloud-bridge/simulator/start.ts --url mqtt://HOST:PORT --secrets DIR`. Plays each campus of the county
// whose secret lies in DIR as `<campus>.secret`, until it is told to stop.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { messageOf } from "#gateway/kit/errors.ts";
import { createLog } from "#gateway/kit/log.ts";
import { CAMPUSES, inventedCampuses } from "./campuses.ts";
import { startFleet } from "./fleet.ts";

const USAGE =
  "usage: node cloud-bridge/simulator/start.ts --url mqtts://HOST:PORT --secrets DIR [--ca FILE] [--seed N] [--history HOURS] [--speed N] [--invented N]";
const HOUR_MS = 3_600_000;
/** Minutes of the last two hours: older ones are told by the quarter of an hour, a tenth of the rows. */
const MINUTES_WITHIN_MS = 2 * HOUR_MS;

interface Arguments {
  readonly url: string;
  readonly secrets: string;
  /** The authority of the county's certificate; null: one that this machine trusts anyway, or no encryption. */
  readonly ca: string | null;
  readonly seed: number;
  readonly historyHours: number;
  readonly speed: number;
  readonly invented: number;
}

function readArguments(args: readonly string[]): Arguments {
  const text = { type: "string" } as const;
  const options = { url: text, secrets: text, ca: text, seed: text, history: text, speed: text, invented: text };
  const { values } = parseArgs({ args: [...args], options });
  const [seed, historyHours, speed, invented] = [
    Number(values.seed ?? 1),
    Number(values.history ?? 24),
    Number(values.speed ?? 1),
    Number(values.invented ?? 0),
  ];
  if (values.url === undefined || values.secrets === undefined) throw new Error("--url and --secrets are both needed");
  if (!Number.isSafeInteger(seed) || !(historyHours >= 0) || !(speed > 0) || !(invented >= 0))
    throw new Error("a number does not fit");
  return {
    url: values.url,
    secrets: resolve(values.secrets),
    ca: values.ca === undefined ? null : resolve(values.ca),
    seed,
    historyHours,
    speed,
    invented,
  };
}

async function play({ url, secrets, ca, seed, historyHours, speed, invented }: Arguments): Promise<void> {
  const stopped = new Promise<void>((stop) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop());
  });
  const secretFileOf = (campus: string) => join(secrets, `${campus}.secret`);
  const campuses = [...CAMPUSES, ...inventedCampuses(invented)].filter(({ id }) => existsSync(secretFileOf(id)));
  const log = createLog("info");
  log.info({ url, campuses: campuses.length, seed, historyHours, speed }, "the simulated campuses begin");
  await using _fleet = startFleet({
    campuses,
    url,
    caFile: ca,
    secretFileOf,
    clock,
    log: log.child({}, { level: "warn" }),
    seed,
    historyMs: historyHours * HOUR_MS,
    minutesWithinMs: MINUTES_WITHIN_MS,
    speed,
  });
  await stopped;
}

try {
  await play(readArguments(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n${USAGE}\n`);
  process.exitCode = 64;
}
