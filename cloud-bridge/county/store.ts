// What the county service asks of its store. The embedded one is a SQLite file; a cluster's has the same form (ingest and answers are all
// that campuses depend on).
import { randomBytes } from "node:crypto";
import type { CountyAlarm, CountyDuty, CountyEntries, CountySeries } from "#gateway/contract/county.ts";
import type { GatewayError } from "#gateway/kit/errors.ts";
import { first, text } from "#gateway/kit/statements.ts";
import { openStore } from "#gateway/kit/store-worker.ts";
import type { WriterThread } from "#gateway/kit/writer-thread.ts";
import { type CampusFacts, readCampuses, readRuns } from "./fleet/facts.ts";
import type { Span } from "./fleet/spans.ts";
import type { Sent, Taken } from "./incoming.ts";
import {
  type Issued,
  type KeptCommand,
  readCommand,
  readCommands,
  readUnanswered,
  type Unanswered,
} from "./store/commands.ts";
import { figuresDue, type Passed } from "./store/due.ts";
import { type AnnouncedLink, readLink } from "./store/links.ts";
import { readPosts, readSpotChecks } from "./store/people.ts";
import {
  type CourseBucket,
  type CourseWish,
  type EntryWish,
  readAlarm,
  readAlarms,
  readCourse,
  readEntries,
  readSeries,
} from "./store/reads.ts";
import type { Keep } from "./store/tidy.ts";
import type { CountyWrites } from "./store/writes.ts";

export interface LinkSpan {
  readonly campus: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface CountyStore extends AsyncDisposable {
  /** Opaque; a new store has another one. */
  readonly id: string;
  /** county.db, for a thread that reads it. */
  readonly file: string;
  /** Checks and stores a message with all that follows from it, or quarantines it; what it answers is true of the disk. Twice is once. */
  take(sent: Sent): Promise<Taken>;
  /** Until when campuses were connected. */
  seen(links: readonly LinkSpan[]): Promise<void>;
  violation(campus: string, what: string, detail: string, atMs: number): Promise<void>;
  /** Forgets what is older than is kept; a little more at each call. */
  tidy(nowMs: number, keep: Keep): Promise<void>;
  /** What is known of every campus that was ever heard. */
  campuses(nowMs: number): ReadonlyMap<string, CampusFacts>;
  /** When this service ran, within 40 days, as far as it was noted. */
  runs(): readonly Span[];
  /** Open alarms of one campus or of all, worst first. */
  alarms(campus: string | null): readonly CountyAlarm[];
  /** One alarm, open or over; null: its campus never told of it. */
  alarm(campus: string, id: string): CountyAlarm | null;
  /** A link that its campus has announced. */
  link(campus: string, id: string): AnnouncedLink | null;
  /** Who is asked at a campus whether somebody is there, and what came of it. */
  duty(campus: string): CountyDuty;
  /** What happened at a campus, newest first. */
  entries(wish: EntryWish): CountyEntries;
  series(campus: string): CountySeries;
  /** Null: the campus never told of such a point. */
  course(wish: CourseWish): { readonly unit: string; readonly buckets: readonly CourseBucket[] } | null;
  /** Names the series store that is filled, null: none. Another one than before gets everything that is kept. */
  aim(target: string | null): Promise<void>;
  /** The series store has answered for this. */
  passed(passed: Passed): Promise<void>;
  /** Figures that have changed and are not in the series store yet. */
  figuresDue(): number;
  /** False: it answers by a link that was used already. */
  issue(issued: Issued): Promise<boolean>;
  /** Commands that are past their time without an answer become `unknown`. */
  giveUp(nowMs: number): Promise<void>;
  unanswered(nowMs: number): readonly Unanswered[];
  command(id: string): KeptCommand | null;
  /** The newest commands to a campus. */
  commands(campus: string, limit: number): readonly KeptCommand[];
}

export interface EmbeddedOptions {
  /** county.db; made when missing. */
  readonly file: string;
  readonly thread?: WriterThread | undefined;
  readonly onFailed: (error: GatewayError) => void;
}

/** Many pages ask at the same time: what only figures have changed is read again after this. */
const FACTS_MS = 1000;
/** More is no list that anybody reads. */
const SPOT_CHECKS = 20;

/** Opens the embedded store. Throws GatewayErrors of the kit's stores. */
export async function openEmbeddedStore({ file, thread, onFailed }: EmbeddedOptions): Promise<CountyStore> {
  const store = await openStore<CountyWrites>({
    file,
    module: new URL("./store/writes.ts", import.meta.url),
    thread,
    onFailed,
  });
  await store.write("begin", { id: randomBytes(5).toString("hex") }, () => null);
  const row = first(store.reader, "SELECT id FROM county");
  let tidied = 0;
  let facts: { readonly atMs: number; readonly campuses: ReadonlyMap<string, CampusFacts> } | null = null;
  const forgetFacts = (): void => {
    facts = null;
  };
  return {
    id: row === undefined ? "" : text(row, "id"),
    file,
    take: (sent) =>
      store.write("take", sent, (taken) => {
        if (sent.word !== "summary") forgetFacts();
        return taken;
      }),
    seen: (links) => store.write("seen", { links }, forgetFacts),
    violation: (campus, what, detail, atMs) => store.write("violation", { campus, what, detail, atMs }, forgetFacts),
    tidy: (nowMs, keep) =>
      store.write("tidy", { after: tidied, nowMs, keep }, (next) => {
        tidied = next;
      }),
    campuses: (nowMs) => {
      if (facts === null || Math.abs(nowMs - facts.atMs) > FACTS_MS)
        facts = { atMs: nowMs, campuses: readCampuses(store.reader, nowMs) };
      return facts.campuses;
    },
    runs: () => readRuns(store.reader),
    alarms: (campus) => readAlarms(store.reader, campus),
    alarm: (campus, id) => readAlarm(store.reader, campus, id),
    link: (campus, id) => readLink(store.reader, campus, id),
    duty: (campus) => ({
      posts: readPosts(store.reader, campus),
      checks: readSpotChecks(store.reader, campus, SPOT_CHECKS),
    }),
    entries: (wish) => readEntries(store.reader, wish),
    series: (campus) => readSeries(store.reader, campus),
    course: (wish) => readCourse(store.reader, wish),
    aim: (target) => store.write("aim", { target }, () => undefined),
    passed: (passed) => store.write("passed", passed, () => undefined),
    figuresDue: () => figuresDue(store.reader),
    issue: (issued) => store.write("issue", issued, (isNew) => isNew),
    giveUp: (nowMs) => store.write("giveUp", { nowMs }, () => undefined),
    unanswered: (nowMs) => readUnanswered(store.reader, nowMs),
    command: (id) => readCommand(store.reader, id),
    commands: (campus, limit) => readCommands(store.reader, campus, limit),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
