// What somebody is typing, kept for this tab until it is saved: a reload or a closed session loses none of it.
import { useCallback, useState } from "react";
import { DRAFT_PREFIX } from "../../../session/drafts.ts";

/** The draft kept under `name`; null when there is none, or when it cannot be read. */
function draftOf<Value>(name: string): Value | null {
  const kept = sessionStorage.getItem(DRAFT_PREFIX + name);
  if (kept === null) return null;
  try {
    return JSON.parse(kept) as Value;
  } catch {
    sessionStorage.removeItem(DRAFT_PREFIX + name);
    return null;
  }
}

export interface Draft<Value> {
  /** As it was when the page opened. */
  readonly found: Value | null;
  keep(value: Value): void;
  forget(): void;
}

export function useDraft<Value>(name: string): Draft<Value> {
  const [found] = useState(() => draftOf<Value>(name));
  const keep = useCallback((value: Value) => keepDraft(name, value), [name]);
  const forget = useCallback(() => sessionStorage.removeItem(DRAFT_PREFIX + name), [name]);
  return { found, keep, forget };
}

/** A browser whose room for drafts is used up goes on without one. */
function keepDraft(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(DRAFT_PREFIX + name, JSON.stringify(value));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
