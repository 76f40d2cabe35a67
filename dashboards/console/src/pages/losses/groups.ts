// Losses put together by what happened to whom and why, worst first. Pure.
import type { Entry } from "#gateway/contract/entry.ts";

export interface LossGroup {
  readonly key: string;
  readonly type: string;
  /** `code` for quarantined entries. */
  readonly reason: string;
  readonly device: string | null;
  readonly consumer: string | null;
  /** Messages or entries that were lost. */
  readonly count: number;
  readonly first: string;
  readonly last: string;
  /** The newest few entries with what they say. */
  readonly newest: readonly Entry[];
  /** Seqs that a consumer missed; null where the loss has none. */
  readonly range: { readonly from: number; readonly to: number } | null;
}

const NEWEST_KEPT = 5;

/** What was stored and then lost weighs more than what was refused at the door. */
const WORST_FIRST = ["loss.expired", "loss.dropped", "loss.quarantined", "loss.thinned", "loss.rejected"];

/** `entries`: of kind loss, newest first. */
export function groupsOf(entries: readonly Entry[]): readonly LossGroup[] {
  const groups = new Map<string, LossGroup>();
  for (const entry of entries) {
    for (const part of partsOf(entry)) {
      const key = [part.type, part.reason, part.device ?? "", part.consumer ?? ""].join(" ");
      const before = groups.get(key);
      groups.set(key, before === undefined ? { ...part, key } : joined(before, part, entry));
    }
  }
  return [...groups.values()].sort(
    (a, b) => rank(a.type) - rank(b.type) || b.count - a.count || (a.last < b.last ? 1 : -1),
  );
}

/** One entry may count several reasons (the rest of a minute in which a device was refused often). */
function partsOf(entry: Entry): Omit<LossGroup, "key">[] {
  const { body, device, measuredAt, type } = entry;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const number = (value: unknown) => (typeof value === "number" ? value : null);
  const from = number(body.from);
  const to = number(body.to);
  const part = (reason: string, count: number) => ({
    type: type ?? "",
    reason,
    device,
    consumer: text(body.consumer) || null,
    count,
    first: measuredAt,
    last: measuredAt,
    newest: [entry],
    range: from === null || to === null ? null : { from, to },
  });
  const { reasons } = body;
  if (typeof reasons === "object" && reasons !== null && !Array.isArray(reasons))
    return Object.entries(reasons).map(([reason, count]) => part(reason, number(count) ?? 1));
  return [part(text(body.reason) || text(body.code), number(body.count) ?? 1)];
}

function joined(group: LossGroup, older: Omit<LossGroup, "key">, entry: Entry): LossGroup {
  const newest = group.newest.length < NEWEST_KEPT ? [...group.newest, entry] : group.newest;
  const range =
    group.range === null || older.range === null
      ? (group.range ?? older.range)
      : { from: Math.min(group.range.from, older.range.from), to: Math.max(group.range.to, older.range.to) };
  const [first = group.first] = [group.first, older.first].sort();
  const [last = group.last] = [group.last, older.last].sort().reverse();
  return { ...group, count: group.count + older.count, first, last, newest, range };
}

function rank(type: string): number {
  const at = WORST_FIRST.indexOf(type);
  return at < 0 ? WORST_FIRST.length : at;
}
