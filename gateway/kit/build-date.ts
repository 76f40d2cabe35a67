// A time that has certainly passed: a clock that says less is not set yet. Moved forward with every release.

/** Midnight UTC of the day this version was made. */
export const BUILD_DATE_MS = Date.UTC(2026, 10, 22);

/** True for a clock that may be set: it says no less than when this version was made. */
export function isBelievable(nowMs: number): boolean {
  return nowMs >= BUILD_DATE_MS;
}

/** The time as far as it can be believed: never before this version existed. */
export function believableNow(nowMs: number): number {
  return Math.max(nowMs, BUILD_DATE_MS);
}
