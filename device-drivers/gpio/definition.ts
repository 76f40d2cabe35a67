// A profile as this driver uses it: input or output, what each point shows, what each command does.
import type { Direction } from "./connection.ts";

export const SHOWS = { input: ["active", "latched", "pulses"], output: ["on"] } as const;
export const DOES = { input: ["reset"], output: ["set", "pulse"] } as const;
export type Shows = (typeof SHOWS)[Direction][number];
export type Does = (typeof DOES)[Direction][number];

export interface Definition {
  readonly direction: Direction;
  readonly points: readonly { readonly name: string; readonly shows: Shows }[];
  readonly commands: Readonly<Record<string, Does>>;
}

/** The parts of a profile that this driver reads, after check.ts found nothing wrong with them. */
interface CheckedProfile {
  readonly points: Readonly<Record<string, { readonly wire: { readonly shows: Shows } }>>;
  readonly wire: {
    readonly direction: Direction;
    readonly commands?: Readonly<Record<string, { readonly does: Does }>>;
  };
}

/** The definition of a profile that was checked; of any other the result is undefined. */
export function definitionOf(profile: Readonly<Record<string, unknown>>): Definition {
  const { points, wire } = profile as unknown as CheckedProfile;
  return {
    direction: wire.direction,
    points: Object.entries(points).map(([name, point]) => ({ name, shows: point.wire.shows })),
    commands: Object.fromEntries(Object.entries(wire.commands ?? {}).map(([name, { does }]) => [name, does])),
  };
}
