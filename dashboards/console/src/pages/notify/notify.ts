// What the interface answers about notification, and the questions that this page asks of it.
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Severity } from "#gateway/contract/alarms.ts";
import type { Delivery, RoadView } from "#gateway/contract/notify.ts";
import { type ApiProblem, call } from "../../api/http.ts";
import { useGet } from "../../api/queries.ts";
import { useCan } from "../../session/session.tsx";

export const NOTIFY = "/notify";
const ROADS = `${NOTIFY}/roads`;
const AGAIN_MS = 5000;
const TEST_AGAIN_MS = 1000;
const AT_FIRST = 100;
const AT_ONCE = 500;

export interface RoadsAnswer {
  /** False: campus.yaml says nothing about notification. */
  readonly configured: boolean;
  /** Settings that could not come into force; null: those of campus.yaml are. */
  readonly trouble: { readonly since: string; readonly code: string; readonly detail: string } | null;
  readonly roads: readonly RoadView[];
}

/** An alarm for which people are called, or would be if nothing held it back. */
export interface RunningCall {
  readonly alarm: string;
  readonly occurrence: number;
  readonly severity: Severity;
  readonly state: "calling" | "held";
  readonly since: string;
  readonly taken: number;
  readonly steps: number;
  readonly next: { readonly at: string; readonly to: string } | null;
  /** No step follows, and every try so far has failed. */
  readonly unheard: boolean;
}

export interface PlanView {
  readonly id: string;
  readonly severities: readonly Severity[];
  readonly places: readonly string[];
  readonly steps: readonly {
    readonly after: string;
    readonly to: string;
    readonly by: readonly string[];
    readonly nightBy: readonly string[];
  }[];
}

export interface PlansAnswer {
  readonly night: { readonly from: string; readonly to: string };
  readonly plans: readonly PlanView[];
}

interface LedgerPage {
  readonly deliveries: readonly Delivery[];
  readonly next: number | null;
}

export function useRoads() {
  return useGet<RoadsAnswer>(ROADS, { refresh: AGAIN_MS });
}

export function useRunningCalls() {
  return useGet<{ readonly calls: readonly RunningCall[] }>(`${NOTIFY}/calls`, { refresh: AGAIN_MS });
}

export function usePlans() {
  return useGet<PlansAnswer>(`${NOTIFY}/plans`);
}

/** All ledgers on the screen: they begin with their first page again when something was sent. */
export const LEDGER = "ledger";

/**
 * Deliveries that a question finds, newest first, page by page. Pages are not compared with those of before and not asked for again: a
 * hundred thousand rows would hold up whoever scrolls.
 */
export function useLedger(question: string) {
  return useInfiniteQuery<LedgerPage, ApiProblem, { readonly pages: readonly LedgerPage[] }, readonly string[], number>(
    {
      queryKey: [LEDGER, question],
      queryFn: ({ pageParam, signal }) => {
        const page = pageParam === 0 ? `limit=${AT_FIRST}` : `limit=${AT_ONCE}&before=${pageParam}`;
        return call("GET", `${NOTIFY}/deliveries?${page}&${question}`, { signal });
      },
      initialPageParam: 0,
      getNextPageParam: ({ next }) => next,
      refetchInterval: ({ state: { data } }) => (data?.pages.length === 1 ? AGAIN_MS : false),
      structuralSharing: false,
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 0,
    },
  );
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** `phones` as they are shown, masked for most. */
interface NamedPerson extends Named {
  readonly phones?: readonly string[];
}

export interface Names {
  readonly posts: readonly Named[];
  /** Empty for whoever may not read names. */
  readonly people: readonly NamedPerson[];
  postName(id: string): string;
  personName(id: string): string;
}

/** What posts and persons are called; whoever may not read names sees ids. */
export function useNames(): Names {
  const mayRead = useCan("people.read");
  const posts = useGet<{ readonly posts: readonly Named[] }>("/duty/now").data?.posts ?? [];
  const people =
    useGet<{ readonly people: readonly NamedPerson[] }>("/duty/people", { enabled: mayRead }).data?.people ?? [];
  const nameIn = (list: readonly Named[], id: string) => list.find((one) => one.id === id)?.name ?? id;
  return { posts, people, postName: (id) => nameIn(posts, id), personName: (id) => nameIn(people, id) };
}

/** Asks for a test; resolves with its number in the ledger. */
export async function testRoad(
  road: string,
  to: { readonly person?: string; readonly post?: string },
): Promise<number> {
  const { delivery } = await call<{ readonly delivery: number }>("POST", `${ROADS}/${road}/test`, { body: to });
  return delivery;
}

/** The test of this number, asked for again until it has ended. */
export function useTest(road: string, n: number): Delivery | null {
  const question = `${NOTIFY}/deliveries?limit=50&says=test&road=${encodeURIComponent(road)}`;
  const rows = useGet<LedgerPage>(question, { refresh: TEST_AGAIN_MS }).data?.deliveries ?? [];
  return rows.find((row) => row.n === n) ?? null;
}
