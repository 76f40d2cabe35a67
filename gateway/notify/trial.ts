// Test fire of a road, or of a rule with all that it would tell: every text says that it is a test, and nothing else follows from it.
import { randomUUID } from "node:crypto";
import type { RuleView } from "../contract/alarm-desk.ts";
import type { Alarm } from "../contract/alarms.ts";
import { REACHES } from "../contract/notify.ts";
import { formatTime } from "../contract/time.ts";
import { GatewayError } from "../kit/errors.ts";
import type { Core } from "./core.ts";
import type { Engine } from "./engine.ts";
import { targetsBy } from "./plans.ts";
import type { NewRow, Target } from "./rows.ts";
import type { Teller } from "./teller.ts";
import { requirePace } from "./trial-pace.ts";

/** What is only being tested has no occurrence. */
export const TESTED = 0;

export interface TrialParts {
  readonly core: Core;
  readonly engine: Engine;
  readonly teller: Teller;
}

/** Resolves when it is written down who tests what: before anything is sent. */
export type Noted = () => Promise<void>;

/** One note by a road, to a person, or to who is on duty at a post. Throws GatewayErrors `not-found`, `nobody-to-tell`, `tested-enough`. */
export async function testRoad(
  { core, engine, teller }: TrialParts,
  road: string,
  to: { readonly person: string | null; readonly post: string | null },
  noted: Noted,
): Promise<number> {
  const kind = core.kindOf(road);
  if (kind === null)
    throw new GatewayError("not-found", `there is no road ${road}`, "Choose one of GET /notify/roads.");
  if (to.post !== null && !core.parts.facts.campus.duty.posts.some(({ id }) => id === to.post))
    throw new GatewayError("not-found", `there is no post ${to.post}`, "Choose one of GET /duty/now.");
  const post = to.post ?? core.settings.proof?.to ?? null;
  const person = to.person ?? (post === null ? null : (core.parts.onCall.onDuty(post)[0] ?? null));
  const isKnown = person !== null && core.parts.onCall.person(person) !== null;
  if (REACHES[kind] === "person" && !isKnown) throw nobody(road);
  if (REACHES[kind] === "post" && post === null) throw nobody(road);
  const target: Target = { road, post, person: REACHES[kind] === "person" ? person : null };
  requirePace(core, [target]);
  await noted();
  const [n] = await engine.added(() => {
    requirePace(core, [target]);
    core.book.add(testRow(teller, [], "test", 0, target));
  });
  if (n === undefined) throw nobody(road);
  return n;
}

/**
 * Plays the first step of an alarm of this rule, or all of them at their times, also while quiet times or maintenance would hold the alarm.
 * Throws `not-found`, `nobody-to-tell`, `tested-enough`.
 */
export async function testRule(
  { core, engine, teller }: TrialParts,
  rule: string,
  device: string | null,
  steps: "first" | "all",
  noted: Noted,
): Promise<readonly number[]> {
  const found = testedBy(core, rule, device);
  if (found === null)
    throw new GatewayError("not-found", `no rule ${rule} is in force at that device`, "Choose one of GET /alarms/rules."); // biome-ignore format: one error
  const plan = core.stepsOf(found);
  const rows: NewRow[] = [];
  for (const [i, step] of plan.entries()) {
    if (steps === "first" && rows.length > 0) break;
    const onDuty = core.parts.onCall.onDuty(step.to);
    const [road] = teller.chainOf(step).filter((id) => targetsOf(core, id, step.to, onDuty).length > 0);
    if (road === undefined) continue;
    const nextAt = core.now() + (steps === "all" ? step.afterMs : 0);
    for (const target of targetsOf(core, road, step.to, onDuty))
      rows.push({ ...testRow(teller, [{ id: found.id, occurrence: TESTED }], "raised", i, target), nextAt });
  }
  if (rows.length === 0) throw nobody(rule);
  requirePace(core, rows);
  await noted();
  return await engine.added(() => {
    requirePace(core, rows);
    for (const row of rows) core.book.add(row);
  });
}

/** An alarm as the rule would raise it now; null: no such rule, or not at this device. */
export function testedAlarm(core: Core, alarm: string): Alarm | null {
  const rule = core.parts.alarms.desk.rules().find(({ alarms }) => alarms.includes(alarm));
  if (rule === undefined) return null;
  const device = [...core.parts.alarms.desk.owners()].find(([id]) => id === alarm)?.[1] ?? null;
  return alarmOf(rule, alarm, device, core.wallNow());
}

function testedBy(core: Core, id: string, device: string | null): Alarm | null {
  const rules = core.parts.alarms.desk.rules().filter((rule) => rule.id === id);
  const owners = new Map(core.parts.alarms.desk.owners());
  for (const rule of rules) {
    const alarm = rule.alarms.find((one) => device === null || owners.get(one) === device);
    if (alarm !== undefined) return alarmOf(rule, alarm, owners.get(alarm) ?? null, core.wallNow());
  }
  return null;
}

function alarmOf(rule: RuleView, id: string, device: string | null, nowMs: number): Alarm {
  const { point, severity, text, condition } = rule;
  return {
    id,
    rule: rule.id,
    device,
    point,
    occurrence: TESTED,
    severity,
    active: true,
    acknowledged: false,
    latched: false,
    suppressed: false,
    outOfService: false,
    shelved: null,
    raisedAt: formatTime(nowMs),
    clearedAt: null,
    value: null,
    limit: condition.limit ?? null,
    unit: null,
    cause: null,
    text,
    acknowledgements: [],
  };
}

function targetsOf(core: Core, road: string, to: string, onDuty: readonly string[]): readonly Target[] {
  const kind = core.kindOf(road);
  // The county is not called for a test of ours.
  return kind === null || kind === "county" ? [] : targetsBy(kind, road, to, onDuty);
}

function testRow(teller: Teller, refs: NewRow["alarms"], says: NewRow["says"], step: number, target: Target): NewRow {
  return { ...teller.rowFor(refs, says, step, target), key: `test:${randomUUID()}`, test: true };
}

function nobody(what: string): GatewayError {
  return new GatewayError(
    "nobody-to-tell",
    `nobody can be told by ${what} now`,
    "Name a person, or put somebody on duty at the post.",
  );
}
