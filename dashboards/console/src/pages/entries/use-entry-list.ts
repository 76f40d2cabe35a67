// The list of entries for one question: read backwards as one scrolls, and followed forwards while the page is open.
import { useCallback, useEffect, useReducer, useRef } from "react";
import { useEntries, useLine } from "../../live/hooks.ts";
import { EMPTY, type ListState, listReducer } from "./list-state.ts";
import { type Run, startRun } from "./run.ts";

/** Readings are not told over the stream one by one, so they are asked for. */
const READINGS_EVERY_MS = 3000;

export interface EntryList {
  readonly state: ListState;
  /** Reads the next older page, unless one is being read. */
  older(): void;
  showWaiting(): void;
  /** Goes on after an error. */
  again(): void;
  atTop(is: boolean): void;
}

interface Wish {
  /** The query string's filter; null: nothing can come (a place without devices). */
  readonly question: string | null;
  /** False for a range that ended in the past. */
  readonly live: boolean;
  readonly withReadings: boolean;
}

export function useEntryList({ question, live, withReadings }: Wish): EntryList {
  const [state, dispatch] = useReducer(listReducer, EMPTY);
  const top = useRef(true);
  const run = useRef<Run | null>(null);

  useEffect(() => {
    dispatch({ act: "begin" });
    if (question === null) return;
    const begun = startRun(question, dispatch, top);
    run.current = begun;
    begun.older();
    return () => begun.stop();
  }, [question]);

  useEntries(() => {
    if (live) run.current?.newer();
  });
  const { state: line } = useLine();
  useEffect(() => {
    if (live && line === "live") run.current?.newer();
    if (!live || !withReadings) return;
    const timer = setInterval(() => run.current?.newer(), READINGS_EVERY_MS);
    return () => clearInterval(timer);
  }, [live, withReadings, line]);

  return {
    state,
    older: useCallback(() => run.current?.older(), []),
    showWaiting: useCallback(() => dispatch({ act: "show-waiting" }), []),
    again: useCallback(() => {
      run.current?.older();
      run.current?.newer();
    }, []),
    atTop: useCallback((is: boolean) => {
      top.current = is;
    }, []),
  };
}
