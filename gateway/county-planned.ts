// Tells the county when the whole campus is without power, or worked at, as planned: who is not there then is not lost. Days and times are those that
// clocks on campus show; rooms and devices are the campus's own matter.
import type { QuietOccurrence, QuietTime } from "./contract/quiet.ts";
import { type Happening, happening } from "./journal/record.ts";
import type { Clock } from "./kit/clock.ts";

/** How soon the county hears of a change. */
const LOOK_EVERY_MS = 5000;
/** Told at once; more follow as these pass. */
const MOST_SPANS = 40;

export interface PlannedParts {
  readonly quiet: { list(): readonly QuietTime[] };
  readonly timezone: string;
  readonly append: (record: Happening) => Promise<unknown>;
  readonly clock: Clock;
  /** What keeps it from being told, once for each try. */
  readonly failed: (error: unknown) => void;
}

interface Span {
  readonly from: string;
  readonly to: string;
}

/** Appends `county.planned-off` whenever the planned times are others than before, until disposed. */
export function tellPlannedOff({ quiet, timezone, append, clock, failed }: PlannedParts): Disposable {
  let told = "[]";
  let isTelling = false;
  const look = async () => {
    const spans = spansOf(quiet.list());
    const text = JSON.stringify(spans);
    if (text === told) return;
    const nowMs = clock.now();
    await append(happening("event", "county.planned-off", nowMs, { at: wallText(nowMs, timezone), spans }));
    told = text;
  };
  const lookOnce = () => {
    if (isTelling) return;
    isTelling = true;
    look()
      .catch(failed)
      .finally(() => {
        isTelling = false;
      });
  };
  lookOnce();
  return clock.every(LOOK_EVERY_MS, lookOnce);
}

/** Those of the whole campus that run or come next, the first ones first. Pure. A holiday is none: key places are watched in it. */
export function spansOf(times: readonly QuietTime[]): readonly Span[] {
  const spanOf = ({ from, to }: QuietOccurrence): Span => ({ from, to });
  return times
    .filter(({ kind, scopes }) => kind !== "vacation" && scopes.some((scope) => "campus" in scope))
    .flatMap(({ running, next }) => [...(running === null ? [] : [running]), ...next].map(spanOf))
    .sort((a, b) => a.from.localeCompare(b.from))
    .slice(0, MOST_SPANS);
}

/** `2026-11-22 22:30` */
function wallText(ms: number, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(ms);
}
