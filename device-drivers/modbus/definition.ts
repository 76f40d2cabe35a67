// A profile as this driver uses it: points, the requests that read them, what tells the device's identity, and commands.
import { widthOf } from "./map.ts";
import { type Block, planReads, type Span } from "./plan.ts";
import { MOST_BITS, MOST_REGISTERS } from "./request-limits.ts";
import type { CommandWire, PointWire, ProfileWire } from "./wire-schema.ts";

/** A point in the plan; the identity is one without a name. */
export interface PlannedPoint extends Span {
  readonly name: string | null;
  readonly wire: PointWire;
}

export interface Definition {
  readonly points: readonly string[];
  readonly blocks: readonly Block<PlannedPoint>[];
  /** What the identity's registers must hold; null: this model has none. */
  readonly identity: number | "unit" | null;
  readonly commands: Readonly<Record<string, CommandWire>>;
}

/** The parts of a profile that this driver reads, after check.ts found nothing wrong with them. */
interface CheckedProfile {
  readonly points: Readonly<Record<string, { readonly wire: PointWire }>>;
  readonly wire?: ProfileWire;
}

/** The definition of a profile that was checked; of any other the result is undefined. */
export function definitionOf(profile: Readonly<Record<string, unknown>>): Definition {
  const { points, wire = {} } = profile as unknown as CheckedProfile;
  return built(
    Object.entries(points).map(([name, point]) => ({ name, wire: point.wire })),
    wire,
  );
}

function built(
  points: readonly { readonly name: string; readonly wire: PointWire }[],
  { block, identity, commands }: ProfileWire,
): Definition {
  const planned: PlannedPoint[] = points.map(({ name, wire }) => ({
    name,
    wire,
    function: wire.function,
    address: wire.address,
    count: widthOf(wire),
  }));
  if (identity !== undefined) {
    const { function: code, address, type } = identity;
    planned.push({
      name: null,
      wire: { function: code, address, type },
      function: code,
      address,
      count: widthOf({ type }),
    });
  }
  const maxGap = block?.maxGap ?? 0;
  return {
    points: points.map(({ name }) => name),
    blocks: planReads(planned, { maxGap, maxRegisters: block?.maxRegisters ?? MOST_REGISTERS, maxBits: MOST_BITS }),
    identity: identity?.equals ?? null,
    commands: commands ?? {},
  };
}
