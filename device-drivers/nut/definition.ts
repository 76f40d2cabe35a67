// A profile as this driver uses it: what each point shows of what upsd tells.

export type PointWire =
  /** True while ups.status has this flag. */
  | { readonly flag: string; readonly optional?: boolean }
  /** A variable, as a number or as a text. */
  | { readonly variable: string; readonly optional?: boolean }
  /** Whole days since the date in the first of these that has one. */
  | { readonly daysSince: readonly string[]; readonly optional?: boolean };

export interface Point {
  readonly name: string;
  readonly type: "number" | "boolean" | "text";
  readonly wire: PointWire;
}

/** The parts of a profile that this driver reads, after check.ts found nothing wrong with them. */
interface CheckedProfile {
  readonly points: Readonly<Record<string, { readonly type?: Point["type"]; readonly wire: PointWire }>>;
}

/** The points of a profile that was checked; of any other the result is undefined. */
export function pointsOf(profile: Readonly<Record<string, unknown>>): readonly Point[] {
  const { points } = profile as unknown as CheckedProfile;
  return Object.entries(points).map(([name, { type = "number", wire }]) => ({ name, type, wire }));
}
