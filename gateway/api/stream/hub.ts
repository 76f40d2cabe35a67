// Feeds all open streams. A stream is only a position in the journal: every entry it gets comes from a page after that position, whether
// it is old or a moment old, so there is no hand-over from paging to live and nothing can be lost or doubled by one (see README).
import type { CampusConfig } from "../../config/campus.ts";
import type { Latest } from "../../contract/latest.ts";
import type { Journal, Page } from "../../journal/journal.ts";
import type { Accounts } from "../../kit/accounts/accounts.ts";
import type { Clock } from "../../kit/clock.ts";
import { messageOf } from "../../kit/errors.ts";
import type { Log } from "../../kit/log.ts";
import { entryText } from "../entry-text.ts";
import { latestText } from "../latest-text.ts";
import { type Visibility, visibilityOf } from "../visibility.ts";
import type { StreamClient } from "./client.ts";
import { BEAT, type EndCode, eventText } from "./message.ts";

/** Entries of this span go out together: fewer and larger writes; far below what a person notices. */
const FLUSH_MS = 20;
/** What people must act on waits hardly at all. */
const URGENT_FLUSH_MS = 2;
const TICK_MS = 1000;
const BEAT_EVERY_TICKS = 2;
/** The main thread also takes in the devices' messages: after this much work for streams it is their turn. */
const TURN_MS = 4;
const PAGE_ENTRIES = 200;
/** Text of one page for one client; with the socket's own mark this bounds what a client can hold. */
const PAGE_CHARS = 128 * 1024;

export interface HubParts {
  readonly journal: Journal;
  readonly latest: Latest;
  readonly accounts: Accounts;
  readonly config: { readonly current: CampusConfig };
  readonly clock: Clock;
  readonly log: Log;
}

interface Chunk {
  readonly page: Page;
  readonly text: string;
  /** Everything up to here is in the text or filtered. */
  readonly next: number;
  /** Seq of the last entry in the text. */
  readonly last: number | null;
}

interface View {
  readonly config: CampusConfig;
  readonly visibility: Visibility;
  /** Equal for clients that get the same entries. */
  readonly key: string;
}

export class StreamHub implements Disposable {
  readonly #parts: HubParts;
  /** In the order in which they are served; whoever was served goes to the end. */
  readonly #clients = new Map<StreamClient, View>();
  readonly #follower: Disposable;
  readonly #ticker: Disposable;
  #armed: Disposable | null = null;
  #isUrgent = false;
  #turning = false;
  #ticks = 0;
  #closed = false;

  constructor(parts: HubParts) {
    this.#parts = parts;
    this.#follower = parts.journal.follow((batch) => this.#arm(batch.some(({ kind }) => kind === "alarm")));
    this.#ticker = parts.clock.every(TICK_MS, () => this.#tick());
  }

  get size(): number {
    return this.#clients.size;
  }

  /** Open streams of one account. */
  sizeOf(account: string): number {
    let count = 0;
    for (const client of this.#clients.keys()) if (client.principal.account === account) count++;
    return count;
  }

  /** Begins to feed a client. The caller reports its drains with `drained` and its end with `remove`. */
  add(client: StreamClient): void {
    this.#clients.set(client, this.#viewOf(client));
    if (this.#closed) client.end("stopping");
    else this.drained();
  }

  remove(client: StreamClient): void {
    this.#clients.delete(client);
  }

  /** A socket takes more again. */
  drained(): void {
    if (this.#turning) return;
    this.#turning = true;
    setImmediate(() => this.#turn());
  }

  /** Ends the streams of a session or token. */
  endOf(credential: string, code: EndCode): void {
    for (const client of [...this.#clients.keys()])
      if (client.principal.credential === credential) this.#end(client, code);
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#follower[Symbol.dispose]();
    this.#ticker[Symbol.dispose]();
    this.#armed?.[Symbol.dispose]();
    for (const client of [...this.#clients.keys()]) this.#end(client, "stopping");
  }

  #viewOf(client: StreamClient): View {
    const config = this.#parts.config.current;
    const visibility = visibilityOf(client.principal, config);
    const readings = client.latest === null;
    return { config, visibility, key: JSON.stringify([visibility.key, client.filter, readings]) };
  }

  /** An account whose roles or scope were changed sees no more than they allow from the next tick on. */
  #refreshRights(): void {
    const accounts = new Map(this.#parts.accounts.accounts().map((account) => [account.id, account]));
    for (const client of [...this.#clients.keys()]) {
      const account = accounts.get(client.principal.account);
      if (account === undefined) this.#end(client, "signed-out");
      else if (client.takeRights(account)) {
        if (!client.principal.permissions.has("entries.read")) this.#end(client, "signed-out");
        else this.#clients.set(client, this.#viewOf(client));
      }
    }
  }

  #arm(isUrgent: boolean): void {
    if (this.#clients.size === 0 || this.#turning || (this.#armed !== null && (!isUrgent || this.#isUrgent))) return;
    this.#armed?.[Symbol.dispose]();
    this.#isUrgent = isUrgent;
    this.#armed = this.#parts.clock.after(isUrgent ? URGENT_FLUSH_MS : FLUSH_MS, () => {
      this.#armed = null;
      this.#turn();
    });
  }

  /** Serves each client that can take something, one page each, until all are at the head or the time is up. */
  #turn(): void {
    this.#turning = false;
    if (this.#closed) return;
    const { clock, journal } = this.#parts;
    const untilMs = clock.monotonic() + TURN_MS;
    const made = new Map<string, Chunk>();
    let left = false;
    for (const client of [...this.#clients.keys()]) {
      if (!client.ready || client.position >= journal.head) continue;
      if (clock.monotonic() >= untilMs) {
        left = true;
        break;
      }
      this.#serve(client, made);
      left ||= client.ready && client.position < journal.head;
    }
    if (left) this.drained();
  }

  #serve(client: StreamClient, made: Map<string, Chunk>): void {
    let view = this.#clients.get(client) ?? this.#viewOf(client);
    if (view.config !== this.#parts.config.current) view = this.#viewOf(client);
    this.#clients.delete(client);
    this.#clients.set(client, view);
    try {
      const key = `${client.position} ${view.key}`;
      const chunk = made.get(key) ?? this.#chunkOf(client, view.visibility);
      made.set(key, chunk);
      const { gap } = chunk.page;
      if (gap !== null && gap.to > client.gapTold) {
        client.send(eventText("gap", JSON.stringify({ ...gap, from: Math.max(gap.from, client.gapTold + 1) }), null));
        client.gapTold = gap.to;
      }
      client.position = chunk.next;
      if (chunk.last !== null) client.send(chunk.text, chunk.last);
    } catch (error) {
      this.#parts.log.error(
        { account: client.principal.account, err: error },
        `a stream could not be fed: ${messageOf(error)}`,
      );
      this.#end(client, "stopping");
    }
  }

  /** An ended client may still read what it was sent; it no longer counts. */
  #end(client: StreamClient, code: EndCode): void {
    this.#clients.delete(client);
    client.end(code);
  }

  #chunkOf(client: StreamClient, visibility: Visibility): Chunk {
    const { journal, clock } = this.#parts;
    const rule = { samples: visibility.samples, nowMs: clock.now() };
    const page = journal.page({
      ...client.filter,
      after: client.position,
      limit: PAGE_ENTRIES,
      visible: (record) => (client.latest === null || record.kind !== "reading") && visibility.seesEntry(record),
    });
    let text = "";
    let last: number | null = null;
    for (const record of page.records) {
      if (text.length >= PAGE_CHARS) return { page, text, next: last ?? client.position, last };
      text += eventText("entry", entryText(journal.epoch, record, rule), `${journal.epoch}:${record.seq}`);
      last = record.seq;
    }
    return { page, text, next: page.next, last };
  }

  #tick(): void {
    this.#ticks++;
    if (this.#clients.size > 0) this.#refreshRights();
    const made = new Map<string, string | null>();
    for (const client of [...this.#clients.keys()]) {
      if (client.isLagging()) this.#end(client, "lagging");
      if (!client.ready) continue;
      if (this.#ticks % BEAT_EVERY_TICKS === 0) client.send(BEAT);
      this.#sendLatest(client, made);
      client.sendPosition(false);
    }
  }

  /** Changed points since the last time, as one message. */
  #sendLatest(client: StreamClient, made: Map<string, string | null>): void {
    const { latest: mode } = client;
    const { clock, journal, latest } = this.#parts;
    // A quarter of a tick early is on time: the next tick would be three quarters late.
    if (mode === null || clock.monotonic() < mode.dueMs - TICK_MS / 4) return;
    mode.dueMs = clock.monotonic() + mode.everyMs;
    const { visibility, key: viewKey } = this.#clients.get(client) ?? this.#viewOf(client);
    const key = `${mode.sentSeq} ${viewKey}`;
    let text = made.get(key);
    if (text === undefined) {
      const { devices } = client.filter;
      const asked = devices.length > 0 ? new Set(devices) : null;
      text = latestText(this.#parts, { asked, points: null, visibility, sinceSeq: mode.sentSeq, skipEmpty: true });
      made.set(key, text);
    }
    mode.sentSeq = Math.max(mode.sentSeq ?? 0, Math.min(latest.seq, journal.head));
    if (text !== null) client.send(eventText("latest", text, client.id), client.position);
  }
}
