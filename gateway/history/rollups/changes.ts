// What was sealed or corrected since a revision, with its figures as they are now: for whoever passes roll-ups on.
import type { Database } from "../../kit/sqlite.ts";
import { all, first, integer, text } from "../../kit/statements.ts";
import { Figures, type Part } from "../figures.ts";
import { metaNumber } from "./meta.ts";
import { type TimedPart, unpackChunk } from "./parts.ts";
import { partOf } from "./schema.ts";
import { chunkId, chunkOf, MINUTE_MS, TIERS, type TierNo } from "./tiers.ts";

/** The figures of one bucket that is over. A greater `rev` takes the place of what was told of the same bucket before. */
export interface ChangedBucket extends Omit<Part, "rest" | "lastMs"> {
  readonly rev: number;
  readonly step: "1min" | "15min" | "1d";
  readonly device: string;
  readonly point: string;
  readonly unit: string;
  /** When the bucket begins, epoch ms. */
  readonly atMs: number;
}

export interface Changes {
  /** By `rev`, each bucket at most once. */
  readonly buckets: readonly ChangedBucket[];
  /** What to ask with next. */
  readonly next: number;
  readonly more: boolean;
  /** So much was not fetched for so long that a part of it is no longer kept. */
  readonly gone: boolean;
}

/** Up to `limit` changes with a greater revision. */
export function changesSince(db: Database, rev: number, limit: number): Changes {
  const rows = all(
    db,
    `SELECT rev, tier, start, series, device, point, unit FROM change JOIN series ON series.id = series
     WHERE rev > ? ORDER BY rev LIMIT ?`,
    rev,
    limit,
  );
  const newest = new Map(rows.map((row) => [`${row.tier} ${row.start} ${row.series}`, row]));
  const packed = new Map<number, readonly TimedPart[]>();
  const buckets = [...newest.values()]
    .map((row): ChangedBucket => {
      const tier = tierOf(integer(row, "tier"));
      const start = integer(row, "start");
      const { rest, lastMs, ...part } = figuresOf(db, tier, start, integer(row, "series"), packed);
      return {
        ...part,
        sum: part.sum + rest,
        rev: integer(row, "rev"),
        step: TIERS[tier].name,
        device: text(row, "device"),
        point: text(row, "point"),
        unit: text(row, "unit"),
        atMs: start * MINUTE_MS,
      };
    })
    .sort((a, b) => a.rev - b.rev);
  const last = rows.at(-1);
  return {
    buckets,
    next: last === undefined ? rev : integer(last, "rev"),
    more: rows.length === limit,
    gone: rev < (metaNumber(db, "goneTo") ?? 0),
  };
}

function tierOf(number: number): TierNo {
  return number === 0 || number === 1 ? number : 2;
}

/** `packed` keeps unpacked rows for the length of one call. */
function figuresOf(
  db: Database,
  tier: TierNo,
  start: number,
  series: number,
  packed: Map<number, readonly TimedPart[]>,
): Part {
  const figures = new Figures();
  if (TIERS[tier].chunkMinutes !== null) {
    const id = chunkId(tier, series, chunkOf(tier, start));
    let parts = packed.get(id);
    if (parts === undefined) {
      const row = first(db, "SELECT body FROM chunk WHERE id = ?", id);
      parts = row === undefined ? [] : unpackChunk(tier, id, row.body);
      packed.set(id, parts);
    }
    for (const { minute, part } of parts) if (minute === start) figures.merge(part);
  }
  const fresh = first(db, "SELECT * FROM fresh WHERE tier = ? AND start = ? AND series = ?", tier, start, series);
  if (fresh !== undefined) figures.merge(partOf(fresh));
  return figures.part();
}
