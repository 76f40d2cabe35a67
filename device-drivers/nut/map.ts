// What upsd told → what a poll says. Pure.
import type { Sample } from "../../gateway/contract/driver.ts";
import type { Reason } from "../../gateway/contract/entry.ts";
import type { Point } from "./definition.ts";

type Variables = ReadonlyMap<string, string>;

const DAY_MS = 24 * 3_600_000;
const STATUS = "ups.status";
/** The driver has just begun and knows nothing yet. */
const WAITING = "WAIT";
const LONGEST_TEXT = 256;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** Every point that has an answer; what this UPS does not have (`optional`, no variable) is left out. */
export function samplesOf(points: readonly Point[], variables: Variables, nowMs: number): Sample[] {
  return points.flatMap((point) => sampleOf(point, variables, nowMs) ?? []);
}

/** All points without a value, for one reason. */
export function badSamples(points: readonly Point[], reason: Reason): Sample[] {
  return points.map(({ name }) => ({ point: name, value: null, quality: "bad", reason }));
}

function sampleOf({ name, type, wire }: Point, variables: Variables, nowMs: number): Sample | null {
  const bad = (reason: Reason): Sample => ({ point: name, value: null, quality: "bad", reason });
  const absent = wire.optional === true ? null : bad("device");
  if ("flag" in wire) {
    const flags = (variables.get(STATUS) ?? WAITING).split(/\s+/);
    return flags.includes(WAITING) ? bad("device") : { point: name, value: flags.includes(wire.flag), quality: "good" };
  }
  if ("daysSince" in wire) {
    const days = wire.daysSince.flatMap((variable) => daysSince(variables.get(variable) ?? "", nowMs) ?? []);
    return days[0] === undefined ? absent : { point: name, value: days[0], quality: "good" };
  }
  const text = variables.get(wire.variable);
  if (text === undefined || text === "") return absent;
  if (type === "text") return { point: name, value: text.slice(0, LONGEST_TEXT), quality: "good" };
  return NUMBER.test(text) ? { point: name, value: Number(text), quality: "good" } : bad("device");
}

/**
 * Whole days since a date as UPSes write it: 2023/08/15, 2023-08-15, 08/15/23, 08/15/2023. Null for anything else, and for a date
 * that is still to come: a UPS whose battery was never dated says what its maker left there.
 */
function daysSince(text: string, nowMs: number): number | null {
  const [, year, month, day] = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/.exec(text) ?? american(text);
  if (year === undefined || month === undefined || day === undefined) return null;
  const atMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const isDate = new Date(atMs).getUTCMonth() === Number(month) - 1;
  const days = Math.floor((nowMs - atMs) / DAY_MS);
  return isDate && days >= 0 ? days : null;
}

function american(text: string): readonly (string | undefined)[] {
  const [, month, day, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/.exec(text) ?? [];
  return [text, year?.length === 2 ? `20${year}` : year, month, day];
}
