// The points of a telemetry message become the values of a reading (contract §4 and §5). Pure, and the hottest code of the gateway.
import type { RejectedReason } from "../contract/entry.ts";
import { isForbiddenKey, isId } from "../contract/ids.ts";
import { isUnit, type Unit } from "../contract/units.ts";
import type { Flawed, Shape, StoredValue } from "../journal/record.ts";
import { hasForbiddenKey, isPersonalKey, isPersonalValue, isRecord } from "./personal.ts";
import type { Plan, Source } from "./source.ts";

const MAX_POINTS = 256;
const MAX_TEXT = 256;
/** Plans kept per device; more kinds of telemetry than this are worked out anew each time. */
const MAX_PLANS = 4;

/** `null` from a device: no value (contract §5). One object for all of them. */
export const NO_VALUE: Flawed = Object.freeze({ value: null, quality: "bad", reason: "device" });

export interface Points {
  readonly shape: Shape;
  readonly values: readonly StoredValue[];
}

export type MakeShape = (device: string, points: readonly string[], units: readonly Unit[]) => Shape;

/** The values of `points`, whole or not at all. */
export function readPoints(source: Source, points: unknown, makeShape: MakeShape): Points | RejectedReason {
  if (!isRecord(points)) return "bad-point";
  const { plans } = source;
  for (let i = 0; i < plans.length; i++) {
    const plan = plans[i] as Plan;
    const values = followPlan(plan, points, source);
    if (values !== null) return { shape: plan.shape, values };
  }
  return readAnew(source, points, makeShape);
}

/** The values when names, order and units are those of the plan and nothing is wrong; null: look closer. */
function followPlan(plan: Plan, points: Readonly<Record<string, unknown>>, source: Source): StoredValue[] | null {
  const { points: names, units } = plan.shape;
  const { personal } = source;
  const values: StoredValue[] = [];
  let i = 0;
  for (const name in points) {
    if (name !== names[i]) return null;
    const value = points[name];
    if (typeof value === "number") {
      if (!plan.bare[i] || !Number.isFinite(value) || (personal && isPersonalValue(value, source))) return null;
      values.push(value === 0 ? 0 : value);
    } else if (typeof value === "boolean") {
      if (!plan.bare[i]) return null;
      values.push(value);
    } else if (value === null) {
      if (!plan.bare[i]) return null;
      values.push(NO_VALUE);
    } else {
      if (!isMeasured(value) || value.u !== units[i]) return null;
      const measured = storedOf(value.v, plan.text[i] === true);
      if (measured === null || !hasOnlyValueAndUnit(value) || isPersonalValue(value.v, source)) return null;
      values.push(measured);
    }
    i++;
  }
  return i === names.length ? values : null;
}

function readAnew(
  source: Source,
  points: Readonly<Record<string, unknown>>,
  makeShape: MakeShape,
): Points | RejectedReason {
  const names = Object.keys(points);
  if (names.length === 0) return "bad-point";
  for (const name of names) if (isForbiddenKey(name)) return "forbidden-key";
  if (names.length > MAX_POINTS) return "too-many-points";
  const units: Unit[] = [];
  const bare: boolean[] = [];
  const text: boolean[] = [];
  const values: StoredValue[] = [];
  let aboutPeople = false;
  for (const name of names) {
    if (!isId(name)) return "bad-point";
    const given = points[name];
    const usual = source.unitOf(name);
    const mayBeText = source.isText(name);
    let unit = usual;
    let value = given;
    if (typeof given === "object" && given !== null) {
      if (hasForbiddenKey(given)) return "forbidden-key";
      if (!isMeasured(given)) return "bad-value";
      if (given.u !== undefined) {
        if (!isUnit(given.u)) return "bad-value";
        unit = given.u;
      }
      value = given.v;
    }
    const stored = storedOf(value, mayBeText);
    if (stored === null || isPersonalValue(stored, source)) return "bad-value";
    if (isPersonalKey(name)) {
      // "No card" and yes or no name nobody; a number or a text may be the card itself.
      if (typeof stored === "number" || typeof stored === "string") return "bad-point";
      aboutPeople = true;
    }
    units.push(unit);
    bare.push(unit === usual);
    text.push(mayBeText);
    values.push(stored);
  }
  const shape = makeShape(source.device, names, units);
  if (aboutPeople) return { shape, values };
  source.plans.unshift({ shape, bare, text });
  if (source.plans.length > MAX_PLANS) source.plans.pop();
  return { shape, values };
}

/** A bare value as it is kept; null: not a value. */
function storedOf(value: unknown, mayBeText: boolean): StoredValue | null {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return null;
    return value === 0 ? 0 : value; // -0 becomes 0
  }
  if (typeof value === "boolean") return value;
  if (value === null) return NO_VALUE;
  return mayBeText && typeof value === "string" && value.length <= MAX_TEXT ? value : null;
}

/** `{"v": …}` or `{"v": …, "u": "…"}`. */
function isMeasured(value: unknown): value is { readonly v: unknown; readonly u?: unknown } {
  return isRecord(value) && Object.hasOwn(value, "v");
}

/** Anything more might hide a key that is refused, which the plan does not look for. */
function hasOnlyValueAndUnit(value: object): boolean {
  for (const key in value) if (key !== "v" && key !== "u") return false;
  return true;
}
