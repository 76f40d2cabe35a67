// The findings on the network: kept in campus.db, in memory for every question; new ones become entries, few at a time.
import type { FindingKind, Neighbour, RegisterPoint } from "../contract/neighbours.ts";
import type { Journal } from "../journal/journal.ts";
import { happening } from "../journal/record.ts";
import type { AuditRecord } from "../kit/accounts/accounts.ts";
import type { Document, DocumentChanges } from "../kit/accounts/documents.ts";
import { canonicalJson, hashOf } from "../kit/canonical.ts";
import type { Clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import { afterSighting, findingId, isRandom, type KeptFinding, type Sighting, saysMore } from "./finding.ts";
import { judge, type Register, type Verdict } from "./judge.ts";
import { Turns } from "./turns.ts";

const KIND = "network-finding";
const DAY_MS = 86_400_000;
/** That it is still there is written down so often; the rest at once. */
const NOTE_EVERY_MS = 3_600_000;
/** Longer ago, it is on no list of today's. */
const COUNTS_FOR_MS = DAY_MS;
/** A phone comes back with another number; what is a device of somebody's own is remembered for half a year. */
const FORGET_RANDOM_MS = 7 * DAY_MS;
const FORGET_MS = 190 * DAY_MS;
const MOST_RANDOM = 300;
const MOST = 2000;
/** More new findings of one look than this become one entry with their number: the first look of a school has hundreds. */
const MOST_ENTRIES = 10;

const TYPES: Readonly<Record<FindingKind, string>> = {
  unknown: "network.unknown-device",
  moved: "network.moved-device",
  swapped: "network.swapped-device",
  conflict: "network.address-conflict",
};

export interface By {
  readonly account: string;
  readonly remote: string;
}

export interface FindingParts {
  readonly store: {
    documents(kind: string): readonly Document[];
    changeDocuments(changes: DocumentChanges, record: AuditRecord | null): Promise<void>;
  };
  readonly register: () => Register;
  readonly journal: Pick<Journal, "append">;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Findings {
  /** Takes everybody that a device saw; gives what its reading says of the register. */
  saw(device: string, neighbours: readonly Neighbour[]): Readonly<Record<RegisterPoint, number>>;
  /** Those that still differ from the register, the newest first, made-up numbers last. */
  list(): readonly KeptFinding[];
  get(id: string): KeptFinding | undefined;
  /** `reason` null: it counts again. Resolves when it is on disk, with undefined when there is none of that id. */
  ignore(by: By, id: string, reason: string | null): Promise<KeptFinding | undefined>;
  /** Resolves when all that was seen before is on disk. */
  saved(): Promise<void>;
}

/** Reads the findings and keeps them. */
export function openFindings({ store, register, journal, clock, log }: FindingParts): Findings {
  const findings = new Map<string, KeptFinding>();
  /** What is on disk: the version of each document, and when it said that it was last seen. */
  const onDisk = new Map<string, { readonly version: number; readonly lastSeenMs: number }>();
  for (const { id, version, body } of store.documents(KIND)) {
    const finding = JSON.parse(body) as KeptFinding;
    findings.set(id, finding);
    onDisk.set(id, { version, lastSeenMs: finding.lastSeenMs });
  }
  const turns = new Turns();
  /** Cards whose address is known: a switch that hears them only, and knows no address, shall not find them unknown. */
  const addressed = new Map<string, number>();
  /** Ids that the file does not have as they are. */
  let dirty = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();

  const holds = (finding: KeptFinding, nowMs: number): boolean => {
    if (finding.kind === "conflict") return nowMs - finding.lastSeenMs < COUNTS_FOR_MS;
    return verdictOf({ mac: finding.mac, ip: finding.ips[0] ?? null }, register(), nowMs)?.kind === finding.kind;
  };

  function verdictOf(neighbour: Pick<Neighbour, "mac" | "ip">, now: Register, nowMs: number): Verdict | null {
    const { mac, ip } = neighbour;
    const verdict = judge(neighbour, now);
    if (ip === null) return (addressed.get(mac) ?? 0) > nowMs - COUNTS_FOR_MS ? null : verdict;
    if (verdict === null) addressed.set(mac, nowMs);
    else addressed.delete(mac);
    return verdict;
  }

  function put(next: KeptFinding): void {
    const before = findings.get(next.id);
    findings.set(next.id, next);
    const isLongAgo = next.lastSeenMs - (onDisk.get(next.id)?.lastSeenMs ?? 0) >= NOTE_EVERY_MS;
    if (saysMore(before, next) || isLongAgo) dirty.add(next.id);
  }

  /** What is as the register says by now, or was not seen for long; and the oldest of too many. */
  function forget(nowMs: number): void {
    const remove = (id: string) => {
      findings.delete(id);
      dirty.add(id);
    };
    for (const [mac, atMs] of addressed) if (atMs < nowMs - COUNTS_FOR_MS) addressed.delete(mac);
    for (const finding of findings.values()) {
      const age = nowMs - finding.lastSeenMs;
      if (!holds(finding, nowMs) || age > (isRandom(finding) ? FORGET_RANDOM_MS : FORGET_MS)) remove(finding.id);
    }
    const newest = [...findings.values()].sort((a, b) => b.lastSeenMs - a.lastSeenMs);
    for (const { id } of newest.filter(isRandom).slice(MOST_RANDOM)) remove(id);
    for (const { id } of newest.filter((finding) => !isRandom(finding)).slice(MOST)) remove(id);
  }

  /** All changes since the last time in one go; a file that takes nothing now is tried with the next look. */
  function save(record: AuditRecord | null): Promise<void> {
    const work = async () => {
      const ids = dirty;
      dirty = new Set();
      const nowMs = clock.now();
      const put: Document[] = [];
      const remove: Document[] = [];
      for (const id of ids) {
        const finding = findings.get(id);
        const version = onDisk.get(id)?.version ?? 0;
        if (finding !== undefined) put.push(documentOf(finding, version + 1, nowMs, record?.account ?? ""));
        else if (version > 0) remove.push({ kind: KIND, id, version, hash: "", body: "", changedMs: 0, by: "" });
      }
      if (put.length + remove.length === 0 && record === null) return;
      try {
        await store.changeDocuments({ put, remove }, record);
      } catch (error) {
        dirty = new Set([...ids, ...dirty]);
        throw error;
      }
      for (const { id, version, body } of put)
        onDisk.set(id, { version, lastSeenMs: (JSON.parse(body) as KeptFinding).lastSeenMs });
      for (const { id } of remove) onDisk.delete(id);
    };
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  }

  async function tell(fresh: readonly KeptFinding[], device: string): Promise<void> {
    const nowMs = clock.now();
    const entry = (type: string, body: object, key: string) =>
      journal.append(happening("event", type, nowMs, { ...body }, { device, key: `network:${key}` }));
    if (fresh.length <= MOST_ENTRIES) {
      await Promise.all(
        fresh.map((finding) => entry(TYPES[finding.kind], bodyOf(finding), `${finding.id}:${finding.firstSeenMs}`)),
      );
      return;
    }
    const first = fresh.slice(0, MOST_ENTRIES).map(({ kind, mac, ips }) => ({ kind, mac, ip: ips[0] ?? null }));
    await entry("network.many-findings", { count: fresh.length, first }, `many:${device}:${nowMs}`);
  }

  return {
    saw(device, neighbours) {
      const nowMs = clock.now();
      const now = register();
      const fresh: KeptFinding[] = [];
      const take = (sighting: Sighting) => {
        const before = findings.get(findingId(sighting.kind, sighting.neighbour));
        const next = afterSighting(before, sighting, nowMs);
        put(next);
        if (before === undefined && !isRandom(next)) fresh.push(next);
      };
      const conflicts = turns.conflicts(device, neighbours, nowMs);
      for (const neighbour of neighbours) {
        const verdict = verdictOf(neighbour, now, nowMs);
        if (verdict === null) continue;
        const { kind, asset, expected } = verdict;
        take({ kind, neighbour, macs: [], device, asset: asset?.id ?? null, expected });
      }
      for (const [ip, macs] of conflicts) {
        const neighbour = neighbours.find((one) => one.ip === ip);
        if (neighbour !== undefined)
          take({ kind: "conflict", neighbour, macs, device, asset: now.byIp(ip)?.id ?? null, expected: null });
      }
      forget(nowMs);
      if (fresh.length > 0 || dirty.size > 0)
        tell(fresh, device)
          .then(() => save(null))
          .catch((error: unknown) => log.warn({ device, reason: messageOf(error) }, "findings are not on disk yet"));
      const counted = [...findings.values()].filter(
        ({ seenBy, ignored, lastSeenMs }) =>
          seenBy === device && ignored === null && nowMs - lastSeenMs < COUNTS_FOR_MS,
      );
      const unknown = counted.filter(({ kind }) => kind === "unknown");
      const random = unknown.filter(isRandom).length;
      return { unknown: unknown.length - random, random, conflicts: counted.length - unknown.length };
    },
    list() {
      const nowMs = clock.now();
      return [...findings.values()]
        .filter((finding) => holds(finding, nowMs))
        .sort((a, b) => Number(isRandom(a)) - Number(isRandom(b)) || b.firstSeenMs - a.firstSeenMs || order(a, b));
    },
    get(id) {
      const finding = findings.get(id);
      return finding !== undefined && holds(finding, clock.now()) ? finding : undefined;
    },
    async ignore(by, id, reason) {
      const finding = findings.get(id);
      if (finding === undefined) return undefined;
      const ignored = reason === null ? null : { reason, by: by.account, atMs: clock.now() };
      const next = { ...finding, ignored };
      put(next);
      // The reason may name somebody, and audit lines are entries too.
      const type = reason === null ? "network.finding-watched" : "network.finding-ignored";
      try {
        await save({ type, account: by.account, remote: by.remote, detail: { finding: id } });
      } catch (error) {
        put(finding);
        throw error;
      }
      return next;
    },
    saved: () => save(null),
  };
}

function order(a: KeptFinding, b: KeptFinding): number {
  return a.id < b.id ? -1 : 1;
}

function bodyOf({ id, mac, macs, ips, port, asset, expected }: KeptFinding): Readonly<Record<string, unknown>> {
  return { finding: id, mac, ...(macs.length > 0 && { macs }), ip: ips[0] ?? null, port, asset, expected };
}

function documentOf(finding: KeptFinding, version: number, changedMs: number, by: string): Document {
  const body = canonicalJson(finding);
  return { kind: KIND, id: finding.id, version, hash: hashOf(body), body, changedMs, by };
}
