// What must hold in a Modbus profile beyond its form, so that a wrong line is found when the file is read and not by a wrong number.

import { commandRules } from "./command-rules.ts";
import { widthOf } from "./map.ts";
import { canHold, canLieIn } from "./reach.ts";
import { MOST_REGISTERS } from "./request-limits.ts";
import type { PointWire, ProfileWire } from "./wire-schema.ts";

export interface RulePoint {
  readonly name: string;
  /** Of the profile: number, boolean or text. */
  readonly type: string;
  readonly wire: PointWire;
}

/** What contradicts itself in the profile: a place in it, what is wrong, what to do. */
export interface Contradiction {
  readonly at: string;
  readonly what: string;
  readonly remedy: string;
}

/** All contradictions of a profile whose form is right. */
export function contradictions(points: readonly RulePoint[], wire: ProfileWire): readonly Contradiction[] {
  return [
    ...points.flatMap((point) => pointRules(point).map((rule) => ({ at: `points.${point.name}.wire`, ...rule }))),
    ...overlaps(points),
    ...readRules(points, wire.block ?? {}).map((rule) => ({ at: "wire.block.reads", ...rule })),
    ...points
      .filter(
        ({ wire: { type, registers = 1 } }) =>
          type === "str" && registers > (wire.block?.maxRegisters ?? MOST_REGISTERS),
      )
      .map(({ name }) => ({
        at: `points.${name}.wire.registers`,
        what: "is more than one request may ask",
        remedy: "raise block.maxRegisters",
      })),
    ...identityRules(wire.identity).map((rule) => ({ at: "wire.identity", ...rule })),
    ...Object.entries(wire.commands ?? {}).flatMap(([name, command]) =>
      commandRules(command, wire.commands ?? {}).map((rule) => ({ at: `wire.commands.${name}`, ...rule })),
    ),
  ];
}

/** What is wrong and what to do, without its place. */
export type Rule = Omit<Contradiction, "at">;

const INTEGERS: readonly string[] = ["u16", "s16", "u32", "s32"];
const NUMBERS: readonly string[] = ["u16", "s16", "u32", "s32", "u64", "s64", "f32"];

function pointRules({ type, wire }: RulePoint): Rule[] {
  const found: Rule[] = [];
  const say = (isWrong: boolean, what: string, remedy: string) => {
    if (isWrong) found.push({ what, remedy });
  };
  const isNumber = NUMBERS.includes(wire.type);
  const [low, high] = wire.bits ?? [0, 0];
  const isFlag = (wire.type === "bits" && low === high && wire.enum === undefined) || wire.is !== undefined;
  const gives =
    wire.enum !== undefined || wire.type === "str" ? "text" : wire.type === "bit" || isFlag ? "boolean" : "number";
  say(gives !== type, `gives ${gives}, but the point is ${type}`, `write type: ${gives}, or another wire type`);
  say(
    wire.function <= 2 !== (wire.type === "bit"),
    `reads type ${wire.type} by function ${wire.function}`,
    "functions 1 and 2 read type bit, 3 and 4 all others",
  );
  say(wire.address + widthOf(wire) > 65_536, "ends beyond address 65535", "correct the address");
  say(
    gives === "number" && wire.range === undefined,
    "has no range",
    "write the smallest and largest value that can be true",
  );
  say(
    wire.range !== undefined && wire.range[0] >= wire.range[1],
    "has an empty range",
    "write the smaller value first",
  );
  say(
    gives === "number" && !canLieIn(wire),
    "has a range in which no value of its registers lies",
    "write the range in the point's unit, after scaling",
  );
  const unsaid = [...Object.keys(wire.enum ?? {}).map(Number), ...(wire.is ?? [])].filter((raw) => !canHold(wire, raw));
  say(
    unsaid.length > 0,
    `waits for ${unsaid.join(", ")}, which its registers cannot hold`,
    "correct the number, the type or the bits",
  );
  say(
    gives !== "number" && (wire.range ?? wire.scale ?? wire.fraction ?? wire.offset) !== undefined,
    `scales or limits ${gives}`,
    "take scale, fraction, offset and range out",
  );
  say(wire.scale !== undefined && wire.fraction !== undefined, "has scale and fraction", "keep one of them");
  say(wire.negative !== undefined && wire.type !== "s16", "has negative without being s16", "take it out");
  say(
    (wire.registers !== undefined) !== (wire.type === "str" || wire.type === "bits"),
    "must say registers for str and bits, and only there",
    "add or remove registers",
  );
  say(wire.type === "bits" && (wire.registers ?? 1) > 2, "has bits of more than 2 registers", "use several points");
  say(
    (wire.bits !== undefined) !== (wire.type === "bits"),
    "must say bits for type bits, and only there",
    "add or remove bits",
  );
  say(
    low > high || high >= widthOf(wire) * 16,
    "has bits that the registers do not have",
    "write lowest and highest bit, from 0",
  );
  say(wire.invert !== undefined && gives !== "boolean", "inverts what is no flag", "take invert out");
  say(
    wire.enum !== undefined && (wire.type === "f32" || !(isNumber || wire.type === "bits")),
    `has words for type ${wire.type}`,
    "use an integer type",
  );
  say(
    wire.is !== undefined && (!INTEGERS.includes(wire.type) || wire.enum !== undefined),
    "makes a flag of what is no plain integer",
    "use u16, s16, u32 or s32, and no enum",
  );
  say(
    wire.sentinels?.some((raw) => raw.length !== widthOf(wire) * 4) === true ||
      (wire.sentinels !== undefined && wire.type === "bit"),
    "has sentinels of another width than its type",
    "write four digits per register",
  );
  return found;
}

function identityRules(identity: ProfileWire["identity"]): Rule[] {
  if (identity === undefined) return [];
  const found: Rule[] = [];
  const { address, type, equals } = identity;
  if (address + widthOf({ type }) > 65_536)
    found.push({ what: "ends beyond address 65535", remedy: "correct the address" });
  if (equals !== "unit" && !canHold({ type }, equals))
    found.push({
      what: `waits for ${equals}, which its registers cannot hold`,
      remedy: "correct the number or the type",
    });
  return found;
}

/** Registers belong to one point each; only flags may share them, each with bits of its own. */
function overlaps(points: readonly RulePoint[]): Contradiction[] {
  const sorted = [...points].sort((a, b) => a.wire.function - b.wire.function || a.wire.address - b.wire.address);
  return sorted.flatMap((point, i) =>
    sorted.slice(i + 1).flatMap((other): Contradiction[] =>
      collide(point.wire, other.wire)
        ? [
            {
              at: `points.${other.name}.wire`,
              what: `reads registers of point ${point.name}`,
              remedy: "correct the address or the bits",
            },
          ]
        : [],
    ),
  );
}

function collide(a: PointWire, b: PointWire): boolean {
  if (a.function !== b.function || a.address + widthOf(a) <= b.address || b.address + widthOf(b) <= a.address)
    return false;
  if (a.is !== undefined || b.is !== undefined) return a.address !== b.address || widthOf(a) !== widthOf(b);
  if (a.type !== "bits" || b.type !== "bits") return true;
  const [aLow, aHigh] = a.bits ?? [0, 0];
  const [bLow, bHigh] = b.bits ?? [0, 0];
  return a.address !== b.address || a.registers !== b.registers || !(aHigh < bLow || bHigh < aLow);
}

/** Each read must be one request that reads something, and no point may lie half in one. */
function readRules(
  points: readonly RulePoint[],
  { reads = [], maxRegisters = MOST_REGISTERS }: NonNullable<ProfileWire["block"]>,
): Rule[] {
  return reads.flatMap((read, i) => {
    const found: Rule[] = [];
    const where = `${read.function} at ${read.address}`;
    const end = read.address + read.count;
    const touching = points.filter(
      ({ wire }) =>
        wire.function === read.function && wire.address < end && wire.address + widthOf(wire) > read.address,
    );
    const torn = touching.find(({ wire }) => wire.address < read.address || wire.address + widthOf(wire) > end);
    const other = reads
      .slice(0, i)
      .find((r) => r.function === read.function && r.address < end && r.address + r.count > read.address);
    if (end > 65_536)
      found.push({ what: `has read ${where} beyond address 65535`, remedy: "correct address or count" });
    if (read.function > 2 && read.count > maxRegisters)
      found.push({
        what: `has read ${where} of more registers than one request may ask`,
        remedy: `read at most ${maxRegisters}`,
      });
    if (touching.length === 0) found.push({ what: `has read ${where} without any point`, remedy: "take it out" });
    if (torn !== undefined)
      found.push({
        what: `has read ${where} that cuts point ${torn.name} in two`,
        remedy: "let it hold the whole point",
      });
    if (other !== undefined) found.push({ what: `has read ${where} over another one`, remedy: "correct one of them" });
    return found;
  });
}
