// For tests: notification over a real journal, real alarms and a real notify.db, with a clock that is moved by hand and roads that the test has.
import type { CampusConfig } from "#gateway/config/campus.ts";
import { runConsumer } from "#gateway/consumers/loop.ts";
import type { Person } from "#gateway/contract/duty.ts";
import type { Delivery, NotifySettings, RoadKind } from "#gateway/contract/notify.ts";
import type { AuditRecord } from "#gateway/kit/accounts/accounts.ts";
import type { HandClock } from "#gateway/kit/hand-clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { openNotify } from "#gateway/notify/open.ts";
import type { MakeLink, Notify, SheetText } from "#gateway/notify/port.ts";
import { accepted, type Letter, type Outcome, type Road } from "#gateway/notify/roads/road.ts";
import { type Bench, bench } from "./alarm-engine.ts";
import { until } from "./wait.ts";

export interface NotifyBench extends Bench {
  readonly notify: Notify;
  readonly audits: readonly AuditRecord[];
  /** Lets time pass in steps, and everything happen that falls due in each. */
  go(ms: number): Promise<void>;
  /** Waits until nothing is on its way or due, then gives the ledger, oldest first. */
  ledger(): Promise<readonly Delivery[]>;
  /** Other settings come into force. */
  apply(notify: NotifySettings | null): Promise<void>;
}

export interface NotifyBenchOptions {
  readonly folder: string;
  readonly config: CampusConfig;
  /** A function is asked whenever settings come into force; what it throws keeps them from it. */
  readonly roads: ReadonlyMap<string, Road> | (() => ReadonlyMap<string, Road>);
  /** Who is on duty at each post, best first. */
  readonly onDuty?: (post: string) => readonly string[];
  readonly persons?: readonly Person[];
  readonly makeLink?: MakeLink | null;
  readonly sheetText?: SheetText;
  readonly clock?: HandClock;
}

/** A road that keeps every letter and answers as it is told; `accepted` unless said otherwise. */
export class TestRoad implements Road {
  readonly pace = { notes: 1000, perMs: 60_000 };
  readonly letters: Letter[] = [];
  answer: (letter: Letter, signal: AbortSignal) => Outcome | Promise<Outcome> = () => accepted();

  async send(letter: Letter, signal: AbortSignal): Promise<Outcome> {
    this.letters.push(letter);
    return await this.answer(letter, signal);
  }

  /** Titles and lines of all letters. */
  get texts(): readonly string[] {
    return this.letters.map(({ note: { title, lines } }) => [title, ...lines].join("\n"));
  }
}

export function person(id: string, name: string, phone: string): Person {
  return { id, name, phones: [phone], mail: null, account: null };
}

/** Settings with these roads and one plan for all severities. */
export function settingsWith(
  roads: Readonly<Record<string, RoadKind>>,
  steps: NotifySettings["plans"][number]["steps"],
  more: Partial<NotifySettings> = {},
): NotifySettings {
  return {
    night: { fromMinute: 22 * 60, toMinute: 6 * 60 + 30 },
    roads: Object.entries(roads).map(([id, kind]) => roadSettings(id, kind)),
    plans: [{ id: "all", severities: ["critical", "high", "medium", "low"], places: [], steps }],
    link: null,
    proof: null,
    sheet: null,
    modem: null,
    language: "zh-CN",
    ...more,
  };
}

function roadSettings(id: string, kind: RoadKind): NotifySettings["roads"][number] {
  const common = { id, name: id, mostPerDay: null };
  if (kind === "dingtalk" || kind === "wecom" || kind === "feishu")
    return { ...common, kind, urlFile: "url", secretFile: null };
  if (kind === "smtp") return { ...common, kind, host: "127.0.0.1", port: 25, secure: false, from: "a@b", user: null, passwordFile: null, caFile: null }; // biome-ignore format: one row
  if (kind === "http-sms" || kind === "http-voice")
    return { ...common, kind, url: "http://127.0.0.1/", sign: "hmac", keyId: "k", secretFile: "s", template: "t", signName: null, variables: {}, shown: null, mostPerNumberPerDay: 50, caFile: null }; // biome-ignore format: one row
  return { ...common, kind };
}

export function step(afterMs: number, to: string, by: readonly string[], nightBy: readonly string[] = []) {
  return { afterMs, to, by, nightBy };
}

/** Opens everything over `folder`; opened again over the same one it goes on. */
export async function notifyBench(options: NotifyBenchOptions): Promise<NotifyBench> {
  const { folder, roads, persons = [], makeLink = null } = options;
  let config = options.config;
  const own = await bench(folder, config, options.clock);
  const { journal, alarms, clock } = own;
  const log = createLog(process.env.TEST_LOG ?? "silent");
  const audits: AuditRecord[] = [];
  const listeners = new Set<() => unknown>();
  const notify = await openNotify({
    folder,
    journal,
    config: {
      get current() {
        return config;
      },
      onApplied: (listener) => {
        listeners.add(listener);
        return { [Symbol.dispose]: () => void listeners.delete(listener) };
      },
    },
    alarms,
    onCall: {
      onDuty: options.onDuty ?? (() => persons.map(({ id }) => id)),
      person: (id) => persons.find((one) => one.id === id) ?? null,
    },
    roads: async () => (typeof roads === "function" ? roads() : roads),
    ground: { close: async () => undefined, works: async () => undefined },
    makeLink,
    ...(options.sheetText === undefined ? {} : { sheetText: options.sheetText }),
    audit: async (record) => void audits.push(record),
    follow: (consumer, from) => runConsumer(consumer, { journal, from, clock, log }),
    clock,
    log,
    onFailed: (error) => {
      throw error;
    },
  });
  const all = () => [...notify.deliveries({ alarm: null, occurrence: null, road: null, person: null, state: null, says: null, fromMs: null, toMs: null, limit: 10_000, before: null }).deliveries].reverse(); // biome-ignore format: one question
  const isDue = ({ state, nextAt }: Delivery) =>
    state === "sent" || (state === "queued" && nextAt !== null && Date.parse(nextAt) <= clock.now());
  const still = async () => {
    await own.pass(0);
    // What follows from one try may be the next one: quiet is to be seen twice.
    const end = performance.now() + 20_000;
    for (let quiet = 0; quiet < 3; ) {
      if (performance.now() > end)
        throw new Error(`notification does not come to rest: ${all().filter(isDue).map(brief).join(", ")}`);
      const at = journal.head;
      await until("notification to follow", () => notify.lag().every(({ entries }) => entries === 0));
      await new Promise((resolve) => setTimeout(resolve, 2));
      // Settings come into force between inputs: when they have, every input before has been saved.
      for (const listener of listeners) await listener();
      const due = all().filter(isDue);
      quiet = journal.head === at && due.length === 0 ? quiet + 1 : 0;
      // What fell due between two looks waits for the next one.
      if (due.some(({ state }) => state === "queued")) clock.pass(250);
    }
  };
  return {
    ...own,
    notify,
    audits,
    async go(ms) {
      const stepMs = ms > 60_000 ? 10_000 : 1000;
      for (let left = ms; left > 0; left -= stepMs) {
        await own.pass(Math.min(stepMs, left));
        await still();
      }
    },
    async ledger() {
      await still();
      return all();
    },
    async apply(next) {
      config = { ...config, notify: next };
      for (const listener of listeners) await listener();
    },
    [Symbol.asyncDispose]: async () => {
      await notify[Symbol.asyncDispose]();
      await own[Symbol.asyncDispose]();
    },
  };
}

/** A delivery in one line: what, which step, to whom, by which road, with what result. */
export function brief({ says, step: at, person: who, post, road, state, code }: Delivery): string {
  return `${says} ${at} ${who ?? post} ${road} ${state}${code === null ? "" : ` ${code}`}`;
}
