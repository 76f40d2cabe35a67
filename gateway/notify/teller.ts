// Whom a step tells, who hears of the end, and which road is next when one has failed: every answer is rows of the ledger.
import { type Alarm, isDanger } from "../contract/alarms.ts";
import { type PlanStep, REACHES } from "../contract/notify.ts";
import { type Call, hurry } from "./call.ts";
import { type Core, firstOf } from "./core.ts";
import type { FloodGate } from "./flood.ts";
import { tryLate, untold } from "./late.ts";
import { CALLS, roadsOf, targetsBy } from "./plans.ts";
import { type AlarmRef, type NewRow, type Row, rowsAbout, type Target, targetKey } from "./rows.ts";

/** Who is at the county is not our business: no persons are looked for there. */
const COUNTY = "county";
/** Persons are written like this wherever an account could stand. */
const PERSON = "p-";
/** In keys of digests that only spared a road: whoever had one hears each end. Those of a flood have a last one instead. */
const JOINED = ":joined:";
/** Ends keys of digests that ask for nothing: a flood is over, or several alarms are. */
const LAST = ":last";

interface Gathered {
  readonly target: Target;
  readonly step: number;
  readonly refs: AlarmRef[];
}

export class Teller {
  readonly #core: Core;
  readonly #gate: FloodGate;
  readonly #isFailing: (road: string) => boolean;
  /** What this input adds to digests. */
  readonly #gathered = new Map<string, Gathered>();

  constructor(core: Core, gate: FloodGate, isFailing: (road: string) => boolean) {
    this.#core = core;
    this.#gate = gate;
    this.#isFailing = isFailing;
  }

  /** Steps `[from, to)` are taken. False: nobody of the last one can be told, so the next one is due. */
  raised(call: Call, alarm: Alarm, [from, to]: readonly [number, number]): boolean {
    const steps = this.#core.stepsOf(alarm);
    let reached = true;
    for (let i = from; i < to; i++) {
      const step = steps[i];
      if (step !== undefined) reached = this.#takeStep(call, alarm, step, i);
    }
    return reached;
  }

  /** Row of a step for a target, by itself. */
  rowFor(
    refs: readonly AlarmRef[],
    says: NewRow["says"],
    step: number,
    target: Target,
    more: Partial<NewRow> = {},
  ): NewRow {
    const [ref] = refs;
    // A whole row may stand for its target.
    const { road, post, person } = target;
    const about = ref === undefined ? "-" : `${ref.id}:${ref.occurrence}`;
    return {
      key: `${about}:${says}:${step}:${targetKey(target)}`,
      says,
      alarms: refs,
      step,
      road,
      post,
      person,
      madeMs: this.#core.wallNow(),
      nextAt: this.#core.now(),
      test: false,
      repeated: false,
      insteadOf: null,
      ended: null,
      ...more,
    };
  }

  #takeStep(call: Call, alarm: Alarm, step: PlanStep, i: number): boolean {
    const core = this.#core;
    const ref = { id: call.alarm, occurrence: call.occurrence };
    const chain = this.chainOf(step);
    const onDuty = step.to === COUNTY ? [] : core.parts.onCall.onDuty(step.to);
    const targets = this.#firstTargets(chain, step, onDuty);
    const nobody = step.to !== COUNTY && onDuty.length === 0;
    if (nobody || targets.length === 0) {
      const code = nobody ? "nobody-on-duty" : "no-road";
      const target = { road: chain[0] ?? "-", post: step.to, person: null };
      const row = this.rowFor([ref], "raised", i, target, {
        nextAt: null,
        ended: { state: "failed", code, detail: "" },
      });
      core.book.add({ ...row, key: `${row.key}:${code}` });
    }
    const alone = alarm.point !== null && isDanger(alarm.point);
    const { flood } = core.parts.alarms.desk.pace();
    for (const target of targets) {
      // Nobody is woken by the county's list, and each of its alarms is marked by itself.
      if (alone || step.to === COUNTY || this.#gate.admit(target, ref, flood, core.now()) === "alone")
        core.book.add(this.rowFor([ref], "raised", i, target));
      else this.#gather(target, i, [ref]);
    }
    return !nobody && targets.length > 0;
  }

  /** The first road that reaches anybody. */
  #firstTargets(chain: readonly string[], { to }: PlanStep, onDuty: readonly string[]): readonly Target[] {
    for (const road of chain) {
      const kind = this.#core.kindOf(road);
      const targets = kind === null ? [] : targetsBy(kind, road, to, onDuty);
      if (targets.length > 0) return targets;
    }
    return [];
  }

  /** Roads of a step at this time of day, those that are configured. */
  chainOf(step: PlanStep): readonly string[] {
    return roadsOf(step, this.#core.night).filter((road) => this.#core.kindOf(road) !== null);
  }

  #gather(target: Target, step: number, refs: readonly AlarmRef[]): void {
    const gathered = this.#gathered.get(targetKey(target)) ?? { target, step, refs: [] };
    gathered.refs.push(...refs);
    this.#gathered.set(targetKey(target), gathered);
  }

  /** Puts what was gathered into the digests that wait, or into new ones. */
  flush(isBusy: (n: number) => boolean): void {
    const core = this.#core;
    for (const { target, step, refs } of this.#gathered.values()) {
      const dueAt = this.#gate.dueAt(target, core.now());
      const waiting = [...core.book.open.values()].find(
        (row) =>
          row.says === "digest" &&
          row.state === "queued" &&
          row.tries === 0 &&
          !isBusy(row.n) &&
          isSame(row, target) &&
          !isLast(row),
      );
      if (waiting !== undefined) core.book.grow(waiting.n, [...waiting.alarms, ...refs], dueAt);
      else core.book.add(this.rowFor(refs, "digest", step, target, { nextAt: dueAt }));
    }
    this.#gathered.clear();
  }

  /** Rows that waited for their road become one that goes now. */
  joined(rows: readonly Row[]): void {
    const [first] = rows;
    if (first === undefined) return;
    const refs = [
      ...new Map(
        rows.flatMap(({ alarms }) => alarms.map((ref) => [`${ref.id}#${ref.occurrence}`, ref] as const)),
      ).values(),
    ];
    const row = this.rowFor(refs, "digest", first.step, first, { insteadOf: first.n });
    const asks = first.says === "raised";
    this.#core.book.add({ ...row, key: asks ? `${row.key}${JOINED}${first.n}` : `${row.key}:${first.n}${LAST}` });
  }

  /** A flood is over for somebody. */
  last(target: Target, refs: readonly AlarmRef[]): void {
    const row = this.rowFor(refs, "digest", 0, target);
    this.#core.book.add({ ...row, key: `${row.key}${LAST}` });
  }

  /** Whoever was told of an alarm hears its end, each once. `by`: who has acknowledged, and knows. */
  end(call: Call, says: "cleared" | "acknowledged", by: string | null): void {
    const told = this.toldOf(call).filter(({ says: what, key }) => what === "raised" || key.includes(JOINED));
    for (const row of told) this.endFor(row, call, says, by);
  }

  endFor(row: Row, call: Call, says: "cleared" | "acknowledged", by: string | null): void {
    if (row.person !== null && row.person === by && says === "acknowledged") return;
    const kind = this.#core.kindOf(row.road);
    if (kind === null || kind === "county") return;
    // Who has acknowledged on a console need not be told aloud; an answer from elsewhere is news at a post.
    if (kind === "post" && says === "acknowledged" && by?.startsWith(PERSON) !== true) return;
    const [road] = this.endRoads(row);
    if (road === undefined) return;
    const target = { road, post: row.post, person: row.person };
    const made = this.rowFor([{ id: call.alarm, occurrence: call.occurrence }], says, row.step, target);
    // One for each person, whichever road it goes by.
    const whom = row.person ?? `${row.post}:${road}`;
    this.#core.book.add({ ...made, key: `${call.alarm}:${call.occurrence}:${says}:${whom}` });
  }

  /** Roads by which somebody who was told may hear the end, best first. No telephone rings for that. */
  endRoads(row: Row): readonly string[] {
    const core = this.#core;
    if (row.person === null) return [row.road];
    const [ref] = row.alarms;
    const alarm = ref === undefined ? null : core.alarm(ref.id);
    const step = alarm === null ? undefined : core.stepsOf(alarm)[row.step];
    const candidates = [
      row.road,
      ...(step === undefined ? [] : this.chainOf(step)),
      ...core.settings.roads.map(({ id }) => id),
    ];
    const roads = [...new Set(candidates)].filter((road) => {
      const kind = core.kindOf(road);
      return kind !== null && REACHES[kind] === "person" && !CALLS.has(kind);
    });
    return roads.sort((a, b) => Number(this.#isFailing(a)) - Number(this.#isFailing(b)));
  }

  /** Deliveries by which somebody knows, or may know, of an alarm. */
  toldOf(call: Call): readonly Row[] {
    return rowsAbout(this.#core.book.reader, call.alarm, firstOf(call), call.occurrence).filter(
      ({ says, test, state }) =>
        !test && (says === "raised" || says === "digest") && (state === "accepted" || state === "unknown"),
    );
  }

  /** The next road for whom a delivery did not reach; without one, and when nobody else of the step can know, the next step is due. */
  instead(row: Row): void {
    if (row.says === "cleared" || row.says === "acknowledged") this.#insteadForEnd(row);
    else if ((row.says === "raised" || row.says === "digest") && !isLast(row) && !row.test) this.#insteadForStep(row);
  }

  #insteadForStep(row: Row): void {
    const calling = row.alarms.filter((ref) => this.#core.callOf(ref)?.state === "calling");
    const [ref] = calling;
    const alarm = ref === undefined ? null : this.#core.alarm(ref.id);
    if (ref === undefined || alarm === null) return;
    const step = this.#core.stepsOf(alarm)[row.step];
    const tried = new Set(this.#rowsOfStep(ref, row.step).map(targetKey));
    const onDuty = row.person === null ? this.#core.parts.onCall.onDuty(row.post ?? "") : [row.person];
    const chain = step === undefined ? [] : this.chainOf(step);
    for (const road of chain) {
      const kind = this.#core.kindOf(road);
      const all = kind === null ? [] : targetsBy(kind, road, row.post ?? "", onDuty);
      const fresh = all.filter((target) => !tried.has(targetKey(target)));
      if (fresh.length === 0) continue;
      for (const target of fresh)
        this.#core.book.add(this.rowFor(calling, row.says, row.step, target, { insteadOf: row.n }));
      return;
    }
    for (const one of calling) this.#hurry(one, row.step);
    const refs = untold(this.#core, calling);
    if (refs.length === 0) return;
    const isGroup = (road: string) => REACHES[this.#core.kindOf(road) ?? "post"] !== "person";
    const roads = chain.filter((road) => isGroup(road) === (row.person === null));
    const again = this.rowFor(refs, row.says, row.step, row, { insteadOf: row.n });
    this.#core.book.add(tryLate(this.#core, row, roads, again));
  }

  #insteadForEnd(row: Row): void {
    if (row.person === null) return;
    const tried = new Set(row.alarms.flatMap((ref) => this.#rowsOfEnd(ref, row)).map(({ road }) => road));
    const road = this.endRoads(row).find((id) => !tried.has(id));
    if (road === undefined) return;
    const target = { road, post: row.post, person: row.person };
    this.#core.book.add(this.rowFor(row.alarms, row.says, row.step, target, { insteadOf: row.n }));
  }

  #hurry(ref: AlarmRef, step: number): void {
    const call = this.#core.callOf(ref);
    const alarm = call === null ? null : this.#core.alarm(call.alarm);
    if (call === null || alarm === null || call.state !== "calling") return;
    const mayKnow = this.#rowsOfStep(ref, step).some(({ state }) => state !== "failed" && state !== "dropped");
    if (!mayKnow && call.taken === step + 1)
      this.#core.book.putCall(hurry(call, this.#core.stepsOf(alarm), this.#core.now()));
  }

  #rowsOfStep({ id, occurrence }: AlarmRef, step: number): readonly Row[] {
    return rowsAbout(this.#core.book.reader, id, occurrence, occurrence).filter((row) => row.step === step && !row.test && (row.says === "raised" || row.says === "digest")); // biome-ignore format: one question
  }

  #rowsOfEnd({ id, occurrence }: AlarmRef, { says, person }: Row): readonly Row[] {
    return rowsAbout(this.#core.book.reader, id, occurrence, occurrence).filter((row) => row.says === says && row.person === person); // biome-ignore format: one question
  }
}

/** The digest that ends a flood, or tells several ends. */
export function isLast({ key }: Pick<Row, "key">): boolean {
  return key.endsWith(LAST);
}

function isSame(row: Target, target: Target): boolean {
  return targetKey(row) === targetKey(target);
}
