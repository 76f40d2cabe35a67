// A journal with roll-ups that follow it, questions to both, and a naive recount of the readings to hold them to.
import { join } from "node:path";
import { type RunningConsumer, runConsumer } from "#gateway/consumers/loop.ts";
import type { HistoryQuery } from "#gateway/contract/history.ts";
import { answerOf } from "#gateway/history/answer.ts";
import type { Bucket } from "#gateway/history/figures.ts";
import { openRollups, type Rollups, type RollupsOptions } from "#gateway/history/rollups/open.ts";
import { openRollupReader } from "#gateway/history/rollups/reader.ts";
import type { Journal } from "#gateway/journal/journal.ts";
import type { JournalOptions } from "#gateway/journal/open.ts";
import { openPointReader } from "#gateway/journal/point-reader.ts";
import type { Fresh, Reading, StoredValue } from "#gateway/journal/record.ts";
import { openTestJournal, readAll } from "#gateway/journal/testing.ts";
import { type Clock, systemClock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { until } from "./wait.ts";

export const STEPS_OF_DEV_1: HistoryQuery = {
  device: "dev-1",
  point: "t",
  unit: null,
  fromMs: 0,
  toMs: Date.UTC(2100, 0),
  step: { ms: 60_000, text: "1min" },
  timezone: "Asia/Shanghai",
  limit: 10_000,
  after: null,
  heldMs: 0,
};

export interface StepsAnswer {
  readonly complete: boolean;
  readonly unit: string;
  readonly next: string | null;
  readonly buckets: readonly Bucket[];
}

export interface RollupBed extends AsyncDisposable {
  readonly journal: Journal;
  readonly rollups: Rollups;
  /** Every entry is counted. */
  counted(): Promise<void>;
}

export interface BedOptions extends Partial<Omit<RollupsOptions, "file" | "journal">> {
  readonly limits?: JournalOptions["limits"];
}

function historyOf(folder: string): string {
  return join(folder, "history.db");
}

/** Opens both in a folder. */
export async function openRollupBed(folder: string, options: BedOptions = {}): Promise<RollupBed> {
  const clock: Clock = options.clock ?? systemClock;
  const journal = await openTestJournal(folder, { clock, ...(options.limits && { limits: options.limits }) });
  const log = createLog("silent");
  const rollups = await openRollups({
    file: historyOf(folder),
    journal,
    timezone: () => "Asia/Shanghai",
    heldMs: () => 0,
    followers: () => [],
    clock,
    log,
    onFailed: (error) => {
      throw error;
    },
    ...options,
  });
  const running: RunningConsumer = runConsumer(rollups, { journal, from: rollups.from, clock, log });
  return {
    journal,
    rollups,
    counted: async () => {
      await until("roll-ups to come to the head", () => running.lag().entries === 0);
    },
    [Symbol.asyncDispose]: async () => {
      await running[Symbol.asyncDispose]();
      await rollups[Symbol.asyncDispose]();
      await journal[Symbol.asyncDispose]();
    },
  };
}

/** What the folder's files answer, with or without roll-ups. */
export function askSteps(
  folder: string,
  query: Partial<HistoryQuery>,
  from: "rollups" | "journal" = "rollups",
): StepsAnswer {
  using journal = openPointReader(join(folder, "journal.db"));
  using rollups = openRollupReader(historyOf(folder));
  const sources = { journal, rollups: from === "rollups" ? rollups : null };
  const answer = answerOf(sources, { ...STEPS_OF_DEV_1, ...query }, { stop: () => false, late: () => false });
  if (answer === null || !("body" in answer)) throw new Error(JSON.stringify(answer));
  return JSON.parse(answer.body);
}

interface Poll {
  readonly atMs: number;
  readonly order: number;
  readonly value: StoredValue;
}

/** The same figures from the readings alone, each poll for itself: slow, and too simple to be wrong. */
export function recount(readings: readonly Reading[], query: HistoryQuery, startOf: (ms: number) => number): Bucket[] {
  const inRange = pollsOf(readings, query).filter(({ atMs }) => atMs >= query.fromMs && atMs < query.toMs);
  const groups = Map.groupBy(inRange, ({ atMs }) => startOf(atMs));
  return [...groups].sort(([a], [b]) => a - b).map(([startMs, polls]) => figuresOf(startMs, polls));
}

/** Every reading that the journal has. */
export function readingsIn(journal: Journal): Reading[] {
  return readAll(journal, { kinds: ["reading"] }).filter(isReading);
}

function isReading(record: Fresh): record is Reading {
  return record.kind === "reading";
}

function pollsOf(readings: readonly Reading[], { device, point, unit, heldMs }: HistoryQuery): Poll[] {
  const polls: Poll[] = [];
  let before: { readonly value: StoredValue; readonly atMs: number } | null = null;
  for (const { shape, values, measuredMs, extra } of readings) {
    const at = shape.points.indexOf(point);
    if (shape.device !== device || at === -1 || shape.units[at] !== unit) continue;
    const value = values[at] ?? 0;
    const held = extra?.held ?? 0;
    for (let i = 1; i <= held; i++) {
      const span = before === null ? 0 : Math.min(measuredMs - before.atMs, heldMs || Number.POSITIVE_INFINITY);
      const atMs = span <= 0 ? measuredMs : Math.round(measuredMs - (span * (held + 1 - i)) / (held + 1));
      polls.push({ atMs, order: polls.length, value: before === null ? value : before.value });
    }
    polls.push({ atMs: measuredMs, order: polls.length, value });
    before = { value, atMs: measuredMs };
  }
  return polls;
}

function figuresOf(startMs: number, polls: readonly Poll[]): Bucket {
  const bad = polls.filter(({ value }) => typeof value === "object" && value.value === null).length;
  const good = polls
    .flatMap(({ value, ...poll }) => {
      const bare = typeof value === "object" ? value.value : value;
      return bare === null ? [] : [{ ...poll, number: Number(bare), isUncertain: typeof value === "object" }];
    })
    .sort((a, b) => a.atMs - b.atMs || a.order - b.order);
  const numbers = good.map(({ number }) => number);
  const sum = numbers.toSorted((a, b) => Math.abs(a) - Math.abs(b)).reduce((a, b) => a + b, 0);
  const some = numbers.length > 0;
  return {
    at: new Date(startMs).toISOString(),
    count: numbers.length,
    min: some ? Math.min(...numbers) : null,
    max: some ? Math.max(...numbers) : null,
    sum,
    mean: some ? sum / numbers.length : null,
    last: numbers.at(-1) ?? null,
    uncertain: good.filter(({ isUncertain }) => isUncertain).length,
    bad,
  };
}

/** The contract's measure of equality: all figures equal, sums within 1e-9 of their size. */
export function differences(answers: readonly Bucket[], right: readonly Bucket[]): string[] {
  const exact = ({ at, count, min, max, last, uncertain, bad }: Bucket) =>
    JSON.stringify([at, count, min, max, last, uncertain, bad]);
  const different: string[] = [];
  for (let i = 0; i < Math.max(answers.length, right.length); i++) {
    const [one, other] = [answers[i], right[i]];
    if (one === undefined || other === undefined) different.push(`${JSON.stringify(one)} / ${JSON.stringify(other)}`);
    else if (exact(one) !== exact(other)) different.push(`${exact(one)} / ${exact(other)}`);
    else if (Math.abs(one.sum - other.sum) > 1e-9 * Math.max(1, Math.abs(other.sum)))
      different.push(`${one.at}: sum ${one.sum} / ${other.sum}`);
  }
  return different;
}
