// The thread that reads the journal for InfluxDB, writes its lines and sends them. Started by `startSender`, never imported.
import { readlinkSync } from "node:fs";
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { systemClock as clock } from "../../kit/clock.ts";
import { messageOf } from "../../kit/errors.ts";
import { Link } from "../../kit/line-store/link.ts";
import { bodyOf, openPoster } from "../../kit/line-store/post.ts";
import { settle } from "../../kit/line-store/settle.ts";
import { LineWriter } from "./lines.ts";
import type { FromSender, SenderSettings, SourceModule, ToSender } from "./protocol.ts";
import { Ranges } from "./ranges.ts";
import { runSender } from "./sender.ts";

/** Less than what serves devices, more than what only computes. */
const NICENESS = 5;

const { source, file, campus, target, after, head: headAtStart }: SenderSettings = workerData;
const { openEntryReader }: SourceModule = await import(source);

yieldToOthers();
const stopping = new AbortController();
const { signal } = stopping;
const reader = openEntryReader(file);
const poster = openPoster(target, clock);
const tell = (message: FromSender) => parentPort?.postMessage(message);
const link = new Link({
  poster,
  clock,
  random: Math.random,
  onTrouble: (trouble, detail) => tell({ is: "trouble", trouble, detail }),
});
let head = headAtStart;
let wake: () => void = () => undefined;

parentPort?.on("message", (message: ToSender) => {
  if (message.do === "stop") stopping.abort();
  else if (message.do === "send") send(message).catch(unlessStopped);
  else {
    head = message.head;
    wake();
  }
});

const ranges = new Ranges(reader, new LineWriter(campus), after);
await runSender(
  {
    ranges,
    link,
    packed: target.gzip,
    clock,
    head: () => head,
    more: (until) =>
      new Promise((resolve) => {
        wake = resolve;
        until.addEventListener("abort", () => resolve(), { once: true });
      }),
    onPassed: (passed) => tell({ is: "passed", passed }),
  },
  signal,
).catch(ended);

/** Everything ends with `stop`; anything else is told by the thread's own end. */
function ended(error: unknown): void {
  reader[Symbol.dispose]();
  poster[Symbol.dispose]();
  parentPort?.close();
  unlessStopped(error);
}

function unlessStopped(error: unknown): void {
  if (!signal.aborted) throw new Error(`sending to InfluxDB failed: ${messageOf(error)}`, { cause: error });
}

async function send({ n, lines }: Extract<ToSender, { do: "send" }>): Promise<void> {
  const lost = new Map<string, number>();
  const count = (code: string, by: number) => lost.set(code, (lost.get(code) ?? 0) + by);
  const { quarantined, tooOld } = await settle(
    { lines: [...lines], seqs: lines.map((_, i) => i) },
    {
      deliver: async (part) => link.deliver(await bodyOf(part, target.gzip), signal),
      mayQuarantine: () => Promise.resolve(true),
      onTooLarge: () => undefined,
    },
  );
  for (const { code } of quarantined) count(code, 1);
  if (tooOld.size > 0) count("retention", tooOld.size);
  tell({ is: "sent", n, lost });
}

/** A backlog must not slow down what is acknowledged to devices. Linux gives each thread a priority of its own; elsewhere: false. */
function yieldToOthers(): boolean {
  try {
    setPriority(Number(readlinkSync("/proc/thread-self").split("/").at(-1)), NICENESS);
    return true;
  } catch {
    return false;
  }
}
