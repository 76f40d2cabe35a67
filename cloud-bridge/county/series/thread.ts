// The thread that reads figures, writes their lines and sends them. Started by `open.ts`, never imported.
import { parentPort, workerData } from "node:worker_threads";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { messageOf } from "#gateway/kit/errors.ts";
import type { Trouble } from "#gateway/kit/line-store/answers.ts";
import { Link } from "#gateway/kit/line-store/link.ts";
import { openPoster } from "#gateway/kit/line-store/post.ts";
import type { Target } from "#gateway/kit/line-store/target.ts";
import { openDatabase } from "#gateway/kit/sqlite.ts";
import { type Sent, sendSeries } from "./send.ts";

export interface SeriesThreadSettings {
  /** county.db. */
  readonly file: string;
  readonly target: Target;
}

export type FromSeriesThread =
  | { readonly is: "sent"; readonly sent: Sent }
  | { readonly is: "trouble"; readonly trouble: Trouble; readonly detail: string };

const { file, target }: SeriesThreadSettings = workerData;
const stopping = new AbortController();
const db = openDatabase(file, { readOnly: true });
const poster = openPoster(target, clock);
const tell = (message: FromSeriesThread) => parentPort?.postMessage(message);
const link = new Link({
  poster,
  clock,
  random: Math.random,
  onTrouble: (trouble, detail) => tell({ is: "trouble", trouble, detail }),
});
parentPort?.on("message", () => stopping.abort());

try {
  await sendSeries({ db, link, packed: target.gzip, clock, onSent: (sent) => tell({ is: "sent", sent }) }, stopping.signal); // biome-ignore format: one line
} catch (error) {
  // Everything ends with the stop; anything else is told by the thread's own end.
  if (!stopping.signal.aborted)
    throw new Error(`sending summaries to the series store failed: ${messageOf(error)}`, { cause: error });
} finally {
  poster[Symbol.dispose]();
  db.close();
  parentPort?.close();
}
