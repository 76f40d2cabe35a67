// The journal while it is open: takes records, commits them in groups, settles receipts, feeds ring, projections and followers.
import type { Unit } from "../contract/units.ts";
import { GatewayError } from "../kit/errors.ts";
import { type Batch, emptyBatch, takeFrom } from "./batch.ts";
import { Eids } from "./eids.ts";
import type { BackPage, BackQuery, Follower, Journal, JournalStatus, Page, PageQuery } from "./journal.ts";
import { backPageOf, pageOf } from "./page.ts";
import type { Fresh, Happening, Mark, Reading, Receipt, Shape } from "./record.ts";
import { Ring } from "./ring.ts";
import { type EntryRow, entryRow, readingBatch } from "./row.ts";
import type { Shapes } from "./shapes.ts";
import type { StoreParts } from "./store-parts.ts";
import { isFull } from "./verify.ts";
import type { WriterAnswer } from "./writer-protocol.ts";

/** Records per commit; more wait for the next. Bounds how long one transaction keeps acknowledgements waiting. */
const BATCH_RECORDS = 4096;

export class Store implements Journal {
  readonly #parts: StoreParts;
  readonly #ring: Ring;
  readonly #eids: Eids;
  readonly #followers = new Set<Follower>();
  readonly #pendingKeys = new Map<string, Promise<number>>();
  #queue = emptyBatch();
  #committing: Batch | null = null;
  #armed = false;
  #head: number;
  #state: "open" | "full" | "failed" | "closed" = "open";
  #reason: string | null = null;
  /** Set when the committing batch is done and nothing is queued. */
  #idle: (() => void) | null = null;

  constructor(parts: StoreParts) {
    this.#parts = parts;
    this.#head = parts.head;
    this.#ring = new Ring(parts.head);
    this.#eids = new Eids(parts.reader);
  }

  get epoch(): string {
    return this.#parts.epoch;
  }

  get head(): number {
    return this.#head;
  }

  get writable(): boolean {
    return this.#state === "open";
  }

  shape(device: string, points: readonly string[], units: readonly Unit[]): Shape {
    return this.#parts.shapes.intern(device, points, units);
  }

  add(record: Fresh, receipt: Receipt): void {
    this.#hand(record, receipt);
  }

  whenCommitted(receipt: Receipt): void {
    this.#hand(null, receipt);
  }

  note(key: string, read: () => string | null, receipt: Receipt): void {
    this.#hand({ kind: "note", key, read }, receipt);
  }

  get notesLeft(): ReadonlyMap<string, string> {
    return this.#parts.notesLeft;
  }

  append(record: Happening): Promise<number> {
    if (record.key === null) return this.#appendNew(record);
    const { key } = record;
    const pending = this.#pendingKeys.get(key);
    if (pending !== undefined) return pending;
    const kept = this.#parts.reader.seqOfKey(key);
    if (kept !== null) return Promise.resolve(kept);
    const appended = this.#appendNew(record).finally(() => this.#pendingKeys.delete(key));
    this.#pendingKeys.set(key, appended);
    return appended;
  }

  #appendNew(record: Happening): Promise<number> {
    return new Promise((resolve, reject) => {
      this.add(record, { settle: (error) => (error === null ? resolve(record.seq) : reject(error)) });
    });
  }

  repeats(device: string, mark: Mark | null, eid: string | null): "new" | "repeat" | "counter-reset" {
    // What is refused anyway must not be remembered: sent again later, it would pass for stored.
    if (this.#state !== "open") return "new";
    if (eid !== null && this.#eids.had(device, eid)) return "repeat";
    const verdict = mark === null ? "new" : this.#parts.marks.judge(device, mark);
    if (eid !== null && verdict !== "repeat") this.#eids.remember(device, eid);
    return verdict;
  }

  page(query: PageQuery): Page {
    return pageOf(query, this.#head, this.#ring, this.#parts.reader, this.#parts.purged);
  }

  pageBack(query: BackQuery): BackPage {
    return backPageOf(query, this.#head, this.#ring, this.#parts.reader, this.#parts.purged);
  }

  follow(follower: Follower): Disposable {
    this.#followers.add(follower);
    return { [Symbol.dispose]: () => void this.#followers.delete(follower) };
  }

  setCursor(consumer: string, seq: number | null): void {
    if (seq === null) this.#parts.cursors.delete(consumer);
    else this.#parts.cursors.set(consumer, seq);
  }

  status(): JournalStatus {
    const { reader, cursors, epoch, report } = this.#parts;
    const open = this.#state !== "closed";
    return {
      state: this.#state,
      reason: this.#reason,
      epoch,
      head: this.#head,
      oldestReading: (open ? reader.oldest("reading") : null) ?? this.#head + 1,
      oldestOther: (open ? reader.oldest("entry") : null) ?? this.#head + 1,
      cursors: [...cursors].map(([consumer, seq]) => ({ consumer, seq })),
      ...report(),
    };
  }

  /** Stops taking records: what is queued is refused, after the batch that is being committed. Ends by `resume`. */
  suspend(reason: string): void {
    if (this.#state !== "open") return;
    this.#state = "full";
    this.#reason = reason;
    if (this.#committing === null) this.#refuseQueue();
    this.#parts.log.error({ reason }, "nothing is stored or acknowledged until there is space again");
  }

  resume(): void {
    if (this.#state !== "full" || this.#committing !== null) return;
    this.#state = "open";
    this.#reason = null;
    this.#parts.log.warn("the journal takes entries again");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state === "closed") return;
    if (this.#committing !== null || this.#queue.items.length > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    const intact = this.#state !== "failed";
    this.#state = "closed";
    this.#refuseQueue();
    // A file whose check is not through is checked again at the next start.
    if (intact)
      await this.#parts.saver.save(this.#head, !["running", "failed"].includes(this.#parts.report().check.state));
    // The writer closes last: only then SQLite moves the WAL into the file and leaves one file behind.
    this.#parts.reader.close();
    await this.#parts.writer.ask({ op: "close" });
    await this.#parts.writer.terminate();
  }

  #refusal(): GatewayError {
    return new GatewayError(
      "store-unavailable",
      `the journal does not take entries: ${this.#reason ?? this.#state}`,
      "Free disk space or see the log of the gateway; nothing was acknowledged, devices send it again.",
    );
  }

  /** Queues, or refuses: at once, or after the batch that is being committed, so that receipts are settled in order. */
  #hand(item: Batch["items"][number], receipt: Receipt): void {
    if (this.#state === "open" || this.#committing !== null) {
      this.#queue.items.push(item);
      this.#queue.receipts.push(receipt);
      this.#arm();
    } else receipt.settle(this.#refusal());
  }

  #arm(): void {
    if (this.#armed || this.#committing !== null) return;
    this.#armed = true;
    this.#parts.clock.soon(() => this.#seal());
  }

  #seal(): void {
    this.#armed = false;
    if (this.#committing !== null) return;
    if (this.#queue.items.length === 0 || this.#state !== "open") {
      this.#idle?.();
      this.#idle = null;
      return;
    }
    const batch = this.#queue.items.length > BATCH_RECORDS ? takeFrom(this.#queue, BATCH_RECORDS) : this.#queue;
    if (batch === this.#queue) this.#queue = emptyBatch();
    this.#committing = batch;
    const records: Fresh[] = [];
    const readings: Reading[] = [];
    const entries: EntryRow[] = [];
    const notes = new Map<string, () => string | null>();
    let seq = this.#head;
    for (const item of batch.items) {
      if (item === null) continue;
      if (item.kind === "note") {
        notes.set(item.key, item.read);
        continue;
      }
      item.seq = ++seq;
      records.push(item);
      if (item.kind === "reading") readings.push(item);
      else entries.push(entryRow(item, this.#eids.number(item)));
    }
    if (seq === this.#head && notes.size === 0) {
      this.#committed(batch, []);
      return;
    }
    const shapes = this.#parts.shapes.takeNew();
    const request = {
      op: "commit",
      shapes: shapes.map(({ row }) => row),
      readings: readingBatch(readings),
      entries,
      notes: [...notes].map(([key, read]) => [key, read()] as const),
    } as const;
    this.#parts.writer.send(request, (answer) => {
      if (!answer.ok) {
        this.#failed(batch, shapes, answer);
        return;
      }
      this.#parts.observeCommit(answer.tookMs / 1000);
      this.#committed(batch, records);
    });
  }

  #committed(batch: Batch, records: readonly Fresh[]): void {
    for (const record of records) this.#ring.push(record);
    this.#head += records.length;
    this.#parts.marks.apply(records);
    this.#eids.committed(records);
    for (const projection of this.#parts.projections) projection.apply(records);
    this.#committing = null;
    for (const receipt of batch.receipts) receipt.settle(null);
    if (this.#state !== "open") this.#refuseQueue();
    if (records.length > 0) for (const follower of this.#followers) follower(records);
    this.#parts.saver.committed(records.length, this.#head);
    this.#arm();
  }

  #failed(batch: Batch, shapes: ReturnType<Shapes["takeNew"]>, answer: WriterAnswer): void {
    const reason = `${answer.message ?? "unknown"} (SQLite code ${answer.code ?? "none"})`;
    for (const item of batch.items) if (item !== null && item.kind !== "note") item.seq = 0;
    this.#parts.shapes.giveBack(shapes);
    this.#committing = null;
    const { items, receipts } = this.#queue;
    this.#queue = { items: [...batch.items, ...items], receipts: [...batch.receipts, ...receipts] };
    if (isFull(answer.code)) {
      if (this.#state === "open") this.suspend(`no space: ${reason}`);
      else this.#refuseQueue();
      return;
    }
    this.#state = "failed";
    this.#reason = reason;
    this.#refuseQueue();
    this.#parts.onFailed(
      new GatewayError(
        "store-failed",
        `the journal could not be written: ${reason}`,
        "Check the disk (dmesg, SMART) and that the data folder is writable; the gateway stops here and starts again with what is on disk.",
      ),
      answer.code,
    );
  }

  #refuseQueue(): void {
    const refused = this.#queue;
    this.#queue = emptyBatch();
    this.#parts.marks.rollBack();
    this.#eids.rollBack();
    const error = this.#refusal();
    for (const receipt of refused.receipts) receipt.settle(error);
    this.#idle?.();
    this.#idle = null;
  }
}
