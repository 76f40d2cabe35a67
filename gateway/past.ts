// The past of every point: roll-ups that follow the journal, and the thread that answers /history from both.
import { join } from "node:path";
import type { ConfigStore } from "./config/store.ts";
import { type RunningConsumer, runConsumer } from "./consumers/loop.ts";
import type { History } from "./contract/history.ts";
import { withOlderReadings } from "./history/older.ts";
import { openHistory } from "./history/open.ts";
import { openRollups, type Rollups } from "./history/rollups/open.ts";
import type { Journal } from "./journal/journal.ts";
import type { Clock } from "./kit/clock.ts";
import type { GatewayError } from "./kit/errors.ts";
import { targetOf } from "./kit/line-store/target.ts";
import type { Log } from "./kit/log.ts";
import type { WriterThread } from "./kit/writer-thread.ts";

export interface PastParts {
  /** The data folder. */
  readonly folder: string;
  /** The module that reads points' past from the journal, in the query thread. */
  readonly source: URL;
  readonly config: ConfigStore;
  readonly journal: Journal;
  readonly thread: WriterThread;
  readonly clock: Clock;
  readonly log: Log;
  readonly onFailed: (error: GatewayError) => void;
}

export interface Past extends AsyncDisposable {
  readonly history: History;
  /** What is over and what was corrected, for whoever passes it on. */
  readonly rollups: Rollups;
  readonly lag: RunningConsumer["lag"];
}

/** Opens history.db, lets roll-ups follow the journal, and answers queries. */
export async function openPast(parts: PastParts): Promise<Past> {
  const { folder, source, config, journal, thread, clock, log, onFailed } = parts;
  await using stack = new AsyncDisposableStack();
  const file = join(folder, "history.db");
  const rollups = stack.use(
    await openRollups({
      file,
      journal,
      timezone: () => config.current.campus.timezone,
      heldMs: (device) => config.current.devices.get(device)?.report?.atLeastMs ?? 0,
      followers: () => (["influx", "county"] as const).filter((follower) => config.current[follower] !== null),
      thread,
      clock,
      log,
      onFailed,
    }),
  );
  const counting = stack.use(runConsumer(rollups, { journal, from: rollups.from, clock, log }));
  const journalFile = join(folder, "journal.db");
  const history = stack.use(openHistory({ file: journalFile, rollups: file, source, clock, log }));
  const opened = stack.move();
  const store = () => {
    const { influx, campus } = config.current;
    return influx === null ? null : { target: targetOf(influx, config.folder), campus: campus.id };
  };
  const whole = withOlderReadings(history, { store, clock, log });
  return { history: whole, rollups, lag: counting.lag, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
