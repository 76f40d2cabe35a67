// What people are told about alarms beside the alarms themselves: pages, causes, pace, rules in force, the past, and maintenance.
import type { CampusConfig } from "../config/campus.ts";
import type { AlarmGroup } from "../contract/alarm-desk.ts";
import type { Alarm, AlarmFilter } from "../contract/alarms.ts";
import { formatTime } from "../contract/time.ts";
import type { Store } from "../kit/store-worker.ts";
import type { AlarmState } from "./alarm.ts";
import type { AlarmBook } from "./book.ts";
import { groupsOf } from "./groups.ts";
import { maintained, newWindow, type SavedWindows, type Window, type WindowWish, windowView } from "./maintenance.ts";
import { type HistoryWish, type Recorded, raisedSince } from "./occurrences.ts";
import { Pace } from "./pace.ts";
import type { AlarmsDesk, AlarmsOptions, PageWish, RulePreviewWish, Whose } from "./port.ts";
import { Queries } from "./queries.ts";
import { QuietBook } from "./quiet-book.ts";
import { ruleViews } from "./rule-views.ts";
import { pageOf, type ShownAlarms } from "./shown.ts";
import type { AlarmWrites } from "./store.ts";
import { viewOf } from "./view.ts";
import { type Watch, watchesOf } from "./watches.ts";

const DAY_MS = 86_400_000;
/** Time alone makes an alarm a standing one: looked at again so often. */
const FRESH_MS = 10_000;
/** With more alarms than these, groups may be a moment old. */
const LARGE = 1000;
const LARGE_FRESH_MS = 1000;
const MOST_RIGHTS = 50;

interface Causes {
  readonly groups: readonly AlarmGroup[];
  readonly standing: readonly string[];
}

interface Known {
  readonly causes: Causes;
  readonly version: number;
  readonly watches: ReadonlyMap<string, Watch>;
  readonly at: number;
  readonly isLarge: boolean;
}

export class Desk implements AlarmsDesk, AsyncDisposable {
  readonly #options: AlarmsOptions;
  readonly #store: Store<AlarmWrites>;
  readonly #book: AlarmBook;
  readonly #shown: ShownAlarms;
  readonly #pace: Pace;
  readonly #queries: Queries;
  readonly #windows: Map<string, Window>;
  readonly quiet: QuietBook;
  #config: CampusConfig;
  #watches: ReadonlyMap<string, Watch> = new Map();
  /** By the asker's rights. */
  readonly #known = new Map<string, Known>();

  constructor(
    options: AlarmsOptions,
    store: Store<AlarmWrites>,
    { book, shown, saved }: { book: AlarmBook; shown: ShownAlarms; saved: SavedWindows },
  ) {
    const { clock, past, file } = options;
    this.#options = options;
    this.#store = store;
    this.#book = book;
    this.#shown = shown;
    this.#windows = saved.windows;
    this.#config = options.config;
    const open = () =>
      shown.list("open").map(({ id, device }) => {
        const { link = null, rule = null } = this.#watches.get(id) ?? {};
        return { id, device, link, rule };
      });
    this.quiet = new QuietBook({ store, clock, plans: saved.plans, open, config: options.config });
    const nowMs = clock.now();
    const ahead = clock.monotonic() - nowMs;
    this.#pace = new Pace(raisedSince(store.reader, nowMs - DAY_MS).flatMap((ms) => (ms > nowMs ? [] : [ms + ahead])));
    this.#queries = new Queries({ source: past.source.href, journal: past.file, state: file }, clock);
  }

  /** Another configuration is in force. */
  configured(config: CampusConfig, watches: ReadonlyMap<string, Watch>): void {
    this.#config = config;
    this.#watches = watches;
    this.quiet.configured(config);
    this.#maintain();
  }

  /** This was told just now. */
  told(recorded: readonly Recorded[]): void {
    const at = this.#options.clock.monotonic();
    for (const { output } of recorded) {
      const { type, body } = output;
      const counts = !body.suppressed && !body.outOfService && body.shelved === null;
      if (type === "alarm.raised") this.#pace.note(body.id, "raised", counts, at);
      else if (type === "alarm.cleared") this.#pace.note(body.id, "cleared", counts, at);
    }
  }

  viewOf(state: AlarmState): Alarm {
    const book = this.#book;
    return viewOf(state, { outOfService: book.isOutOfService(state.id), suppressed: book.isSuppressed(state) });
  }

  page(filter: AlarmFilter, wish: PageWish) {
    const page = pageOf(this.#shown.list(filter), wish);
    return page && { alarms: page.states.map((state) => this.viewOf(state)), next: page.next };
  }

  rules() {
    return ruleViews(this.#config, this.#watches.values());
  }

  owners() {
    return [...this.#watches.values()].map(({ id, device }) => [id, device] as const);
  }

  view(sees: (alarm: Whose) => boolean, rights: string) {
    const { clock } = this.#options;
    const now = clock.monotonic();
    const isVisible = (id: string) => {
      const state = this.#shown.get(id);
      return state !== undefined && sees(state);
    };
    const { groups, standing } = this.#causes(sees, rights, isVisible);
    const wallOf = (moment: number) => this.#wallOf(moment);
    return {
      groups,
      flood: this.#pace.flood(now, wallOf),
      chattering: this.#pace.chattering(now, wallOf).filter(({ alarm }) => isVisible(alarm)),
      load: { ...this.#pace.load(now), standing },
    };
  }

  /** Worked out once for all who may see the same, and while thousands of alarms come no more often than people look. */
  #causes(sees: (alarm: Whose) => boolean, rights: string, isVisible: (id: string) => boolean): Causes {
    const { clock } = this.#options;
    const shown = this.#shown;
    const known = this.#known.get(rights);
    const ageMs = known === undefined ? 0 : clock.monotonic() - known.at;
    const isFresh = known !== undefined && known.watches === this.#watches && ageMs < FRESH_MS;
    if (isFresh && (known.version === shown.version || (known.isLarge && ageMs < LARGE_FRESH_MS))) return known.causes;
    const open = shown.list("open").filter(sees);
    const isActive = (id: string) => shown.get(id)?.active === true;
    const longAgoMs = clock.now() - DAY_MS;
    const standing = open.filter(({ active, raisedMs }) => active && raisedMs !== null && raisedMs < longAgoMs);
    const causes = {
      groups: groupsOf(open, (id) => this.#watches.get(id), isActive, isVisible),
      standing: standing.map(({ id }) => id),
    };
    if (this.#known.size >= MOST_RIGHTS) this.#known.clear();
    const { version } = shown;
    this.#known.set(rights, {
      causes,
      version,
      watches: this.#watches,
      at: clock.monotonic(),
      isLarge: open.length > LARGE,
    });
    return causes;
  }

  pace() {
    const now = this.#options.clock.monotonic();
    const wallOf = (moment: number) => this.#wallOf(moment);
    return {
      chattering: this.#pace.chattering(now, wallOf).length,
      flood: this.#pace.flood(now, wallOf) !== null,
    };
  }

  history(wish: Omit<HistoryWish, "timezone" | "epoch">, signal: AbortSignal) {
    const { timezone } = this.#config.campus;
    return this.#queries.history({ ...wish, timezone, epoch: this.#options.journal.epoch }, signal);
  }

  preview({ rule, fromMs, toMs, sees }: RulePreviewWish, signal: AbortSignal) {
    const config = { ...this.#config, alarms: [rule], alarmDefaults: false };
    const watches = [...watchesOf(config, this.#options.profiles).values()].filter(sees);
    return this.#queries.preview({ watches, fromMs, toMs }, signal);
  }

  maintenance() {
    const nowMs = this.#options.clock.now();
    return [...this.#windows.values()].filter(({ toMs }) => toMs > nowMs).map(windowView);
  }

  async addMaintenance(wish: WindowWish) {
    const window = newWindow(wish);
    await this.#store.write("putWindow", { window, nowMs: this.#options.clock.now() }, () => {
      this.#windows.set(window.id, window);
      this.#maintain();
    });
    return windowView(window);
  }

  async endMaintenance(id: string) {
    const window = this.#windows.get(id);
    if (window === undefined) return null;
    await this.#store.write("dropWindow", id, () => {
      this.#windows.delete(id);
      this.#maintain();
    });
    return windowView(window);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#queries[Symbol.asyncDispose]();
  }

  #maintain(): void {
    const isMaintained = maintained(this.#windows.values(), this.#config);
    const { clock } = this.#options;
    this.#book.maintain((alarm) => isMaintained(alarm.device, clock.now()) || this.quiet.holds(alarm));
  }

  #wallOf(moment: number): string {
    const { clock } = this.#options;
    return formatTime(Math.round(clock.now() - (clock.monotonic() - moment)));
  }
}
