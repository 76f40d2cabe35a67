// Whether a device runs the settings that it should (contract §5). Pure.

/** `none`: nothing is wanted. `pending`: it has not come to the wanted version yet. `drift`: it says that version, or a later one, and means something else. */
export type SyncState = "none" | "pending" | "in-sync" | "drift";

export interface Sync {
  readonly state: SyncState;
  /** Epoch ms; null with `none`. */
  readonly sinceMs: number | null;
}

interface Wanted {
  readonly version: number;
  readonly hash: string;
  readonly changedMs: number;
}
interface Said {
  readonly version: number;
  readonly hash: string | null;
  readonly sinceMs: number;
}

/** A device that gives no hash is believed by its version. */
export function compare(desired: Wanted | null, reported: Said | null): Sync {
  if (desired === null) return { state: "none", sinceMs: null };
  if (reported === null || reported.version < desired.version) return { state: "pending", sinceMs: desired.changedMs };
  const same = reported.version === desired.version && (reported.hash === null || reported.hash === desired.hash);
  return { state: same ? "in-sync" : "drift", sinceMs: Math.max(reported.sinceMs, desired.changedMs) };
}
