// Spot checks (查岗): somebody asks a post whether anybody is there, and whoever is there says so in time, or it is missed. Each is asked once
// and ends once, also over a restart.
import { randomBytes } from "node:crypto";
import type { SpotCheckState } from "../../contract/duty.ts";
import { oldestKept } from "../../kit/accounts/lived.ts";
import { isBelievable } from "../../kit/build-date.ts";
import type { Clock } from "../../kit/clock.ts";
import { GatewayError, messageOf } from "../../kit/errors.ts";
import type { Log } from "../../kit/log.ts";
import { type Documents, inTurn, nextDocument } from "../documents.ts";

const KIND = "spot-check";
const KEEP_MS = 400 * 86_400_000;
/** After a restart somebody must have had the time to answer. */
const AT_LEAST_MS = 60_000;
const TRY_AGAIN_MS = 5000;

export interface KeptCheck {
  readonly id: string;
  readonly version: number;
  readonly post: string;
  readonly by: string;
  readonly atMs: number;
  readonly withinMs: number;
  readonly state: SpotCheckState;
  readonly person: string | null;
  readonly endedMs: number | null;
  /** What whoever asked calls it; the same again is the same spot check. Null: nothing. */
  readonly key: string | null;
}

/** Who asks which post. `by`: an account, or `county:…`. */
export interface CheckWish {
  readonly by: string;
  readonly post: string;
  readonly withinMs: number;
  readonly key: string | null;
}

export interface SpotCheckParts {
  readonly store: Documents;
  /** Called when one was opened or has ended, after it is on disk. */
  readonly onChanged: (check: KeptCheck) => void;
  readonly clock: Clock;
  readonly log: Log;
}

export interface SpotChecks extends Disposable {
  /** Newest first. */
  list(limit: number): readonly KeptCheck[];
  get(id: string): KeptCheck | undefined;
  openAt(post: string): KeptCheck | null;
  /** The one that this key was given before or that is open already, or a new one. */
  open(wish: CheckWish, remote: string): Promise<{ readonly check: KeptCheck; readonly fresh: boolean }>;
  /** Throws GatewayError `duty-changed` when it is over. */
  answer(account: string, remote: string, id: string, person: string): Promise<KeptCheck>;
}

/** Reads them, and goes on with those that are open. */
export async function openSpotChecks(parts: SpotCheckParts): Promise<SpotChecks> {
  const { store, clock, log } = parts;
  const checks = new Map(store.documents(KIND).map(({ id, version, body }) => [id, keptOf(id, version, body)]));
  const timers = new Map<string, Disposable>();
  const turn = inTurn();

  async function write(next: KeptCheck, account: string | null, remote: string, type: string): Promise<KeptCheck> {
    const { id, version, ...content } = next;
    const document = nextDocument(KIND, id, version, content, clock.now(), account ?? "");
    const detail = { check: id, post: next.post, person: next.person };
    await store.changeDocuments({ put: [document], remove: [] }, { type, account, remote, detail });
    checks.set(id, next);
    parts.onChanged(next);
    return next;
  }

  async function miss(id: string): Promise<void> {
    await turn(async () => {
      const check = checks.get(id);
      if (check?.state !== "open") return;
      const ended = { ...check, version: check.version + 1, state: "missed", endedMs: clock.now() } as const;
      await write(ended, null, "local", "duty.spot-check-missed");
    });
  }

  function waitFor(id: string, ms: number): void {
    timers.get(id)?.[Symbol.dispose]();
    timers.set(
      id,
      clock.after(ms, () => {
        timers.delete(id);
        miss(id).catch((error: unknown) => {
          log.warn({ check: id, reason: messageOf(error) }, "the end of a spot check was not kept; it is tried again");
          waitFor(id, TRY_AGAIN_MS);
        });
      }),
    );
  }

  const nowMs = clock.now();
  const oldest = oldestKept(store, nowMs, KEEP_MS);
  const old = [...checks.values()].filter(({ state, atMs }) => state !== "open" && atMs < oldest);
  if (old.length > 0) {
    await store.changeDocuments({ put: [], remove: old.map(({ id, version }) => ({ kind: KIND, id, version })) }, null);
    for (const { id } of old) checks.delete(id);
  }
  for (const check of checks.values()) {
    if (check.state !== "open") continue;
    const passedMs = isBelievable(nowMs) && isBelievable(check.atMs) ? nowMs - check.atMs : 0;
    waitFor(check.id, Math.min(check.withinMs, Math.max(AT_LEAST_MS, check.withinMs - passedMs)));
  }
  const newest = () => [...checks.values()].sort((a, b) => b.atMs - a.atMs || (a.id < b.id ? 1 : -1));
  const openAt = (post: string) => newest().find((one) => one.post === post && one.state === "open") ?? null;

  return {
    list: (limit) => newest().slice(0, limit),
    get: (id) => checks.get(id),
    openAt,
    open: (wish, remote) =>
      turn(async () => {
        const { by, post, withinMs, key } = wish;
        const present = [...checks.values()].find((one) => key !== null && one.key === key) ?? openAt(post);
        if (present !== null) return { check: present, fresh: false };
        const id = `sc-${randomBytes(6).toString("hex")}`;
        const ended = { state: "open", person: null, endedMs: null } as const;
        const made = { id, version: 1, post, by, atMs: clock.now(), withinMs, key, ...ended };
        const check = await write(made, by, remote, "duty.spot-check");
        waitFor(id, withinMs);
        return { check, fresh: true };
      }),
    answer: (account, remote, id, person) =>
      turn(async () => {
        const check = checks.get(id);
        if (check === undefined || check.state === "missed") throw isOver(id);
        // Two at the post may tap at once; the first has answered.
        if (check.state === "answered") return check;
        const endedMs = clock.now();
        const next = { ...check, version: check.version + 1, state: "answered", person, endedMs } as const;
        const answered = await write(next, account, remote, "duty.spot-check-answered");
        timers.get(id)?.[Symbol.dispose]();
        timers.delete(id);
        return answered;
      }),
    [Symbol.dispose]: () => {
      for (const timer of timers.values()) timer[Symbol.dispose]();
    },
  };
}

function keptOf(id: string, version: number, body: string): KeptCheck {
  return { id, version, ...(JSON.parse(body) as Omit<KeptCheck, "id" | "version">) };
}

function isOver(id: string): GatewayError {
  return new GatewayError("duty-changed", `the spot check ${id} is over`, "Tell the duty leader that you are there.", {
    words: { key: "checkOver", values: {} },
  });
}
