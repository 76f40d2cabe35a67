// What follows when a delivery did not reach whom it was for: the next road, the next step, or a later try; and where an alarm goes on that calls
// people again after it was held back, or came again: where it was, by no road that failed, and nobody hears of it twice.
import type { PlanStep } from "../contract/notify.ts";
import { REACHES } from "../contract/notify.ts";
import { type Call, hurry } from "./call.ts";
import { type Core, firstOf } from "./core.ts";
import { tryLate, untold } from "./late.ts";
import { targetsBy } from "./plans.ts";
import { type AlarmRef, isAsking, type Row, rowsAbout, stepOf, type Target, targetKey } from "./rows.ts";
import { asLast, isLast, type Teller } from "./teller.ts";

/** What may be the second of the same waits a moment: a gateway that was just started has other things to do. */
const REPEAT_AFTER_MS = 2000;
/** Rows that only say that nobody could be told: the next step followed in the same breath. */
const NOBODY: readonly (string | null)[] = ["nobody-on-duty", "no-road"];

export interface InsteadParts {
  readonly core: Core;
  readonly teller: Teller;
}

/** The next road for whom a delivery did not reach; without one, and when nobody else of the step can know, the next step is due. */
export function instead(parts: InsteadParts, row: Row): void {
  if (row.says === "cleared" || row.says === "acknowledged" || isLast(row)) insteadForEnd(parts, row);
  else if (isAsking(row)) insteadForSteps(parts, row);
}

/** A digest has alarms of several steps: each goes on from its own. */
function insteadForSteps(parts: InsteadParts, row: Row): void {
  const steps = new Map<number, AlarmRef[]>();
  for (const ref of row.alarms) {
    if (parts.core.callOf(ref)?.state !== "calling") continue;
    const step = ref.step ?? row.step;
    steps.set(step, [...(steps.get(step) ?? []), ref]);
  }
  const next = new Map<string, { readonly target: Target; readonly step: number; readonly refs: AlarmRef[] }>();
  for (const [step, refs] of steps) {
    for (const target of insteadForStep(parts, row, step, refs)) {
      const found = next.get(targetKey(target)) ?? { target, step, refs: [] };
      found.refs.push(...refs.map((ref) => ({ ...ref, step })));
      next.set(targetKey(target), found);
    }
  }
  for (const { target, step, refs } of next.values())
    parts.core.book.add(parts.teller.rowFor(refs, row.says, step, target, { insteadOf: row.n }));
}

/** It may have arrived: once more, marked. What may be the second and was not taken for certain either goes by another road. */
export function repeat(parts: InsteadParts, row: Row): void {
  const { core, teller } = parts;
  if (row.says === "proof" || row.test) return;
  if (row.repeated) {
    instead(parts, row);
    return;
  }
  const { key, says, alarms, step, n } = row;
  const made = teller.rowFor(alarms, says, step, row, { repeated: true, insteadOf: n });
  core.book.add({ ...made, key: `${key}:again`, nextAt: core.now() + REPEAT_AFTER_MS });
}

/**
 * Each delivery of the steps that were taken that reached nobody and that nothing has followed is followed now. A shift may have passed: whoever is
 * on duty by now stands in for who is not any more.
 */
export function goOn(parts: InsteadParts, call: Call): void {
  const { core, teller } = parts;
  const alarm = core.alarm(call.alarm);
  if (alarm === null) return;
  const about = rowsAbout(core.book.reader, call.alarm, firstOf(call), call.occurrence);
  const rows = about.filter((row) => isAsking(row) && !isLast(row) && !NOBODY.includes(row.code));
  const plan = core.stepsOf(alarm);
  const [helped, stuck] = [new Set<number>(), new Set<number>()];
  for (const [at, row] of rows.entries()) {
    const step = stepOf(row, call.alarm);
    if (step >= call.taken || isFollowed(row, step, call.alarm, rows.slice(at + 1))) continue;
    if (row.state === "unknown" && !row.repeated) repeat(parts, row);
    else if (isUnheard(row) && row.repeated) again(parts, row);
    else if (row.state === "failed" || row.state === "unknown" || isUnheard(row)) {
      const targets = nextFor(parts, row, plan[step], rows.filter((one) => stepOf(one, call.alarm) === step)); // biome-ignore format: one question
      const ref = { id: call.alarm, occurrence: call.occurrence };
      for (const target of targets ?? []) teller.tell(ref, alarm, step, target, row);
      if (targets === null && isUnheard(row)) again(parts, row);
      (targets === null && !isUnheard(row) ? stuck : helped).add(step);
    }
  }
  for (const step of stuck) {
    const mayKnow = rows.some((row) => stepOf(row, call.alarm) === step && row.state !== "failed" && row.state !== "dropped"); // biome-ignore format: one question
    if (!helped.has(step) && !mayKnow && call.taken === step + 1) core.book.putCall(hurry(call, plan, core.now()));
  }
}

/** Of one person or group the newest row of a step stands for all before; what was tried by a group is followed by whomever it then told. */
function isFollowed(row: Row, step: number, alarm: string, later: readonly Row[]): boolean {
  return later.some((one) => {
    const isSameLine = row.person === null || one.person === null || one.person === row.person;
    return one.insteadOf === row.n || (stepOf(one, alarm) === step && isSameLine);
  });
}

/** It was not worth saying when its turn came, since the alarm was held back or over, and nobody was asked to carry it. */
function isUnheard({ state, code }: Row): boolean {
  return state === "dropped" && (code === "held" || code === "over");
}

/** The same row once more, as it was. */
function again({ core, teller }: InsteadParts, row: Row): void {
  const { alarms, says, step, repeated, insteadOf, key } = row;
  const made = teller.rowFor(alarms, says, step, row, { repeated, insteadOf });
  core.book.add({ ...made, key: row.code === "held" ? key : `${key}:after-${row.n}` });
}

/** Whom the next road of a step reaches in place of `row`, without those who may know already; null: there is no such road. */
function nextFor(
  { core, teller }: InsteadParts,
  row: Row,
  step: PlanStep | undefined,
  rows: readonly Row[],
): readonly Target[] | null {
  if (step === undefined) return null;
  const tried = new Set(rows.filter(({ state }) => state !== "dropped").map(targetKey));
  const onDuty = core.parts.onCall.onDuty(step.to);
  const own = byNextRoad({ core, teller }, step, row.person === null ? onDuty : [row.person], tried);
  if (own.length === 0) return null;
  if (row.person === null || onDuty.length === 0 || onDuty.includes(row.person)) return own;
  const mayKnow = rows.filter(({ state }) => state !== "failed" && state !== "dropped").map(({ person }) => person);
  const others = onDuty.filter((person) => !mayKnow.includes(person));
  return byNextRoad({ core, teller }, step, others, tried);
}

/** The targets of the first road of a step that reaches anybody who was not tried by it. */
function byNextRoad(
  { core, teller }: InsteadParts,
  step: PlanStep,
  persons: readonly string[],
  tried: ReadonlySet<string>,
): readonly Target[] {
  for (const road of teller.chainOf(step)) {
    const kind = core.kindOf(road);
    const all = kind === null ? [] : targetsBy(kind, road, step.to, persons);
    const fresh = all.filter((target) => !tried.has(targetKey(target)));
    if (fresh.length > 0) return fresh;
  }
  return [];
}

/** Targets of the next road for alarms of one step; without one the next step is hurried, and the last one tried again later. */
function insteadForStep(parts: InsteadParts, row: Row, i: number, refs: readonly AlarmRef[]): readonly Target[] {
  const { core, teller } = parts;
  const [ref] = refs;
  const alarm = ref === undefined ? null : core.alarm(ref.id);
  if (ref === undefined || alarm === null) return [];
  const step = core.stepsOf(alarm)[i];
  if (step !== undefined) {
    const tried = new Set(rowsOfStep(core, ref, i).filter(({ state }) => state !== "dropped").map(targetKey)); // biome-ignore format: one question
    const persons = row.person === null ? core.parts.onCall.onDuty(step.to) : [row.person];
    const targets = byNextRoad(parts, step, persons, tried);
    if (targets.length > 0) return targets;
  }
  for (const one of refs) hurryAfter(core, one, i);
  const late = untold(core, refs);
  if (late.length === 0) return [];
  const isGroup = (road: string) => REACHES[core.kindOf(road) ?? "post"] !== "person";
  const roads = (step === undefined ? [] : teller.chainOf(step)).filter((road) => isGroup(road) === (row.person === null)); // biome-ignore format: one question
  core.book.add(tryLate(core, row, roads, teller.rowFor(late, row.says, i, row, { insteadOf: row.n })));
  return [];
}

function insteadForEnd({ core, teller }: InsteadParts, row: Row): void {
  const [ref] = row.alarms;
  if (row.person === null || ref === undefined) return;
  const isSame = (one: Row) => one.says === row.says && one.person === row.person && isLast(one) === isLast(row);
  const about = rowsAbout(core.book.reader, ref.id, ref.occurrence, ref.occurrence);
  const tried = new Set(about.filter(isSame).map(({ road }) => road));
  const road = teller.endRoads(row).find((id) => !tried.has(id));
  if (road === undefined) return;
  const made = teller.rowFor(row.alarms, row.says, row.step, { ...row, road }, { insteadOf: row.n });
  core.book.add(isLast(row) ? { ...made, key: asLast(made.key) } : made);
}

function hurryAfter(core: Core, ref: AlarmRef, step: number): void {
  const call = core.callOf(ref);
  const alarm = call === null ? null : core.alarm(call.alarm);
  if (call === null || alarm === null || call.state !== "calling" || call.taken !== step + 1) return;
  const mayKnow = rowsOfStep(core, ref, step).some(({ state }) => state !== "failed" && state !== "dropped");
  if (!mayKnow) core.book.putCall(hurry(call, core.stepsOf(alarm), core.now()));
}

function rowsOfStep(core: Core, { id, occurrence }: AlarmRef, step: number): readonly Row[] {
  const rows = rowsAbout(core.book.reader, id, occurrence, occurrence);
  return rows.filter((row) => isAsking(row) && stepOf(row, id) === step);
}
