// Notification while campus.yaml has it: the book, the engine, the lanes of the roads and what follows from each try, put together.
import type { NotifySettings } from "../contract/notify.ts";
import { formatTime } from "../contract/time.ts";
import { SteadyClock } from "../kit/steady-clock.ts";
import { Aftermath } from "./aftermath.ts";
import { Answers, tellBack } from "./answers.ts";
import { Book } from "./book.ts";
import { type Call, nextDue } from "./call.ts";
import { Core, firstOf } from "./core.ts";
import { Dispatcher } from "./dispatcher.ts";
import { Engine } from "./engine.ts";
import { Facts } from "./facts.ts";
import { FloodGate } from "./flood.ts";
import { restoreFloods } from "./flood-past.ts";
import type { RunningConsumer } from "./follow.ts";
import { goOn } from "./instead.ts";
import { callAfresh, type LedgerFile, LedgerWatch, openLedger } from "./ledger-file.ts";
import { hasOtherRoad } from "./other-road.ts";
import { handedSince, pageOf, recordsOf } from "./pages.ts";
import type { Answer, CallView, DeliveryWish, Notify, NotifyParts } from "./port.ts";
import { Proof } from "./proof.ts";
import { RoadWatch } from "./road-watch.ts";
import type { Road } from "./roads/road.ts";
import { deliveryOf, isAsking, newestOf, rowsAbout } from "./rows.ts";
import { Sheets } from "./sheets.ts";
import { Teller } from "./teller.ts";
import { testRoad, testRule } from "./trial.ts";
import { Unheard } from "./unheard.ts";
import { rankOf, unwanted, verdicts } from "./verdict.ts";
import { SendingWindow } from "./window.ts";

/** In a flood of calls only so many are looked at; a page shows fewer. */
const MOST_LOOKED = 100;
const FORGET_EVERY_MS = 3_600_000;
/** Letters of the last moments count towards a road's pace after a start. */
const PACE_LOOK_BACK = 100;

export class Running implements AsyncDisposable {
  readonly #parts: NotifyParts;
  readonly #core: Core;
  readonly #ledger: LedgerFile;
  readonly #ledgerWatch: LedgerWatch;
  readonly #engine: Engine;
  readonly #dispatcher: Dispatcher;
  readonly #watch: RoadWatch;
  readonly #answers: Answers;
  readonly #aftermath: Aftermath;
  readonly #teller: Teller;
  readonly #gate: FloodGate;
  readonly #windows = new Map<string, SendingWindow>();
  #settings: NotifySettings;
  #roads: ReadonlyMap<string, Road> = new Map();
  #following: RunningConsumer | null = null;
  #forgetting: Disposable | null = null;

  constructor(parts: NotifyParts, settings: NotifySettings, ledger: LedgerFile) {
    const { journal, config, alarms, onCall, clock, log } = parts;
    this.#parts = parts;
    this.#settings = settings;
    this.#ledger = ledger;
    this.#ledgerWatch = new LedgerWatch(parts, ledger);
    const book = new Book(ledger.store);
    const time = new SteadyClock(clock, book.place?.anchor ?? null);
    const facts = new Facts({ campus: () => config.current, alarms, now: () => clock.now() });
    const core = new Core({ book, time, clock, log, facts, onCall, alarms, settings: () => this.#settings });
    const gate = new FloodGate();
    const watch = new RoadWatch(core);
    const teller = new Teller(core, gate, (road) => watch.isFailing(road));
    const answers = new Answers({
      core,
      journal,
      audit: parts.audit,
      tellBack: (row, ref) => engine.soon(() => tellBack(core, teller, row, ref)),
    });
    const proof = new Proof(core, teller);
    const sheets = new Sheets(core, teller, parts.sheetText ?? null);
    const unheard = new Unheard(core, teller);
    const engine = new Engine({
      core,
      journal,
      teller,
      gate,
      isBusy: (n) => dispatcher.isBusy(n),
      goOn: (call) => goOn({ core, teller }, call),
      kick: () => dispatcher.kick(),
      acknowledged: (alarm, seq) => answers.console(alarm, seq),
      slowly: () => {
        proof.look();
        sheets.look();
        unheard.look();
        answers.look();
        watch.look((id) => this.#roads.get(id) ?? null);
      },
    });
    const aftermath = new Aftermath({
      core,
      journal,
      teller,
      gate,
      watch,
      answered: (row, road) => answers.passOn(row, road),
    });
    const dispatcher = new Dispatcher({
      book,
      time,
      clock,
      log,
      road: (id) => {
        const kind = core.kindOf(id);
        return kind === null ? null : { kind, road: this.#roads.get(id) ?? null };
      },
      windowOf: (road) => this.#windowOf(road),
      verdict: verdicts({ core, answers, makeLink: parts.makeLink, sheet: (row) => sheets.verdict(row) }),
      unwanted: (row) => unwanted(core, row),
      rank: (row) => rankOf(core, row),
      // One for the other, or neither: a stop in between would tell both.
      join: (rows) =>
        engine.input(() => {
          teller.joined(rows);
          for (const row of rows) book.drop(row, "joined", clock.now());
        }),
      hasOther: (row) => hasOtherRoad(core, teller, row),
      isFailing: (road) => watch.isFailing(road),
      after: (row) => engine.soon(() => aftermath.after(row)),
      random: Math.random,
    });
    this.#core = core;
    this.#engine = engine;
    this.#dispatcher = dispatcher;
    this.#watch = watch;
    this.#answers = answers;
    this.#aftermath = aftermath;
    this.#teller = teller;
    this.#gate = gate;
  }

  /** Goes on where the run before ended. */
  async begin(): Promise<void> {
    this.#roads = await this.#parts.roads(this.#settings);
    this.#watch.begin();
    restoreFloods(this.#core, this.#gate);
    await this.#engine.input(() => callAfresh(this.#core, this.#ledger));
    await this.#aftermath.begin();
    await this.#engine.begin();
    await this.#ledgerWatch.begin();
    this.#following = this.#parts.follow(this.#engine, this.#engine.from);
    this.#forgetting = this.#parts.clock.every(FORGET_EVERY_MS, () => {
      this.#core.book
        .forget(this.#parts.clock.now())
        .catch((error: unknown) => this.#parts.log.warn({ err: error }, "old deliveries were not forgotten"));
    });
    this.#dispatcher.kick();
  }

  /** Other settings are in force: between two inputs, when all before are saved. */
  async apply(settings: NotifySettings): Promise<void> {
    const roads = settings === this.#settings ? this.#roads : await this.#parts.roads(settings);
    await this.#engine.input(() => {
      this.#roads = roads;
      this.#settings = settings;
      this.#watch.begin();
    });
    this.#dispatcher.kick();
  }

  roads() {
    return this.#settings.roads.flatMap(({ id }) => this.#watch.view(id, this.#roads.get(id) ?? null) ?? []);
  }

  calls(): readonly CallView[] {
    const core = this.#core;
    const wall = (moment: number) => formatTime(core.parts.time.wallOf(moment));
    let looked = 0;
    return [...core.book.calls.values()].flatMap((call) => {
      const { state, taken, alarm: id, occurrence, severity, since } = call;
      const alarm = core.alarm(id);
      if ((state !== "calling" && state !== "held") || alarm === null) return [];
      const steps = core.stepsOf(alarm);
      const at = nextDue(call, steps);
      const next = at === null ? null : { at: wall(at), to: steps[taken]?.to ?? "" };
      const isUnheard = at === null && looked++ < MOST_LOOKED && !this.#isHeard(call);
      const view = { alarm: id, occurrence, severity, state, since: wall(since), taken, steps: steps.length };
      return [{ ...view, next, unheard: isUnheard }];
    });
  }

  /** Somebody was reached by now, or may have been. */
  #isHeard(call: Call): boolean {
    const rows = rowsAbout(this.#core.book.reader, call.alarm, firstOf(call), call.occurrence);
    return rows.some(
      (row) => isAsking(row) && (row.state === "accepted" || row.state === "unknown" || row.state === "sent"),
    );
  }

  deliveries(wish: DeliveryWish) {
    const { rows, next } = pageOf(this.#core.book.reader, wish);
    return { deliveries: rows.map((row) => this.#view(row)), next };
  }

  deliveriesOf(alarm: string, occurrence: number) {
    const rows = rowsAbout(this.#core.book.reader, alarm, occurrence, occurrence);
    return rows.filter(({ test }) => !test).map((row) => this.#view(row));
  }

  records(fromMs: number, toMs: number) {
    const nameOf = (road: string) => this.#settings.roads.find(({ id }) => id === road)?.name ?? road;
    return recordsOf(this.#core.book.reader, fromMs, toMs, nameOf);
  }

  stepOf(delivery: number): number {
    return this.#core.book.open.get(delivery)?.step ?? 0;
  }

  handed(road: string, person: string | null, sinceMs: number) {
    return handedSince(this.#core.book.reader, road, person, sinceMs, this.#core.wallNow());
  }

  testRoad(...asked: Parameters<Notify["testRoad"]>): Promise<number> {
    return testRoad({ core: this.#core, engine: this.#engine, teller: this.#teller }, ...asked);
  }

  testRule(...asked: Parameters<Notify["testRule"]>): Promise<readonly number[]> {
    return testRule({ core: this.#core, engine: this.#engine, teller: this.#teller }, ...asked);
  }

  answered(answer: Answer): Promise<void> {
    return this.#answers.take(answer);
  }

  smsReply(...said: Parameters<Notify["smsReply"]>): Promise<void> {
    return this.#answers.sms(...said);
  }

  lag() {
    return this.#following === null ? [] : [this.#following.lag()];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#forgetting?.[Symbol.dispose]();
    await this.#following?.[Symbol.asyncDispose]();
    await this.#dispatcher[Symbol.asyncDispose]();
    await this.#engine[Symbol.asyncDispose]();
    await this.#watch.settled();
    this.#ledgerWatch[Symbol.dispose]();
    await this.#ledger.store[Symbol.asyncDispose]();
  }

  #view(row: Parameters<typeof deliveryOf>[0]) {
    return deliveryOf(row, (moment) => this.#core.parts.time.wallOf(moment));
  }

  #windowOf(road: string): SendingWindow {
    const known = this.#windows.get(road);
    if (known !== undefined) return known;
    const { book } = this.#core;
    const shift = this.#core.now() - this.#core.wallNow();
    const before = newestOf(book.reader, road, PACE_LOOK_BACK).flatMap(({ sentMs }) =>
      sentMs === null ? [] : [sentMs + shift],
    );
    // What a wall clock that was set back puts into the future says nothing.
    const made = new SendingWindow(before.filter((moment) => moment <= this.#core.now()).sort((a, b) => a - b));
    this.#windows.set(road, made);
    return made;
  }
}

/** Opens notify.db and goes on where the run before ended. Throws GatewayErrors of the store. */
export async function run(parts: NotifyParts, settings: NotifySettings, file: string): Promise<Running> {
  const ledger = await openLedger(parts, file);
  try {
    const running = new Running(parts, settings, ledger);
    await running.begin();
    return running;
  } catch (error) {
    await ledger.store[Symbol.asyncDispose]();
    throw error;
  }
}
