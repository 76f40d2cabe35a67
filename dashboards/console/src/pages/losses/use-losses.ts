// Reads the losses of a range, newest first and up to a bound; told again when new ones come.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Entry } from "#gateway/contract/entry.ts";
import type { ApiProblem } from "../../api/http.ts";
import type { EntriesPage } from "../../api/types.ts";
import { gatewayNow } from "../../live/clock.ts";
import { useEntries } from "../../live/hooks.ts";
import { boundsOf, type Range } from "../../words/range.ts";
import { askOlder } from "../entries/ask.ts";
import { questionText } from "../entries/filter.ts";

/** So many entries are counted; a device gone wild writes 60 a minute. */
export const MOST_COUNTED = 5000;
const AT_ONCE = 1000;
/** New losses are counted at most this often. */
const AGAIN_MS = 15_000;

export interface Losses {
  readonly entries: readonly Entry[];
  /** True when older losses in the range were not read. */
  readonly cut: boolean;
  readonly from: number | null;
}

/** `read` of the answer: how many entries were read so far, while it is under way. */
export function useLosses(range: Range) {
  const [read, setRead] = useState(0);
  const client = useQueryClient();
  const key = useMemo(() => ["/entries losses", JSON.stringify(range)], [range]);
  const query = useQuery<Losses, ApiProblem>({
    queryKey: key,
    queryFn: ({ signal }) => readLosses(range, signal, setRead),
  });
  const due = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (due.current !== null) clearTimeout(due.current);
      due.current = null;
    },
    [],
  );
  useEntries(({ kind }) => {
    if (kind !== "loss" || due.current !== null || !("preset" in range)) return;
    due.current = setTimeout(() => {
      due.current = null;
      void client.invalidateQueries({ queryKey: key });
    }, AGAIN_MS);
  });
  return { query, read };
}

async function readLosses(range: Range, signal: AbortSignal, told: (n: number) => void): Promise<Losses> {
  const bounds = boundsOf(range, gatewayNow());
  const question = questionText({ kinds: ["loss"], types: [], devices: null, bounds });
  const entries: Entry[] = [];
  for (let page: EntriesPage | null = null; page === null || page.more; ) {
    const at = page === null ? null : { epoch: page.epoch, seq: page.next };
    page = await askOlder(question, at, signal, Math.min(AT_ONCE, MOST_COUNTED + 1 - entries.length));
    entries.push(...page.entries);
    told(entries.length);
    if (entries.length > MOST_COUNTED) return { entries: entries.slice(0, MOST_COUNTED), cut: true, from: bounds.from };
  }
  return { entries, cut: false, from: bounds.from };
}
