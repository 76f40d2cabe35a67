// Asks the gateway for one question's entries: older pages on demand, newer ones as they come, until it is stopped.
import { ApiProblem } from "../../api/http.ts";
import { askNewer, askOlder } from "./ask.ts";
import { type ListAct, MOST_ROWS } from "./list-state.ts";

/** At most one question for newer entries in this time, however much happens. */
const NEWER_EVERY_MS = 1000;

export interface Run {
  /** Reads the next older page, unless one is on its way or nothing is left. */
  older(): void;
  /** Reads what is new, soon. */
  newer(): void;
  stop(): void;
}

/** How far the journal was read at both ends. */
interface Reach {
  epoch: string | null;
  before: number;
  newest: number;
  more: boolean;
  rows: number;
}

const nowhere = (): Reach => ({ epoch: null, before: 0, newest: 0, more: true, rows: 0 });

/** `top.current`: whether the newest row is in sight; new entries are then shown at once. */
export function startRun(question: string, dispatch: (act: ListAct) => void, top: { readonly current: boolean }): Run {
  const stopping = new AbortController();
  const { signal } = stopping;
  let reach = nowhere();
  let reading = false;
  let following = false;
  let due = false;

  /** True when the act went through; a journal that was replaced is read from its newest entry on. */
  async function guarded(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiProblem)) throw error;
      if (error.code !== "epoch-changed") return dispatch({ act: "failed", problem: error });
      reach = nowhere();
      dispatch({ act: "begin", replaced: true });
      await guarded(older);
    }
  }

  /** Goes back until a page has something to show: one in which nothing passed the filter only says where to go on. */
  async function older(): Promise<void> {
    for (let found = 0; found === 0 && reach.more; ) {
      const { epoch, before } = reach;
      const page = await askOlder(question, epoch === null ? null : { epoch, seq: before }, signal);
      if (signal.aborted) return;
      found = page.entries.length;
      const newest = epoch === null ? page.head : reach.newest;
      reach = { epoch: page.epoch, before: page.next, newest, more: page.more, rows: reach.rows + found };
      dispatch({ act: "older", page });
    }
  }

  async function newer(): Promise<void> {
    while (due && !signal.aborted) {
      due = false;
      for (let more = true; more; ) {
        const { epoch } = reach;
        if (epoch === null) return;
        const page = await askNewer(question, { epoch, seq: reach.newest }, signal);
        if (signal.aborted) return;
        reach = { ...reach, newest: page.next };
        dispatch({ act: "newer", page, atTop: top.current });
        more = page.more;
      }
      await pause(NEWER_EVERY_MS, signal);
    }
  }

  return {
    older() {
      if (reading || !reach.more || reach.rows >= MOST_ROWS) return;
      reading = true;
      void guarded(older).finally(() => {
        reading = false;
      });
    },
    newer() {
      due = true;
      if (following || reach.epoch === null) return;
      following = true;
      void guarded(newer).finally(() => {
        following = false;
      });
    },
    stop: () => stopping.abort(),
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", end, { once: true });
  });
}
