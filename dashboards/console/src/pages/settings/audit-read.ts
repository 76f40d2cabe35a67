// The audit read backwards, the newest lines first, and the check of the whole of it.
import { useInfiniteQuery } from "@tanstack/react-query";
import { type ApiProblem, call } from "../../api/http.ts";
import { useGet } from "../../api/queries.ts";

export interface AuditLine {
  readonly n: number;
  readonly at: string;
  readonly type: string;
  readonly account: string | null;
  readonly remote: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly lines: readonly AuditLine[];
  readonly head: number;
  readonly verdict:
    | { readonly ok: true; readonly lines: number }
    | { readonly ok: false; readonly brokenAt: number }
    | null;
}

interface Part {
  /** Newest first. */
  readonly lines: readonly AuditLine[];
  /** The number of the oldest line that was looked at. */
  readonly from: number;
}

const AT_ONCE = 200;

/** Pages of the audit from the newest line back. */
export function useAuditBack() {
  return useInfiniteQuery<Part, ApiProblem, { pages: Part[] }, readonly string[], number | null>({
    queryKey: ["/audit back"],
    initialPageParam: null,
    queryFn: async ({ pageParam, signal }) => {
      const before = pageParam ?? (await call<Answer>("GET", "/audit?limit=1", { signal })).head + 1;
      const after = Math.max(0, before - 1 - AT_ONCE);
      const limit = Math.max(1, before - 1 - after);
      const { lines } = await call<Answer>("GET", `/audit?after=${after}&limit=${limit}`, { signal });
      return { lines: [...lines].reverse(), from: after + 1 };
    },
    getNextPageParam: ({ from }) => (from > 1 ? from : undefined),
  });
}

/** Checks the whole audit line by line; the answer's `verdict` says what was found. */
export function useAuditCheck() {
  return useGet<Answer>("/audit?limit=1&verify=true");
}
