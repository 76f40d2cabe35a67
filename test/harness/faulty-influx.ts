// What the tests of the InfluxDB writer share: a store that gives the answers a test wants, a clock on which waiting takes no time, and a run of
// the sender over a real journal.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { LineWriter } from "#gateway/history/influx/lines.ts";
import { Ranges } from "#gateway/history/influx/ranges.ts";
import { type Passed, runSender } from "#gateway/history/influx/sender.ts";
import { openEntryReader } from "#gateway/journal/entry-reader.ts";
import { type Clock, systemClock } from "#gateway/kit/clock.ts";
import type { Trouble } from "#gateway/kit/line-store/answers.ts";
import { Link } from "#gateway/kit/line-store/link.ts";
import { openPoster } from "#gateway/kit/line-store/post.ts";
import type { Target } from "#gateway/kit/line-store/target.ts";

/** An answer, or what happens instead of one. */
export type Reply =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly text?: string }
  | "cut"
  | "silence";

export interface AskedFor {
  readonly lines: readonly string[];
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
}

export interface FaultyStore extends AsyncDisposable {
  readonly url: string;
  /** Every request, in the order of arrival. */
  readonly asked: AskedFor[];
  /** What a store would hold: the newest fields by measurement, tags and time; whoever replies decides what gets in. */
  readonly points: Map<string, string>;
  /** Replies to requests that got "silence". */
  speak(): void;
}

export const STORED: Reply = { status: 204 };

/** `reply` is asked for each request; `keep` takes lines in as a store would. */
export async function startFaultyStore(
  reply: (lines: readonly string[], n: number, keep: (lines: readonly string[]) => void) => Reply,
): Promise<FaultyStore> {
  const asked: AskedFor[] = [];
  const points = new Map<string, string>();
  const silent: ServerResponse[] = [];
  const keep = (lines: readonly string[]) => {
    for (const line of lines) {
      const [head, tail] = [line.indexOf(" "), line.lastIndexOf(" ")];
      points.set(`${line.slice(0, head)} ${line.slice(tail + 1)}`, line.slice(head + 1, tail));
    }
  };
  const server: Server = createServer((request, response) => {
    bytesOf(request)
      .then((bytes) => {
        const packed = request.headers["content-encoding"] === "gzip";
        const lines = (packed ? gunzipSync(bytes) : bytes).toString("utf8").split("\n");
        asked.push({ lines, url: request.url ?? "", headers: request.headers });
        const given = reply(lines, asked.length, keep);
        if (given === "cut") request.socket.destroy();
        else if (given === "silence") silent.push(response);
        else response.writeHead(given.status, given.headers).end(given.text);
      })
      .catch(() => request.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    points,
    speak: () => {
      for (const response of silent.splice(0)) response.writeHead(204).end();
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

export interface SwiftClock extends Clock {
  /** How long was asked to sleep, ms, in order. */
  readonly slept: number[];
  /** How long was waited for answers. */
  readonly patience: number[];
}

/** Sleeping takes no time but moves the clock; a deadline comes only when `late` says so. */
export function swiftClock(late: (ms: number) => boolean = () => false): SwiftClock {
  const slept: number[] = [];
  const patience: number[] = [];
  let ahead = 0;
  return {
    ...systemClock,
    slept,
    patience,
    now: () => systemClock.now() + ahead,
    monotonic: () => systemClock.monotonic() + ahead,
    sleep: async (ms, signal) => {
      slept.push(ms);
      ahead += ms;
      await systemClock.sleep(0, signal);
    },
    after: (ms, work) => {
      patience.push(ms);
      return systemClock.after(late(ms) ? 50 : 60_000, work);
    },
  };
}

export interface Run {
  readonly passed: Passed[];
  readonly troubles: Trouble[];
}

export interface RunOptions {
  readonly clock: Clock;
  /** Sends up to this entry of the journal. */
  readonly head: number;
  readonly after?: number;
  readonly target?: Partial<Target>;
  readonly quarantinedPerHour?: number;
}

/** Sends a journal's entries to a store in this thread; `run` fills while it goes on, `done` resolves when all was passed. */
export function sendAll(
  folder: string,
  store: { readonly url: string },
  { clock, head, after = 0, target = {}, quarantinedPerHour = 1000 }: RunOptions,
): { readonly run: Run; readonly done: Promise<void> } {
  const run: Run = { passed: [], troubles: [] };
  const send = async () => {
    using reader = openEntryReader(join(folder, "journal.db"));
    const to: Target = { url: `${store.url}/write?db=campus`, version: 1, tokenFile: null, gzip: false, ...target };
    using poster = openPoster(to, clock);
    const stop = new AbortController();
    const onTrouble = (trouble: Trouble) => void run.troubles.push(trouble);
    const onPassed = (one: Passed) => {
      run.passed.push(one);
      if (one.to >= head) stop.abort();
    };
    await runSender(
      {
        ranges: new Ranges(reader, new LineWriter("no3-middle"), after),
        link: new Link({ poster, clock, random: () => 0.5, onTrouble }),
        packed: to.gzip,
        clock,
        head: () => head,
        more: (signal) => once(signal, "abort").then(() => undefined),
        onPassed,
        quarantinedPerHour,
      },
      stop.signal,
    ).catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    });
  };
  return { run, done: send() };
}
