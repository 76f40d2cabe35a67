// Whom a step tells, alone or in a digest, and who hears of the end: every answer is rows of the ledger.
import { type Alarm, isDanger } from "../contract/alarms.ts";
import { type PlanStep, REACHES } from "../contract/notify.ts";
import type { Call } from "./call.ts";
import { type Core, firstOf } from "./core.ts";
import type { FloodGate } from "./flood.ts";
import { CALLS, roadsOf, targetsBy } from "./plans.ts";
import { type AlarmRef, freeKey, isAsking, type NewRow, type Row, refsAt, rowsAbout, stepOf, type Target, targetKey } from "./rows.ts"; // biome-ignore format: one part

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
      alarms: refsAt(step, refs),
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
    for (const target of targets) this.tell(ref, alarm, i, target);
    return !nobody && targets.length > 0;
  }

  /** A row for a target, or a place in the digest that it gets. `after`: the row that did not reach whom it was for. */
  tell(ref: AlarmRef, alarm: Alarm, i: number, target: Target, after: Row | null = null): void {
    const core = this.#core;
    // Nobody is woken by the county's list, and each of its alarms is marked by itself.
    const alone = target.post === COUNTY || (alarm.point !== null && isDanger(alarm.point));
    const flood = after?.says === "digest" || core.parts.alarms.desk.pace().flood;
    if (!alone && this.#gate.admit(target, ref, flood, core.now()) === "digest") {
      this.#gather(target, i, { ...ref, step: i });
      return;
    }
    const row = this.rowFor([ref], "raised", i, target);
    const key = after === null ? row.key : freeKey(core.book.reader, row);
    const insteadOf = after === null ? null : key === after.key ? after.insteadOf : after.n;
    core.book.add({ ...row, key, insteadOf });
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

  #gather(target: Target, step: number, ref: AlarmRef): void {
    const gathered = this.#gathered.get(targetKey(target)) ?? { target, step, refs: [] };
    gathered.refs.push(ref);
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
          // What may be the second says so of all that it names.
          !row.repeated &&
          !isBusy(row.n) &&
          isSame(row, target) &&
          !isLast(row),
      );
      if (waiting !== undefined) {
        core.book.grow(waiting.n, refsAt(waiting.step, [...waiting.alarms, ...refs]), dueAt);
        continue;
      }
      const row = this.rowFor(refs, "digest", step, target, { nextAt: dueAt });
      core.book.add({ ...row, key: freeKey(core.book.reader, row) });
    }
    this.#gathered.clear();
  }

  /** Rows that waited for their road become one that goes now. */
  joined(rows: readonly Row[]): void {
    const [first] = rows;
    if (first === undefined) return;
    const refs = rows.flatMap(({ alarms, step }) => alarms.map((ref) => ({ step, ...ref })));
    const row = this.rowFor(refs, "digest", first.step, first, { insteadOf: first.n });
    const asks = first.says === "raised";
    this.#core.book.add({ ...row, key: asks ? `${row.key}${JOINED}${first.n}` : `${row.key}:${first.n}${LAST}` });
  }

  /** A flood is over for somebody: told by no telephone that rings. */
  last(target: Target, refs: readonly AlarmRef[]): void {
    const [road] = this.endRoads({ ...target, alarms: refs, step: 0 });
    if (road === undefined) return;
    const row = this.rowFor(refs, "digest", 0, { ...target, road });
    this.#core.book.add({ ...row, key: asLast(row.key) });
  }

  /** Whoever was told of an alarm hears its end, each once. `by`: who has acknowledged, and knows. */
  end(call: Call, says: "cleared" | "acknowledged", by: string | null): void {
    const told = this.toldOf(call).filter(({ says: what, key }) => what === "raised" || isJoined({ key }));
    for (const row of [...told, ...this.#unended(call)]) this.endFor(row, call, says, by);
  }

  /** Who was told of the occurrence before and did not hear its end, since the alarm was there again when it was to be told. */
  #unended(call: Call): readonly Row[] {
    const before = firstOf(call) - 1;
    return rowsAbout(this.#core.book.reader, call.alarm, before, before).filter(
      ({ says, state, code }) => says === "cleared" && state === "dropped" && code === "raised-again",
    );
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
    const made = this.rowFor([{ id: call.alarm, occurrence: call.occurrence }], says, stepOf(row, call.alarm), target);
    // One for each person, whichever road it goes by.
    const whom = row.person ?? `${row.post}:${road}`;
    this.#core.book.add({ ...made, key: `${call.alarm}:${call.occurrence}:${says}:${whom}` });
  }

  /** Roads by which somebody who was told may hear the end, best first. No telephone rings for that. */
  endRoads(row: Target & Pick<Row, "alarms" | "step">): readonly string[] {
    const core = this.#core;
    if (row.person === null) return [row.road];
    const [ref] = row.alarms;
    const alarm = ref === undefined ? null : core.alarm(ref.id);
    const step = alarm === null ? undefined : core.stepsOf(alarm)[stepOf(row, alarm.id)];
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
      (row) => isAsking(row) && (row.state === "accepted" || row.state === "unknown"),
    );
  }
}

/** The digest that ends a flood, or tells several ends. */
export function isLast({ key }: Pick<Row, "key">): boolean {
  return key.endsWith(LAST);
}

/** A digest that only spared a road. */
export function isJoined({ key }: Pick<Row, "key">): boolean {
  return key.includes(JOINED);
}

/** The key of such a digest. */
export function asLast(key: string): string {
  return `${key}${LAST}`;
}

function isSame(row: Target, target: Target): boolean {
  return targetKey(row) === targetKey(target);
}
