// How each road is: whether its last letters were taken, when it last proved that it lives, and the alarm of one that fails.
import { NOT_HAD, type RoadView } from "../contract/notify.ts";
import { formatTime } from "../contract/time.ts";
import { messageOf } from "../kit/errors.ts";
import { all, integer, text } from "../kit/statements.ts";
import { cannotWork, troubleOf } from "./cannot-work.ts";
import type { Core } from "./core.ts";
import { CALLS, ROAD_FAILED } from "./plans.ts";
import type { Road } from "./roads/road.ts";
import { newestOf, type Row } from "./rows.ts";

/** So many in a row that were not taken make a road a failing one. */
const FAILING = 3;
/** Looked at from the run before. */
const LOOK_BACK = 20;
const PROOF_MS = 26 * 3_600_000;
/** A modem that starts anew, or a file that is being replaced, is no trouble yet. */
const MENDS_ITSELF_MS = 120_000;
/** The person could not be had, but was reached: the road lives. */
const REACHED: ReadonlySet<string> = new Set(["busy", "no-answer", "declined", "sound-off", "not-heard"]);

interface Known {
  failures: number;
  sinceMs: number | null;
  lastAcceptedMs: number | null;
  lastFailure: RoadView["lastFailure"];
  isProven: boolean;
  lastProofMs: number | null;
  lostProofMs: number | null;
  /** Since when the road itself says that it cannot work; on the clock of `core.now`. */
  unableSince: number | null;
  /** It fails because it cannot work, not because others refuse. */
  isUnable: boolean;
}

export class RoadWatch {
  readonly #core: Core;
  readonly #known = new Map<string, Known>();
  /** One word to the alarms after the other. */
  #telling: Promise<unknown> = Promise.resolve();

  constructor(core: Core) {
    this.#core = core;
  }

  /** Takes what the run before knew, and ends alarms of roads that are no more. */
  begin(): void {
    const { book, parts, settings } = this.#core;
    for (const id of this.#known.keys()) if (this.#core.kindOf(id) === null) this.#known.delete(id);
    for (const { id } of settings.roads) {
      if (this.#known.has(id)) continue;
      const known = fresh();
      this.#known.set(id, known);
      for (const row of newestOf(book.reader, id, LOOK_BACK).reverse()) noteIn(known, row);
      known.isProven = false;
    }
    const sql =
      "SELECT road, MAX(made_ms) AS ms FROM delivery WHERE made_ms > ? AND says = 'proof' AND state = 'accepted' GROUP BY road";
    for (const row of all(book.reader, sql, this.#core.wallNow() - PROOF_MS)) {
      const known = this.#known.get(text(row, "road"));
      if (known !== undefined) known.lastProofMs = integer(row, "ms");
    }
    for (const { id } of parts.alarms.list("active")) {
      const road = id.startsWith(ROAD_FAILED) ? id.slice(ROAD_FAILED.length) : null;
      if (road !== null && !this.isFailing(road)) this.#tell(road, false, "");
    }
  }

  isFailing(road: string): boolean {
    const known = this.#known.get(road);
    return known !== undefined && known.failures >= FAILING;
  }

  /** A try by a road has ended, or failed for now. */
  note(row: Row): void {
    const known = this.#known.get(row.road);
    if (known === undefined || row.state === "dropped") return;
    const before = known.failures >= FAILING;
    noteIn(known, row);
    if (before !== known.failures >= FAILING) this.#turned(row.road, known, row.detail ?? row.code ?? "");
  }

  /** What cannot work is an alarm before anybody has to be told by it, and none any more once it can; looked at every few seconds. */
  look(roadOf: (id: string) => Road | null): void {
    const now = this.#core.now();
    for (const [id, known] of this.#known) {
      const trouble = troubleOf(roadOf(id));
      known.unableSince = trouble === null ? null : (known.unableSince ?? now);
      const isFailing = known.failures >= FAILING;
      if (trouble !== null && !isFailing && known.unableSince !== null && now - known.unableSince >= MENDS_ITSELF_MS) {
        known.failures = FAILING;
        known.isUnable = true;
        this.#turned(id, known, trouble);
      } else if (trouble === null && isFailing && known.isUnable && roadOf(id)?.condition !== undefined) {
        Object.assign(known, { failures: 0, isUnable: false, isProven: false });
        this.#turned(id, known, "");
      }
    }
  }

  view(id: string, road: Road | null): RoadView | null {
    const { settings, book } = this.#core;
    const configured = settings.roads.find((one) => one.id === id);
    if (configured === undefined) return null;
    const known = this.#known.get(id) ?? fresh();
    const timeOf = (ms: number | null) => (ms === null ? null : formatTime(ms));
    const isFailing = known.failures >= FAILING || road === null || troubleOf(road) !== null;
    const state = isFailing ? "failing" : known.isProven ? "ready" : "unproven";
    const isProved = settings.proof !== null && !CALLS.has(configured.kind) && configured.kind !== "county";
    const proof = !isProved ? {} : { provenAt: timeOf(known.lastProofMs), proofMissing: this.#lacksProof(known) };
    return {
      id,
      kind: configured.kind,
      name: configured.name,
      state,
      since: timeOf(known.sinceMs),
      queued: [...book.open.values()].filter((row) => row.road === id).length,
      lastAcceptedAt: timeOf(known.lastAcceptedMs),
      lastFailure: known.lastFailure,
      condition: { ...proof, ...road?.condition?.() },
    };
  }

  async settled(): Promise<void> {
    await this.#telling;
  }

  /** The newest proof was not taken, or is too long ago for a daily one although there were some before. */
  #lacksProof({ lastProofMs, lostProofMs }: Known): boolean {
    if (lostProofMs !== null && lostProofMs > (lastProofMs ?? 0)) return true;
    return lastProofMs !== null && lastProofMs < this.#core.wallNow() - PROOF_MS;
  }

  #turned(road: string, known: Known, why: string): void {
    known.sinceMs = this.#core.wallNow();
    this.#tell(road, known.failures >= FAILING, why);
  }

  #tell(road: string, isFailing: boolean, why: string): void {
    const { parts, settings } = this.#core;
    const name = settings.roads.find(({ id }) => id === road)?.name ?? road;
    const text = {
      "zh-CN": `通知方式“${name}”发不出去：请在“通知”页查看原因并点“测试”，修好前由其他方式通知`,
      en: `The road "${name}" delivers nothing: look at its reason on the page of roads, mend it and press Test; others are used meanwhile`,
    };
    const own = { id: `${ROAD_FAILED}${road}`, severity: "high" as const, text };
    if (isFailing) parts.log.warn({ road, reason: why }, "a road delivers nothing");
    this.#telling = this.#telling
      .then(() => parts.alarms.own(own, isFailing))
      .catch((error: unknown) =>
        parts.log.warn({ road, reason: messageOf(error) }, "the alarm of a road was not told"),
      );
  }
}

function fresh(): Known {
  return {
    failures: 0,
    sinceMs: null,
    lastAcceptedMs: null,
    lastFailure: null,
    isProven: false,
    lastProofMs: null,
    lostProofMs: null,
    unableSince: null,
    isUnable: false,
  };
}

function noteIn(known: Known, row: Row): void {
  const { state, code, detail, says } = row;
  const atMs = row.endedMs ?? row.sentMs ?? row.madeMs;
  if (state === "accepted") {
    Object.assign(known, { failures: 0, lastAcceptedMs: atMs, isProven: true, isUnable: false });
    if (says === "proof") known.lastProofMs = row.madeMs;
    return;
  }
  const isLostProof = says === "proof" && (state === "failed" || state === "unknown");
  if (isLostProof) known.lostProofMs = row.madeMs;
  if (code === null || state === "dropped" || state === "sent") return;
  known.lastFailure = { at: formatTime(atMs), code, detail: detail ?? "" };
  if (REACHED.has(code)) known.isProven = true;
  if (NOT_HAD.some((word) => word === code)) return;
  known.isUnable = cannotWork(code);
  // Where nothing happens for weeks the daily proof is all that anybody learns of a road: one that is lost counts for all tries.
  known.failures = known.isUnable || isLostProof ? Math.max(FAILING, known.failures + 1) : known.failures + 1;
}
