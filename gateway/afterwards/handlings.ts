// What people found alarms to be: kept in campus.db, in memory for every question, each version with its audit and an entry without words.
import type { Handling } from "../contract/story.ts";
import { formatTime } from "../contract/time.ts";
import type { Journal } from "../journal/journal.ts";
import { happening } from "../journal/record.ts";
import type { AuditRecord } from "../kit/accounts/accounts.ts";
import type { Document, DocumentChanges } from "../kit/accounts/documents.ts";
import { oldestKept } from "../kit/accounts/lived.ts";
import { canonicalJson, hashOf } from "../kit/canonical.ts";
import type { Clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import { type Finding, handlingId, handlingView, type KeptHandling, revise } from "./handling.ts";

const KIND = "handling";
/** As long as the alarms themselves are remembered: without them a finding says nothing. */
const KEEP_MS = 400 * 86_400_000;
/** What was found so lately is told again at start, in case the stop came between the file and the journal, which knows repeats by their key. */
const TELL_AGAIN_MS = 2 * 86_400_000;

export interface Documents {
  documents(kind: string): readonly Document[];
  changeDocuments(changes: DocumentChanges, record: AuditRecord): Promise<void>;
}

export interface HandlingParts {
  readonly store: Documents;
  readonly journal: Pick<Journal, "append">;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Handlings {
  get(alarm: string, occurrence: number): Handling | null;
  /** As it is kept: every version with its time. */
  kept(alarm: string, occurrence: number): KeptHandling | null;
  /** All that are kept. */
  list(): Iterable<KeptHandling>;
  /** Saying the same again changes nothing. */
  record(whose: Whose, finding: Finding, by: { readonly account: string; readonly remote: string }): Promise<Handling>;
}

type Whose = Pick<KeptHandling, "alarm" | "occurrence" | "device">;

interface Kept {
  readonly version: number;
  readonly handling: KeptHandling;
}

/** Reads what was found before, tells the journal what it may have missed, and forgets what is older than the alarms are kept. */
export async function openHandlings({ store, journal, clock, log }: HandlingParts): Promise<Handlings> {
  const documents = store.documents(KIND);
  const oldest = oldestKept(store, clock.now(), KEEP_MS);
  const old = documents.filter(({ changedMs }) => changedMs < oldest);
  const kept = new Map<string, Kept>(
    documents.filter(({ changedMs }) => changedMs >= oldest).map((document) => [document.id, keptOf(document)]),
  );
  if (old.length > 0) {
    const detail = { count: old.length, before: formatTime(oldest) };
    const record = { type: "handling.forgotten", account: null, remote: "local", detail };
    await store.changeDocuments({ put: [], remove: old }, record);
  }
  // One after the other: each version sees the one before.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };

  async function tell(id: string, { version, handling }: Kept): Promise<void> {
    const { alarm, occurrence, device, versions } = handling;
    const newest = versions.at(-1);
    if (newest === undefined) return;
    const { verdict, ticket, by } = newest;
    // What people wrote stays in campus.db: it may name somebody.
    const body = { alarm, occurrence, verdict, ticket, by, version };
    const key = `handling:${id}:${version}`;
    try {
      await journal.append(happening("event", "handling.recorded", clock.now(), body, { device, key }));
    } catch (error) {
      log.warn(
        { alarm, occurrence, reason: messageOf(error) },
        "what an alarm was found to be is not in the journal yet",
      );
    }
  }

  const lately = clock.now() - TELL_AGAIN_MS;
  const untold = documents.filter(({ changedMs }) => changedMs > lately).map((document) => document.id);
  for (const id of untold) {
    const one = kept.get(id);
    if (one !== undefined) await tell(id, one);
  }

  return {
    get(alarm, occurrence) {
      const found = kept.get(handlingId(alarm, occurrence));
      return found === undefined ? null : handlingView(found.handling, found.version);
    },
    kept: (alarm, occurrence) => kept.get(handlingId(alarm, occurrence))?.handling ?? null,
    list: () => kept.values().map(({ handling }) => handling),
    record: (whose, finding, { account, remote }) =>
      inTurn(async () => {
        const id = handlingId(whose.alarm, whose.occurrence);
        const before = kept.get(id);
        const nowMs = clock.now();
        const handling = revise(before?.handling ?? null, whose, { ...finding, by: account, atMs: nowMs });
        if (before !== undefined && handling === before.handling) return handlingView(handling, before.version);
        const version = (before?.version ?? 0) + 1;
        const body = canonicalJson(handling);
        const document = { kind: KIND, id, version, hash: hashOf(body), body, changedMs: nowMs, by: account };
        const detail = { alarm: whose.alarm, occurrence: whose.occurrence, verdict: finding.verdict, version };
        const audit = { type: "handling.recorded", account, remote, detail };
        await store.changeDocuments({ put: [document], remove: [] }, audit);
        kept.set(id, { version, handling });
        await tell(id, { version, handling });
        return handlingView(handling, version);
      }),
  };
}

function keptOf({ version, body }: Document): Kept {
  return { version, handling: JSON.parse(body) as KeptHandling };
}
