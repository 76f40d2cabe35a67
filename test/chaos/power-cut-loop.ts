// Series of power cuts at operations drawn from a seed, with one line of result.

import { CUT_MODES, type PowerCut } from "./power-cut.ts";
import { type GatewayCutResult, powerCutUnderGateway } from "./power-cut-gateway.ts";
import { type JournalCutResult, powerCutUnderJournal, type Synchronous } from "./power-cut-journal.ts";
import { randomOf } from "./random.ts";

/** Enough operations to reach several checkpoints of the WAL. */
const LAST_OPERATION = 4000;
const LAST_OPERATION_OF_GATEWAY = 2500;
/** One run in so many cuts the power while the file is being made; opening a journal takes about so many operations. */
const STARTING_RUNS = 6;
const OPERATIONS_OF_START = 120;

export interface CutSeries {
  readonly runs: number;
  readonly acked: number;
  /** Runs in which something acknowledged was gone. */
  readonly losing: number;
  readonly lost: number;
  /** Runs with anything else wrong, in words, with what is needed to repeat them. */
  readonly faults: readonly string[];
}

/** The cuts of a series: all modes in turn; half of them early, where every operation is another situation; some while starting. */
export function cutsOf(runs: number, seed: number, last: number): PowerCut[] {
  const random = randomOf(seed);
  return Array.from({ length: runs }, (_, i) => {
    const fromStart = i % STARTING_RUNS === STARTING_RUNS - 1;
    const until = fromStart ? OPERATIONS_OF_START : i % 2 === 0 ? last : Math.ceil(last / 20);
    return {
      at: random.between(1, until),
      fromStart,
      mode: CUT_MODES[Math.floor(i / 2) % CUT_MODES.length] ?? "lose",
      seed: random.between(1, 1_000_000),
    };
  });
}

export async function journalCuts(
  runs: number,
  seed: number,
  synchronous: Synchronous,
  last = LAST_OPERATION,
): Promise<CutSeries> {
  const results: JournalCutResult[] = [];
  for (const cut of cutsOf(runs, seed, last)) results.push(await powerCutUnderJournal(cut, synchronous));
  return {
    runs,
    acked: results.reduce((sum, result) => sum + result.acked, 0),
    losing: results.filter((result) => result.lost > 0).length,
    lost: results.reduce((sum, result) => sum + result.lost, 0),
    faults: results.filter((result) => result.faults.length > 0).map((result) => JSON.stringify(result)),
  };
}

export async function gatewayCuts(
  runs: number,
  seed: number,
  env: Readonly<Record<string, string>> = {},
  last = LAST_OPERATION_OF_GATEWAY,
): Promise<CutSeries> {
  const results: GatewayCutResult[] = [];
  for (const cut of cutsOf(runs, seed, last)) results.push(await powerCutUnderGateway(cut, env));
  const bad = results.filter((result) => result.faults.length > 0 || result.killFaults.length > 0);
  return {
    runs,
    acked: results.reduce((sum, result) => sum + result.acked, 0),
    losing: results.filter((result) => result.faults.length > 0).length,
    lost: 0,
    faults: bad.map((result) => JSON.stringify(result)),
  };
}
