// The newest values of all points: what /latest and the stream's `latest` events show (contract §6).
import type { Quality, Reason, Value } from "./entry.ts";
import type { Unit } from "./units.ts";

/** The newest value of one point, as contract §6 shows it; `reason` is set unless the quality is good. */
export interface LatestPoint {
  readonly device: string;
  readonly point: string;
  readonly value: Value | null;
  readonly unit: Unit;
  readonly quality: Quality;
  readonly reason?: Reason;
  readonly stale: boolean;
  readonly staleAfter: string;
  readonly measuredAt: string | null;
  readonly receivedAt: string | null;
  readonly seq: number | null;
  readonly lastGood: { readonly value: Value; readonly measuredAt: string } | null;
}

/** Which points are asked for; absent: all. */
export interface Wanted {
  readonly devices?: ReadonlySet<string>;
  readonly points?: ReadonlySet<string>;
}

/** The newest values of all points, standing at journal position `seq`. */
export interface Latest {
  readonly seq: number;
  list(wanted?: Wanted): readonly LatestPoint[];
  /** Points whose newest reading has a greater seq than this. */
  changedSince(seq: number, wanted?: Wanted): readonly LatestPoint[];
}
