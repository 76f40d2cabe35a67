// One open stream: its place in the journal, what it may see, and its socket with a bounded buffer in front of it.
import type { ServerResponse } from "node:http";
import { isDeepStrictEqual } from "node:util";
import type { Account, Principal } from "../../kit/accounts/accounts.ts";
import type { Clock } from "../../kit/clock.ts";
import type { EntryFilter } from "../entry-filter.ts";
import { type EndCode, eventText, idText } from "./message.ts";

/** A client must read this much … */
const LAG_BYTES = 1024 * 1024;
/** … in this time, while there is more for it (contract §7). */
const LAG_MS = 10_000;
/** A message with an id at least this often past filtered entries; the contract allows 10 s. */
const ID_EVERY_MS = 8000;
/** How long an ended client may take to read what it was sent, `end` included. */
const LINGER_MS = 60_000;

export interface LatestMode {
  readonly everyMs: number;
  /** Changes up to this seq were sent; null: all points are to be sent first. */
  sentSeq: number | null;
  /** When the next message is due, monotonic ms. */
  dueMs: number;
}

export interface StreamWish {
  readonly principal: Principal;
  readonly filter: EntryFilter;
  readonly latest: LatestMode | null;
  /** Entries after this seq. */
  readonly after: number;
}

export class StreamClient {
  principal: Principal;
  readonly filter: EntryFilter;
  readonly latest: LatestMode | null;
  /** Every entry up to this seq was sent or is not for this client. */
  position: number;
  /** Last seq of a gap that was told, so that the pages that lie in it do not tell it again. */
  gapTold = 0;
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  readonly #epoch: string;
  #idSent = -1;
  #idSentMs: number;
  #mark: { readonly taken: number; readonly atMs: number } | null = null;
  #ended = false;

  constructor(response: ServerResponse, epoch: string, wish: StreamWish, clock: Clock) {
    this.principal = wish.principal;
    this.filter = wish.filter;
    this.latest = wish.latest;
    this.position = wish.after;
    this.#response = response;
    this.#clock = clock;
    this.#epoch = epoch;
    this.#idSentMs = clock.monotonic();
  }

  /** False while the socket holds more than it should: nothing more is copied for this client then. */
  get ready(): boolean {
    return !this.#ended && !this.#response.writableNeedDrain;
  }

  /** Takes over what the account may do now, of which a token has a part; answers whether anything changed. */
  takeRights({ permissions, scope }: Account): boolean {
    const before = this.principal;
    const now = new Set(
      before.via === "token" ? permissions.filter((one) => before.permissions.has(one)) : permissions,
    );
    if (isDeepStrictEqual([now, scope], [before.permissions, before.scope])) return false;
    this.principal = { ...before, permissions: now, scope };
    return true;
  }

  get id(): string {
    return `${this.#epoch}:${this.position}`;
  }

  /** Sends whole messages. `idUpTo` is the seq of the last id in them. */
  send(text: string, idUpTo: number | null = null): void {
    if (this.#ended) return;
    this.#response.write(text);
    if (idUpTo !== null) {
      this.#idSent = idUpTo;
      this.#idSentMs = this.#clock.monotonic();
    }
  }

  /** Tells the client its position when filtered entries have passed for a while, or at once with `now`. */
  sendPosition(now: boolean): void {
    const due = now || this.#clock.monotonic() - this.#idSentMs >= ID_EVERY_MS;
    if (due && this.#idSent !== this.position) this.send(idText(this.id), this.position);
  }

  /** True when the socket was full for 10 s and the client did not take 1 MiB in that time. Called about once a second. */
  isLagging(): boolean {
    if (this.#ended || this.ready) {
      this.#mark = null;
      return false;
    }
    const socket = this.#response.socket;
    const taken = socket === null ? 0 : socket.bytesWritten - socket.writableLength;
    const nowMs = this.#clock.monotonic();
    if (this.#mark === null || taken - this.#mark.taken >= LAG_BYTES) this.#mark = { taken, atMs: nowMs };
    return nowMs - this.#mark.atMs >= LAG_MS;
  }

  /** Says why, and closes. What was sent before may still be read for a while. */
  end(code: EndCode): void {
    if (this.#ended) return;
    this.send(eventText("end", JSON.stringify({ code }), null));
    this.#ended = true;
    this.#response.end();
    const cut = this.#clock.after(LINGER_MS, () => this.#response.destroy());
    this.#response.once("close", () => cut[Symbol.dispose]());
  }
}
