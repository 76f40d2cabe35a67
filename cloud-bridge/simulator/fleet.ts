// Many simulated campuses in one process, each with a connection of its own. Tests and `npm start` begin here.
import type { Clock } from "#gateway/kit/clock.ts";
import type { Log } from "#gateway/kit/log.ts";
import { VERSION } from "#gateway/kit/version.ts";
import { PATIENCE, type Patience } from "../edge/patience.ts";
import type { CampusSpec } from "./campuses.ts";
import { MINUTE_MS } from "./figures.ts";
import { type SimulatedGateway, startSimulatedGateway } from "./gateway.ts";

export interface FleetOptions {
  readonly campuses: readonly CampusSpec[];
  /** Of the broker that leads to the county, `mqtt://…` or `mqtts://…`. */
  readonly url: string;
  /** The authority of that broker's certificate; absent: one that this machine trusts. */
  readonly caFile?: string | null;
  /** The file with a campus's secret; null: it signs in with nothing. */
  readonly secretFileOf: (campus: string) => string | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly seed?: number;
  /** The story begins so long ago; it is told at once, behind what is new. */
  readonly historyMs?: number;
  /** The story goes by so many times faster, until it has caught up with the present. */
  readonly speed?: number;
  /** Minutes older than this are told by the quarter of an hour only; default: none are left out. */
  readonly minutesWithinMs?: number;
  /** Of so many answers each campus forgets one, so that it sends twice; 0: none. */
  readonly forgetEach?: number;
  /** How often each campus looks for what is new. */
  readonly tellEveryMs?: number;
  readonly patience?: Patience;
}

export interface Fleet extends AsyncDisposable {
  readonly campuses: readonly SimulatedGateway[];
  /** Throws for a campus that is not in the fleet. */
  campus(id: string): SimulatedGateway;
  /** The moment of the play, epoch ms. */
  played(): number;
  /** Where the story began, epoch ms. */
  readonly fromMs: number;
  readonly seed: number;
}

/** Starts all campuses; they connect at once, as after an outage of the county. */
export function startFleet(options: FleetOptions): Fleet {
  const { campuses, url, secretFileOf, clock, log } = options;
  const { seed = 1, historyMs = 0, speed = 1, minutesWithinMs = Number.POSITIVE_INFINITY } = options;
  const startMs = clock.now();
  const began = clock.monotonic();
  const fromMs = startMs - historyMs;
  const played = (): number => {
    const now = clock.now();
    return speed === 1 ? now : Math.min(now, fromMs + (clock.monotonic() - began) * speed);
  };
  const run = `sim${Math.floor(startMs).toString(36)}`;
  const tellEveryMs = options.tellEveryMs ?? Math.max(200, Math.min(1000, MINUTE_MS / speed));
  const started = campuses.map((spec) =>
    startSimulatedGateway({
      spec,
      seed,
      run,
      settings: { url, certificateFile: null, keyFile: null, caFile: options.caFile ?? null, username: null, secretFile: secretFileOf(spec.id) }, // biome-ignore format: one line
      version: VERSION,
      played,
      fromMs,
      minutesWithinMs,
      tellEveryMs,
      forgetEach: options.forgetEach ?? 0,
      patience: options.patience ?? PATIENCE,
      clock,
      log,
    }),
  );
  return {
    campuses: started,
    campus(id) {
      const found = started.find(({ spec }) => spec.id === id);
      if (found === undefined) throw new Error(`no campus ${id} in this fleet`);
      return found;
    },
    played,
    fromMs,
    seed,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(started.map((gateway) => gateway[Symbol.asyncDispose]()));
    },
  };
}
