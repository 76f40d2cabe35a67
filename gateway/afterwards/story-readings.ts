// The few readings that an alarm's story needs: before it was noticed, the worst, and the first that was right again.
import type { Value } from "../contract/entry.ts";
import type { History, HistoryAnswer, HistoryQuery } from "../contract/history.ts";
import { MOST_ITEMS } from "../contract/history.ts";
import type { StoryStep } from "../contract/story.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** So long before the raise a reading still says how it was: longer than any usual delay. */
const BEFORE_MS = 2 * HOUR_MS;
/** Readings are looked at one by one up to here, above by their figures. */
const ONE_BY_ONE_MS = 2 * HOUR_MS;
const MOST_BUCKETS = 720;
/** Times of entries and of the readings in them may differ by so much. */
const SLACK_MS = 2000;

export interface ReadingsWish {
  readonly query: Pick<HistoryQuery, "device" | "point" | "unit" | "timezone" | "heldMs" | "booleans">;
  readonly raisedMs: number;
  readonly clearedMs: number | null;
  readonly nowMs: number;
  readonly value: Value | null;
  /** Which side is wrong; null: neither, as with silence. */
  readonly wrong: { readonly is: "above" | "below" | "equals"; readonly limit: Value } | null;
}

interface Reading {
  readonly at: string;
  readonly value: Value | null;
  readonly quality: Extract<StoryStep, { is: "reading" }>["quality"];
}

interface Bucket {
  readonly at: string;
  readonly min: number | null;
  readonly max: number | null;
}

interface Body {
  readonly unit: string | null;
  readonly complete: boolean;
  readonly readings?: readonly Reading[];
  readonly buckets?: readonly Bucket[];
}

export interface FoundReadings {
  readonly steps: readonly StoryStep[];
  readonly complete: boolean;
}

/** At most three steps, each at a time of its own. */
export async function readingsOf(history: History, wish: ReadingsWish, signal: AbortSignal): Promise<FoundReadings> {
  const { query, raisedMs, clearedMs, nowMs, wrong, value } = wish;
  const ask = async (fromMs: number, toMs: number, step: HistoryQuery["step"] = null) => {
    const range = { ...query, fromMs, toMs, step, limit: MOST_ITEMS, after: null };
    return bodyOf(await history.query(range, signal));
  };
  const isWrong = wrongIn(wrong);
  const endMs = clearedMs ?? nowMs;
  const before = await ask(raisedMs - BEFORE_MS, raisedMs + 1);
  const lastRight = before.readings?.findLast((one) => !isWrong(one) && Date.parse(one.at) < raisedMs);
  const steps: StoryStep[] = [];
  const add = (mark: "before" | "worst" | "back", reading: Reading | undefined, unit: string | null) => {
    if (reading === undefined) return;
    steps.push({ is: "reading", at: reading.at, mark, value: reading.value, unit, quality: reading.quality });
  };
  add("before", lastRight, before.unit);
  if (wrong !== null && wrong.is !== "equals") {
    const isLong = endMs - raisedMs > ONE_BY_ONE_MS;
    const during = await ask(raisedMs, endMs + 1, isLong ? stepOf(endMs - raisedMs) : null);
    const worst = worstOf(during, wrong.is);
    if (worst !== undefined && worst.value !== value) add("worst", worst, during.unit);
  }
  if (clearedMs !== null) {
    const after = await ask(Math.max(raisedMs, clearedMs - BEFORE_MS), clearedMs + SLACK_MS);
    const readings = (after.readings ?? []).filter(({ at }) => Date.parse(at) > raisedMs);
    const until = readings.filter(({ at }) => Date.parse(at) <= clearedMs);
    // The clock of the device may be a little ahead; what came after is of the next time otherwise.
    const back = until[until.findLastIndex(isWrong) + 1] ?? readings.slice(until.length).find((one) => !isWrong(one));
    add("back", back, after.unit);
  }
  return { steps, complete: before.complete };
}

/** Bad values are wrong whatever is asked: they clear nothing. */
function wrongIn(wrong: ReadingsWish["wrong"]): (reading: Reading) => boolean {
  return ({ value, quality }) => {
    if (quality === "bad" || value === null) return true;
    if (wrong === null) return false;
    const { is, limit } = wrong;
    if (is === "equals") return value === limit || Number(value) === Number(limit);
    return is === "above" ? Number(value) > Number(limit) : Number(value) < Number(limit);
  };
}

function worstOf({ readings, buckets }: Body, is: "above" | "below"): Reading | undefined {
  const isWorse = (a: Reading, b: Reading | undefined) =>
    b === undefined || (is === "above" ? Number(a.value) > Number(b.value) : Number(a.value) < Number(b.value));
  const known = [
    ...(readings ?? []).filter(({ quality, value }) => quality !== "bad" && value !== null),
    ...(buckets ?? []).flatMap(({ at, min, max }): Reading[] => {
      const value = is === "above" ? max : min;
      return value === null ? [] : [{ at, value, quality: "good" }];
    }),
  ];
  return known.reduce<Reading | undefined>((worst, one) => (isWorse(one, worst) ? one : worst), undefined);
}

function stepOf(spanMs: number): NonNullable<HistoryQuery["step"]> {
  const minutes = Math.max(1, Math.ceil(spanMs / MOST_BUCKETS / MINUTE_MS));
  return { ms: minutes * MINUTE_MS, text: `${minutes}min` };
}

/** Nothing to tell is no fault: a point that is gone, a text without figures, a store that is busy. */
function bodyOf(answer: HistoryAnswer | null): Body {
  if (answer === null || "refused" in answer) return { unit: null, complete: false };
  return JSON.parse(answer.body) as Body;
}
