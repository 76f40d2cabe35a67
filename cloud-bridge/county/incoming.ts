// What a campus sent, read and checked: a hello, a frame with what is in it, or why neither. Pure, so that every store takes the same.
import type { Entry } from "#gateway/contract/entry.ts";
import type { Ack } from "../wire/ack.ts";
import { entriesOf } from "../wire/entries.ts";
import { type FrameHeader, readFrame } from "../wire/frame.ts";
import { type Hello, readHello } from "../wire/hello.ts";
import { rowsOf, type SummaryRow } from "../wire/summary.ts";
import type { Lane } from "../wire/topics.ts";

/** A message as it came; `bytes` own their memory, since they cross to the store's thread. */
export interface Sent {
  readonly campus: string;
  readonly word: Lane | "hello";
  readonly bytes: Uint8Array;
  /** When it came, county clock. */
  readonly atMs: number;
}

/** What became of a message; it is true of the disk. */
export interface Taken {
  readonly answers: readonly Ack[];
  /** Null: it was taken. */
  readonly refused: { readonly code: string; readonly frame: number | null } | null;
  /** Figures that were new here, and the end of the newest of them; null: it brought none. */
  readonly figures: { readonly rows: number; readonly toMs: number } | null;
}

export type Incoming =
  | { readonly is: "hello"; readonly hello: Hello }
  | {
      readonly is: "frame";
      readonly header: FrameHeader;
      readonly entries: readonly Entry[];
      readonly rows: readonly SummaryRow[];
    }
  /** `header` is null when it could not be read, or names somebody else: it then says nothing about a frame of this campus. */
  | { readonly is: "refused"; readonly code: string; readonly header: FrameHeader | null };

/** Reads one message of a campus. */
export function readIncoming({ campus, word, bytes }: Omit<Sent, "atMs">): Incoming {
  if (word === "hello") {
    const hello = readHello(bytes);
    return hello === null ? { is: "refused", code: "bad-hello", header: null } : { is: "hello", hello };
  }
  const read = readFrame(bytes, { campus, lane: word });
  if ("fault" in read) {
    const isOurs = read.header?.campus === campus && read.header.lane === word;
    return { is: "refused", code: read.fault, header: isOurs ? read.header : null };
  }
  const { header, body } = read;
  const entries = word === "summary" ? [] : entriesOf(body, header.n, word);
  const rows = word === "summary" ? rowsOf(body, header.n) : [];
  if (entries === null || rows === null) return { is: "refused", code: "bad-entry", header };
  return { is: "frame", header, entries, rows };
}
