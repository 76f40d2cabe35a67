// A profile as this driver uses it: points, the requests that read them, what tells the device's identity, and commands.
import { type Timing, timingOf } from "./asking.ts";
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
  readonly timing: Timing;
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
  { block, identity, commands, timing = {} }: ProfileWire,
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
  return {
    points: points.map(({ name }) => name),
    blocks: blocksOf(planned, block),
    identity: identity?.equals ?? null,
    commands: commands ?? {},
    timing: timingOf(timing),
  };
}

/** The requests that the profile gives, with what lies in them, and those that the rest needs. */
function blocksOf(planned: readonly PlannedPoint[], block: ProfileWire["block"] = {}): readonly Block<PlannedPoint>[] {
  const { reads = [], maxGap = 0, maxRegisters = MOST_REGISTERS } = block;
  const holds = (read: Span, point: Span) =>
    read.function === point.function &&
    read.address <= point.address &&
    read.address + read.count >= point.address + point.count;
  // A profile may be used with a part of its points only.
  const given = reads
    .map((read) => ({ ...read, spans: planned.filter((point) => holds(read, point)) }))
    .filter(({ spans }) => spans.length > 0);
  const rest = planned.filter((point) => !reads.some((read) => holds(read, point)));
  return [...given, ...planReads(rest, { maxGap, maxRegisters, maxBits: MOST_BITS })].sort(
    (a, b) => a.function - b.function || a.address - b.address,
  );
}
