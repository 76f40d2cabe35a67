// The alarm engine (contract §6): a consumer of the journal whose alarms, position and outputs are written together, and only then told.
// Read this first.
import { renameSync } from "node:fs";
import type { CampusConfig } from "../config/campus.ts";
import type { Alarm, AlarmFilter, Severity } from "../contract/alarms.ts";
import type { Fresh } from "../journal/record.ts";
import { GatewayError, messageOf } from "../kit/errors.ts";
import { SteadyClock } from "../kit/steady-clock.ts";
import { openStore, type Store } from "../kit/store-worker.ts";
import { type Act, acknowledge, reset, shelve, unshelve } from "./actions.ts";
import type { AlarmState, Moment, Step } from "./alarm.ts";
import { AlarmBook } from "./book.ts";
import type { Plan } from "./book-words.ts";
import { Desk } from "./desk.ts";
import { formerIn } from "./former.ts";
import type { OwnAlarm } from "./own.ts";
import type { Alarms, AlarmsOptions, AlarmWish } from "./port.ts";
import { presentIn } from "./present.ts";
import { ShownAlarms } from "./shown.ts";
import { type AlarmWrites, readSaved, type Saved } from "./store.ts";
import { Teller } from "./teller.ts";
import { watchedText, watchesOf } from "./watches.ts";

/** How often time alone is looked at: the most by which a delay is too long. */
const LOOK_EVERY_MS = 100;
/** How often what only moves on is saved; what is told is saved at once. */
const SAVE_EVERY_MS = 5000;
const RETRY_EVERY_MS = 1000;
/** What was told is in the past that people look at so soon; not with each alarm, which would cost it a sync of its own. */
const RECORD_WITHIN_MS = 500;
/** Moments that wait for entries to be taken; while it is far behind, the entries themselves let time go on. */
const MOST_RIPE = 100;

/** Opens state.db and goes on where the run before ended. Throws GatewayErrors of the store. */
export async function openAlarms(options: AlarmsOptions): Promise<Alarms> {
  const store = await openState(options);
  const saved = readSaved(store.reader);
  try {
    // A state.db that was set aside knew how often each was raised; the journal tells of it.
    const former = saved.place === null ? await formerIn(options.journal) : saved.former;
    if (saved.place === null) await store.write("keepFormer", former, () => undefined);
    const engine = new AlarmEngine(options, store, { ...saved, former });
    await engine.begin();
    return engine;
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
}

/** A damaged state.db is set aside: alarms can be judged afresh, and the rest of the gateway must not wait for them. */
async function openState({ file, thread, clock, log, onFailed }: AlarmsOptions): Promise<Store<AlarmWrites>> {
  const settings = { file, module: new URL("./store.ts", import.meta.url), thread, onFailed };
  try {
    return await openStore<AlarmWrites>(settings);
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== "store-corrupt") throw error;
    const aside = `${file}.corrupt-${clock.now()}`;
    renameSync(file, aside);
    log.error({ file, aside, reason: error.message }, "state.db was damaged and is set aside; alarms start afresh");
    return await openStore<AlarmWrites>(settings);
  }
}

class AlarmEngine implements Alarms {
  readonly name = "alarms";
  readonly from: Alarms["from"];
  readonly #options: AlarmsOptions;
  readonly #store: Store<AlarmWrites>;
  readonly #time: SteadyClock;
  readonly #book: AlarmBook;
  readonly #teller: Teller;
  readonly #shown = new ShownAlarms();
  readonly desk: Desk;
  /** What will be seen when all that is saved has been told; null: nothing any more. */
  readonly #unshown = new Map<string, AlarmState | null>();
  #savedSeq = -1;
  #watched = "";
  /** One save after the other. */
  #lane: Promise<unknown> = Promise.resolve();
  #timer: Disposable | null = null;
  #nextSave: number;
  #trouble = false;
  /** Time may go on to each of these moments when every entry up to its `seq` has been taken. */
  #ripe: { readonly at: Moment; readonly seq: number }[] = [];

  constructor(options: AlarmsOptions, store: Store<AlarmWrites>, { place, alarms, former, outputs, quiet }: Saved) {
    const { journal, clock } = options;
    // Without a past of its own it begins now: alarms of a time that is over would help nobody. With another journal it begins with that.
    const known = place === null || (place.epoch === journal.epoch && place.seq <= journal.head);
    this.from = { epoch: journal.epoch, seq: known ? (place?.seq ?? journal.head) : 0 };
    this.#options = options;
    this.#store = store;
    this.#time = new SteadyClock(clock, place?.anchor ?? null);
    this.#teller = new Teller(journal, clock, outputs);
    this.#book = new AlarmBook({
      epoch: journal.epoch,
      seq: this.from.seq,
      turn: place?.turn ?? 0,
      lastNumber: outputs.at(-1)?.n ?? 0,
      former,
    });
    for (const state of alarms) this.#unshown.set(state.id, state);
    this.desk = new Desk(options, store, { book: this.#book, shown: this.#shown, saved: quiet });
    const plan = this.#planOf(options.config);
    this.#book.load(alarms, plan, this.#time.now(), watchedText(plan.watches) === place?.watched);
    this.#nextSave = clock.monotonic();
  }

  /** Tells what was left untold, takes over the configuration, and lets time go on. */
  async begin(): Promise<void> {
    await this.apply(this.#options.config);
    this.#timer = this.#options.clock.every(LOOK_EVERY_MS, () => this.#look());
  }

  async take(records: readonly Fresh[]): Promise<void> {
    const book = this.#book;
    const momentOf = this.#time.placing();
    for (const record of records) {
      if (record.seq <= book.seq) continue;
      const at = momentOf(record.receivedMs);
      this.#advance(at);
      if (record.kind === "reading") book.take(record, at);
      else if (record.kind === "state") book.takeState(record, at);
      book.seq = record.seq;
    }
    this.#ripen();
    if (book.hasOutputs || this.#teller.hasUntold) await this.#save();
  }

  async apply(config: CampusConfig): Promise<void> {
    const plan = this.#planOf(config);
    this.#watched = watchedText(plan.watches);
    this.desk.configured(config, plan.watches);
    this.#book.configure(plan, this.#time.now(), this.#options.clock.now());
    await this.#saveOrRetry();
  }

  async own(own: OwnAlarm, isActive: boolean): Promise<void> {
    this.#book.own(own, isActive, this.#options.clock.now());
    await this.#saveOrRetry();
  }

  list(filter: AlarmFilter): Alarm[] {
    return this.#shown.list(filter).map((state) => this.desk.viewOf(state));
  }

  get(id: string): Alarm | null {
    const state = this.#shown.get(id);
    return state === undefined || state.occurrence === 0 ? null : this.desk.viewOf(state);
  }

  acknowledge(by: string, id: string, wish: AlarmWish): Promise<Alarm | null> {
    return this.#act(by, id, wish, acknowledge);
  }

  shelve(by: string, id: string, wish: AlarmWish, forMs: number): Promise<Alarm | null> {
    return this.#act(by, id, wish, (state, act) => shelve(state, act, forMs));
  }

  unshelve(by: string, id: string, wish: AlarmWish): Promise<Alarm | null> {
    return this.#act(by, id, wish, unshelve);
  }

  reset(by: string, id: string, wish: AlarmWish): Promise<Alarm | null> {
    return this.#act(by, id, wish, reset);
  }

  openCounts(): ReadonlyMap<Severity, number> {
    return this.#shown.openCounts();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#timer?.[Symbol.dispose]();
    await this.#saveOrRetry();
    await this.desk[Symbol.asyncDispose]();
    await this.#store[Symbol.asyncDispose]();
  }

  async #act(
    by: string,
    id: string,
    wish: AlarmWish,
    change: (state: AlarmState, act: Act) => Step,
  ): Promise<Alarm | null> {
    const act: Act = { ...wish, by, at: this.#time.now(), atMs: this.#options.clock.now() };
    const acted = this.#book.act(id, (state) => change(state, act));
    if (acted === null) return null;
    try {
      await this.#save();
    } catch (error) {
      // What is saved is told later; only what is not even saved has not happened.
      if (acted.undo()) throw error;
    }
    return this.desk.viewOf(acted.state);
  }

  #planOf(config: CampusConfig): Plan {
    const { latest } = this.#options;
    const online = this.#options.online();
    const rules = new Set(config.alarms.map(({ id }) => id));
    return {
      watches: watchesOf(config, this.#options.profiles),
      reasonGone: ({ device, rule }) =>
        device === null || !config.devices.has(device)
          ? "device-removed"
          : rules.has(rule)
            ? "rule-changed"
            : "rule-removed",
      isOnline: (device) => online.has(device),
      present: presentIn(latest),
    };
  }

  #advance(at: Moment): void {
    this.#book.advance(at, (moment) => this.#time.wallOf(moment));
  }

  /** Time goes on while nothing comes. */
  #look(): void {
    const { journal, clock } = this.#options;
    if (this.#ripe.length < MOST_RIPE) {
      const at = this.#time.now();
      // What was received before that moment may still be on its way to disk: it comes first.
      journal.whenCommitted({
        settle: (error) => {
          if (error !== null) return;
          this.#ripe.push({ at, seq: journal.head });
          this.#ripen();
          if (this.#book.hasOutputs) this.#saveSoon();
        },
      });
    }
    if (clock.monotonic() >= this.#nextSave) this.#saveSoon();
  }

  #ripen(): void {
    const { seq } = this.#book;
    const ripe = this.#ripe.filter((moment) => moment.seq <= seq);
    this.#ripe = this.#ripe.slice(ripe.length);
    for (const { at } of ripe) {
      this.#time.passed(at);
      this.#advance(at);
    }
  }

  #saveSoon(): void {
    this.#saveOrRetry().catch((error: unknown) =>
      this.#options.log.error({ error: messageOf(error) }, "saving alarms went astray"),
    );
  }

  /** Saves; what cannot be saved or told now is tried again by the timer. */
  async #saveOrRetry(): Promise<void> {
    const { clock, log } = this.#options;
    try {
      await this.#save();
      if (this.#trouble) log.info("alarms are saved and told again");
      this.#trouble = false;
    } catch (error) {
      this.#nextSave = clock.monotonic() + RETRY_EVERY_MS;
      if (!this.#trouble) log.warn({ err: error }, "alarms cannot be saved or told; it is tried again");
      this.#trouble = true;
    }
  }

  #save(): Promise<void> {
    const saving = this.#lane.then(() => this.#saveNow());
    this.#lane = saving.catch(() => undefined);
    return saving;
  }

  async #saveNow(): Promise<void> {
    const { journal, clock } = this.#options;
    const book = this.#book;
    this.#nextSave = clock.monotonic() + SAVE_EVERY_MS;
    const { seq, turn } = book;
    const teller = this.#teller;
    if (!book.isUnsaved && seq === this.#savedSeq && !teller.hasUntold && !teller.isUnsaved) return;
    const draft = book.draft();
    const place = { epoch: journal.epoch, seq, turn, anchor: this.#time.anchor(), watched: this.#watched };
    const past = teller.draft();
    await this.#store.write("save", { place, ...draft, ...past }, () => {
      book.saved(draft);
      this.#savedSeq = seq;
      teller.saved(past, draft.outputs);
      for (const state of draft.alarms) this.#unshown.set(state.id, state);
      for (const id of draft.gone.keys()) this.#unshown.set(id, null);
    });
    this.desk.told(await teller.tell());
    for (const [id, state] of this.#unshown) this.#shown.set(id, state);
    this.#unshown.clear();
    if (teller.isUnsaved) this.#nextSave = Math.min(this.#nextSave, clock.monotonic() + RECORD_WITHIN_MS);
  }
}
