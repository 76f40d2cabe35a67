// Questions to GET /entries, from both ends of the list.
import { call } from "../../api/http.ts";
import type { EntriesPage } from "../../api/types.ts";

const OLDER_ROWS = 200;
const NEWER_ROWS = 1000;

/** Where a page goes on: `seq` of `epoch`; null: from the newest. */
export type At = { readonly epoch: string; readonly seq: number } | null;

/** The entries older than `at`, newest first. */
export function askOlder(question: string, at: At, signal: AbortSignal, limit = OLDER_ROWS): Promise<EntriesPage> {
  const from = at === null ? "" : `&before=${at.epoch}:${at.seq}`;
  return call("GET", `/entries?order=newest&limit=${limit}${from}&${question}`, { signal });
}

/** The entries that came after `at`, oldest first. */
export function askNewer(question: string, at: NonNullable<At>, signal: AbortSignal): Promise<EntriesPage> {
  return call("GET", `/entries?limit=${NEWER_ROWS}&after=${at.epoch}:${at.seq}&${question}`, { signal });
}

/** The path of the page whose first entry is this one, if it is still kept and may be seen. */
export function onePath(epoch: string, seq: number): string {
  return `/entries?limit=1&after=${epoch}:${seq - 1}`;
}
