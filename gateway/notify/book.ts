// What notification knows while it runs: calls and open deliveries in memory, exactly as notify.db has them. Whatever is changed is on disk before
// anybody acts on it.
import type { Store } from "../kit/store-worker.ts";
import type { Call } from "./call.ts";
import { type AlarmRef, type Change, isAsking, type NewRow, openRows, type Row, rowOf } from "./rows.ts";
import { type NotifyWrites, type Place, readNotify } from "./store.ts";

export class Book {
  readonly #store: Store<NotifyWrites>;
  readonly #calls: Map<string, Call>;
  readonly #open: Map<number, Row>;
  #dirty = new Set<string>();
  #gone = new Set<string>();
  #rows: NewRow[] = [];
  #grown = new Map<number, { readonly alarms: readonly AlarmRef[]; readonly nextAt: number }>();
  #ended = new Map<number, Row>();
  /** Alarms of which whatever is told may be the second: the ledger that knew is lost. */
  readonly #mayBeSecond = new Set<string>();
  readonly place: Place | null;

  constructor(store: Store<NotifyWrites>) {
    this.#store = store;
    const { place, calls } = readNotify(store.reader);
    this.place = place;
    this.#calls = new Map(calls.map((call) => [call.alarm, call]));
    this.#open = new Map(openRows(store.reader).map((row) => [row.n, row]));
  }

  get reader() {
    return this.#store.reader;
  }

  get calls(): ReadonlyMap<string, Call> {
    return this.#calls;
  }

  /** Deliveries that have not ended, by number. */
  get open(): ReadonlyMap<number, Row> {
    return this.#open;
  }

  get isUnsaved(): boolean {
    return this.#dirty.size + this.#gone.size + this.#rows.length + this.#grown.size + this.#ended.size > 0;
  }

  putCall(call: Call): void {
    this.#calls.set(call.alarm, call);
    this.#dirty.add(call.alarm);
    this.#gone.delete(call.alarm);
  }

  dropCall(alarm: string): void {
    this.#calls.delete(alarm);
    this.#mayBeSecond.delete(alarm);
    this.#dirty.delete(alarm);
    this.#gone.add(alarm);
  }

  add(row: NewRow): void {
    const isSecond = isAsking(row) && row.alarms.some(({ id }) => this.#mayBeSecond.has(id));
    this.#rows.push(isSecond ? { ...row, repeated: true } : row);
  }

  /** Whoever is told of this alarm as long as its call runs may have been told before. */
  mayBeSecond(alarm: string): void {
    this.#mayBeSecond.add(alarm);
  }

  /** A digest that waits names more alarms and goes at another time. */
  grow(n: number, alarms: readonly AlarmRef[], nextAt: number): void {
    const row = this.#open.get(n);
    if (row === undefined) return;
    this.#open.set(n, { ...row, alarms, nextAt });
    this.#grown.set(n, { alarms, nextAt });
  }

  /** A delivery is not worth saying any more, since something else that is saved with it says it. */
  drop(row: Row, code: string, endedMs: number): void {
    this.#ended.set(row.n, { ...row, state: "dropped", code, endedMs, nextAt: null });
  }

  /** Writes all that was changed, in one transaction; answers the numbers of the rows that were added, in their order. */
  async save(place: Place): Promise<readonly number[]> {
    const rows = this.#rows;
    const calls = [...this.#dirty].flatMap((alarm) => this.#calls.get(alarm) ?? []);
    const gone = [...this.#gone];
    const grown = [...this.#grown].map(([n, more]) => ({ n, ...more }));
    const ended = [...this.#ended.values()];
    const changes = ended.map(changeOf);
    this.#rows = [];
    this.#dirty = new Set();
    this.#gone = new Set();
    this.#grown = new Map();
    this.#ended = new Map();
    try {
      return await this.#store.write("save", { place, calls, gone, rows, grown, changes }, (inserted) => {
        for (const { n } of ended) this.#open.delete(n);
        for (const [i, { n, fresh }] of inserted.entries()) {
          const row = rows[i];
          // What had been written before its key came again has had its own fate.
          if (row !== undefined && fresh && row.ended === null) this.#open.set(n, rowOf(n, row));
        }
        return inserted.map(({ n }) => n);
      });
    } catch (error) {
      // Nothing of it is on disk: it is tried again with the next save.
      this.#rows = [...rows, ...this.#rows];
      for (const { alarm } of calls) if (!this.#gone.has(alarm)) this.#dirty.add(alarm);
      for (const alarm of gone) if (!this.#calls.has(alarm)) this.#gone.add(alarm);
      for (const { n, ...more } of grown) if (!this.#grown.has(n)) this.#grown.set(n, more);
      for (const row of ended) if (!this.#ended.has(row.n)) this.#ended.set(row.n, row);
      throw error;
    }
  }

  /** Writes how a delivery stands now; resolves with it when that is on disk. */
  async change(row: Row, what: Partial<Omit<Change, "n">>): Promise<Row> {
    const next: Row = { ...row, ...what };
    const isOpen = next.state === "queued" || next.state === "sent";
    return await this.#store.write("change", changeOf(next), () => {
      if (isOpen) this.#open.set(next.n, next);
      else this.#open.delete(next.n);
      return next;
    });
  }

  /** Forgets what is too old; answers how many. */
  forget(nowMs: number): Promise<number> {
    return this.#store.write("forget", { nowMs }, (count) => count);
  }
}

function changeOf({ n, state, tries, sentMs, endedMs, nextAt, code, detail, answered, replyCode }: Row): Change {
  return { n, state, tries, sentMs, endedMs, nextAt, code, detail, answered, replyCode };
}
