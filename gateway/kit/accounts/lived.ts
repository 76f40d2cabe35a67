// The days that the gateway has run, as campus.db keeps them: one document with day numbers, in the order in which they were lived.
import { isBelievable } from "../build-date.ts";
import { canonicalJson, hashOf } from "../canonical.ts";
import { dayNumber, forgettableBefore } from "../lived-days.ts";
import type { Document } from "./documents.ts";

export const LIVED_KIND = "lived-days";
/** Counted, not by their dates: days of a wrong clock push nobody else's out. */
const MOST_DAYS = 120;

interface Documents {
  documents(kind: string): readonly Document[];
}

/** How old documents of campus.db may be: what is older than the answer may be forgotten. */
export function oldestKept(store: Documents, nowMs: number, keepMs: number): number {
  return forgettableBefore(nowMs, keepMs, daysOf(store));
}

/** The document with this day in it, to be written; null: it stands there, or the clock cannot be believed. */
export function withDay(store: Documents, nowMs: number): Document | null {
  const days = daysOf(store);
  const today = dayNumber(nowMs);
  if (!isBelievable(nowMs) || days.includes(today)) return null;
  return livedDocument([...days, today].slice(-MOST_DAYS), versionOf(store) + 1, nowMs);
}

/** These days as a document. */
export function livedDocument(days: readonly number[], version: number, changedMs: number): Document {
  const body = canonicalJson(days);
  return { kind: LIVED_KIND, id: LIVED_KIND, version, hash: hashOf(body), body, changedMs, by: "" };
}

function daysOf(store: Documents): readonly number[] {
  const [found] = store.documents(LIVED_KIND);
  return found === undefined ? [] : (JSON.parse(found.body) as number[]);
}

function versionOf(store: Documents): number {
  return store.documents(LIVED_KIND)[0]?.version ?? 0;
}
