// What was sealed or corrected since a revision, with its figures as they are now: for whoever passes roll-ups on.
import type { Database } from "../../kit/sqlite.ts";
import { all, integer, type Row, text } from "../../kit/statements.ts";
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

/** Each change with both places where its bucket may be: one statement, for it is run on the main thread. */
const CHANGES = `
  SELECT change.rev, change.tier, change.start, change.series, device, point, unit, count, min, max, sum, rest, last, last_ms, uncertain, bad,
    (SELECT body FROM chunk WHERE change.tier < 2 AND id = (change.tier * ${2 ** 24} + change.series) * ${2 ** 24} + change.start /
      CASE change.tier WHEN 0 THEN ${TIERS[0].chunkMinutes} ELSE ${TIERS[1].chunkMinutes} END) AS body
  FROM change JOIN series ON series.id = change.series
    LEFT JOIN fresh ON fresh.tier = change.tier AND fresh.start = change.start AND fresh.series = change.series
  WHERE rev > ? ORDER BY rev LIMIT ?`;

/** Up to `limit` changes with a greater revision. */
export function changesSince(db: Database, rev: number, limit: number): Changes {
  const rows = all(db, CHANGES, rev, limit);
  const newest = new Map(rows.map((row) => [`${row.tier} ${row.start} ${row.series}`, row]));
  const packed = new Map<number, readonly TimedPart[]>();
  const buckets = [...newest.values()].map((row) => bucketOf(row, packed)).sort((a, b) => a.rev - b.rev);
  const last = rows.at(-1);
  return {
    buckets,
    next: last === undefined ? rev : integer(last, "rev"),
    more: rows.length === limit,
    gone: rev < (metaNumber(db, "goneTo") ?? 0),
  };
}

/** `packed` keeps unpacked rows for the length of one call. */
function bucketOf(row: Row, packed: Map<number, readonly TimedPart[]>): ChangedBucket {
  const tier = tierOf(integer(row, "tier"));
  const start = integer(row, "start");
  const figures = new Figures();
  if (row.body !== null) {
    const id = chunkId(tier, integer(row, "series"), chunkOf(tier, start));
    const parts = packed.get(id) ?? unpackChunk(tier, id, row.body);
    packed.set(id, parts);
    for (const { minute, part } of parts) if (minute === start) figures.merge(part);
  }
  if (row.count !== null) figures.merge(partOf(row));
  const { rest, lastMs, ...part } = figures.part();
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
}

function tierOf(number: number): TierNo {
  return number === 0 || number === 1 ? number : 2;
}
