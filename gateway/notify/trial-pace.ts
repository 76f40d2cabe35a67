// How often one person, post or group may be told a test: a button that is pressed again and again must not ring somebody all night.
import { GatewayError } from "../kit/errors.ts";
import { all, integer } from "../kit/statements.ts";
import type { Core } from "./core.ts";
import { CALLS } from "./plans.ts";
import type { Target } from "./rows.ts";

const MINUTE_MS = 60_000;
/** What rings is tried less often than what is read. */
const RINGING = { most: 3, perMs: 60 * MINUTE_MS };
const READ = { most: 5, perMs: 10 * MINUTE_MS };

/** A road has told somebody as many tests as it may. */
export class TestedEnough extends GatewayError {
  readonly retryAfterMs: number;

  constructor({ most, perMs }: { readonly most: number; readonly perMs: number }, retryAfterMs: number, at: string) {
    const minutes = perMs / MINUTE_MS;
    super(
      "tested-enough",
      `this road told the same person or group ${most} tests within ${minutes} min; the next is possible at ${at}`,
      "Look at the results of the tests before, and try again then.",
      { words: { key: "testedEnough", values: { most, minutes, at } } },
    );
    this.retryAfterMs = retryAfterMs;
  }
}

/** Throws TestedEnough if one of these has been told enough tests by its road; tells when the next one may be. */
export function requirePace(core: Core, targets: readonly Target[]): void {
  const now = core.wallNow();
  for (const { road, person, post } of targets) {
    const kind = core.kindOf(road);
    const pace = kind !== null && CALLS.has(kind) ? RINGING : READ;
    // What a clock that was set back puts into the future counts for nothing.
    const sql = `SELECT made_ms FROM delivery WHERE made_ms > ? AND made_ms <= ? AND test = 1 AND road = ? AND person IS ?
      AND (person IS NOT NULL OR post IS ?) ORDER BY made_ms`;
    const told = all(core.book.reader, sql, now - pace.perMs, now, road, person, post);
    const oldest = told.at(-pace.most);
    if (oldest === undefined) continue;
    const nextMs = integer(oldest, "made_ms") + pace.perMs;
    throw new TestedEnough(pace, nextMs - now, core.parts.facts.shown(nextMs));
  }
}
