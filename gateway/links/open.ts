// Links that acknowledge an alarm from outside: made for one person and one alarm, kept in campus.db, told to the county without what makes them
// work, used once.
import { randomBytes } from "node:crypto";
import type { Alarm } from "../contract/alarms.ts";
import type { NotifySettings } from "../contract/notify.ts";
import { formatTime } from "../contract/time.ts";
import type { Journal } from "../journal/journal.ts";
import { happening } from "../journal/record.ts";
import type { AuditRecord } from "../kit/accounts/accounts.ts";
import type { Document, DocumentChanges } from "../kit/accounts/documents.ts";
import { oldestKept } from "../kit/accounts/lived.ts";
import { canonicalJson, hashOf } from "../kit/canonical.ts";
import type { Clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import { openLinkKey } from "./key.ts";
import { claimedId, type KeptLink, LINK_ID_BYTES, LINK_ID_CHARS, type LinkClaim, linkSeal, refusalOf, tokenOf } from "./link.ts"; // biome-ignore format: one line

const KIND = "link";
const DAY_MS = 86_400_000;
/** As long as the journal is usually kept: who answered what is read there. */
const KEEP_MS = 400 * DAY_MS;
/** What was made or used so lately is told again at start, in case the stop came between the file and the journal, which knows repeats by their key. */
const TELL_AGAIN_MS = 2 * DAY_MS;
/** Where links come from: in the audit, in place of an address. */
const REMOTE = "county";

export interface LinkParts {
  readonly accounts: {
    documents(kind: string): readonly Document[];
    changeDocuments(changes: DocumentChanges, record: AuditRecord | null): Promise<void>;
    audit(record: AuditRecord): Promise<void>;
  };
  readonly journal: Pick<Journal, "append">;
  readonly config: {
    readonly current: {
      readonly campus: { readonly id: string };
      readonly county: object | null;
      readonly notify: Pick<NotifySettings, "link"> | null;
      readonly devices: ReadonlyMap<string, { readonly name: string; readonly place: string | null }>;
      readonly places: ReadonlyMap<string, { readonly name: string }>;
    };
  };
  readonly alarms: { get(id: string): Alarm | null };
  /** The data folder, with the key. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface LinkWish {
  readonly person: string;
  readonly alarm: string;
  readonly occurrence: number;
}

export interface Links extends Disposable {
  /**
   * A link for this person and this occurrence; the one that there is, while it has half of its life. Resolves when it is on disk and on its way to
   * the county. Null: the campus has no county or no `notify.link`, or there is no such alarm.
   */
  make(wish: LinkWish): Promise<{ readonly url: string; readonly token: string } | null>;
  /** Uses a link up and says whose it is, or why it does nothing. Either is audited, and durable when it resolves. */
  use(claim: LinkClaim): Promise<{ readonly person: string } | { readonly code: string }>;
}

/** Reads the links, tells the journal what it may have missed, and keeps them. Throws GatewayError `link-key` with the first link. */
export async function openLinks(parts: LinkParts): Promise<Links> {
  const { accounts, journal, config, alarms, folder, clock, log } = parts;
  const kept = new Map<string, KeptLink>();
  /** The newest of each person and occurrence. */
  const newest = new Map<string, KeptLink>();
  const keep = (link: KeptLink): void => {
    kept.set(link.id, link);
    if ((newest.get(nameOf(link))?.madeMs ?? 0) <= link.madeMs) newest.set(nameOf(link), link);
  };
  for (const document of accounts.documents(KIND)) keep(keptOf(document));
  let loaded: Buffer | null = null;
  const key = (): Buffer => {
    loaded ??= openLinkKey(folder);
    return loaded;
  };
  const campus = () => config.current.campus.id;
  // One after the other: a link is made once, and used once.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };

  const save = async (link: KeptLink, version: number, record: AuditRecord | null): Promise<void> => {
    const body = canonicalJson({ ...link });
    const document = { kind: KIND, id: link.id, version, hash: hashOf(body), body, changedMs: clock.now(), by: "" };
    await accounts.changeDocuments({ put: [document], remove: [] }, record);
    keep(link);
  };
  const tell = async (type: string, body: Readonly<Record<string, unknown>>, keyed: string | null): Promise<void> => {
    await journal.append(happening("event", `notify.${type}`, clock.now(), body, { key: keyed }));
  };
  const tellIssued = async (link: KeptLink): Promise<void> => {
    const { id, alarm: name, occurrence, expiresMs } = link;
    const alarm = alarms.get(name);
    const body = {
      link: id,
      sha256: linkSeal(key(), campus(), link),
      alarm: name,
      occurrence,
      expiresAt: formatTime(expiresMs),
      severity: alarm?.severity ?? null,
      text: alarm?.text ?? {},
      where: whereOf(alarm, config.current),
    };
    await tell("link-issued", body, `link:${id}:issued`);
  };
  const tellUsed = async ({ id, alarm, occurrence, person, used }: KeptLink): Promise<void> => {
    await tell("link-used", { link: id, alarm, occurrence, person, command: used?.command ?? null }, `link:${id}:used`);
  };

  const make = async ({ person, alarm, occurrence }: LinkWish) => {
    const settings = config.current.notify?.link ?? null;
    if (settings === null || config.current.county === null || alarms.get(alarm)?.occurrence !== occurrence)
      return null;
    const nowMs = clock.now();
    const before = newest.get(nameOf({ person, alarm, occurrence }));
    const isFresh = before?.used === null && before.expiresMs - nowMs > settings.forMs / 2 && before.madeMs <= nowMs;
    const there = isFresh ? before : undefined;
    const id = randomBytes(LINK_ID_BYTES).toString("base64url").slice(0, LINK_ID_CHARS);
    const fresh: KeptLink = {
      id,
      person,
      alarm,
      occurrence,
      madeMs: nowMs,
      expiresMs: nowMs + settings.forMs,
      used: null,
    };
    const link = there ?? fresh;
    // What no person did is journaled, not audited.
    if (there === undefined) await save(fresh, 1, null);
    await tellIssued(link);
    const token = tokenOf(key(), campus(), link);
    return { url: `${settings.url.replace(/\/+$/, "")}/a/${campus()}/${token}`, token };
  };

  const use = async (claim: LinkClaim): Promise<{ readonly person: string } | { readonly code: string }> => {
    const { alarm, occurrence, command, objection } = claim;
    const id = claimedId(claim);
    const link = id === null ? undefined : kept.get(id);
    const code =
      (config.current.notify?.link ?? null) === null
        ? "not-permitted"
        : (refusalOf(key(), campus(), link, claim, clock.now()) ?? objection);
    const detail = { link: id, alarm, occurrence, command };
    if (code !== null || link === undefined) {
      await accounts.audit({ type: "notify.link-refused", account: null, remote: REMOTE, detail: { ...detail, code } });
      await tell("link-refused", { ...detail, code }, `link:${id}:refused:${command}`);
      log.warn({ link: id, alarm, code }, "a link that acknowledges did nothing");
      return { code: code ?? "link-unknown" };
    }
    const { person } = link;
    if (link.used === null) {
      const used = { ...link, used: { command, atMs: clock.now() } };
      const record = { type: "notify.link-used", account: null, remote: REMOTE, detail: { ...detail, person } };
      await save(used, 2, record);
      await tellUsed(used);
    }
    return { person };
  };

  const forget = async (): Promise<void> => {
    const oldest = oldestKept(accounts, clock.now(), KEEP_MS);
    const old = [...kept.values()].filter(({ expiresMs }) => expiresMs < oldest);
    if (old.length === 0) return;
    const remove = old.map(({ id, used }) => ({ kind: KIND, id, version: used === null ? 1 : 2 }));
    await accounts.changeDocuments({ put: [], remove }, null);
    for (const link of old) {
      kept.delete(link.id);
      if (newest.get(nameOf(link))?.id === link.id) newest.delete(nameOf(link));
    }
  };
  const forgetting = clock.every(DAY_MS, () => {
    inTurn(forget).catch((error: unknown) => log.warn({ reason: messageOf(error) }, "old links were not removed"));
  });

  const lately = clock.now() - TELL_AGAIN_MS;
  for (const link of kept.values()) {
    if (link.used !== null && link.used.atMs > lately) await tellUsed(link);
    if (link.used === null && link.madeMs > lately && link.expiresMs > clock.now()) await tellIssued(link);
  }
  await inTurn(forget);

  return {
    make: (wish) => inTurn(() => make(wish)),
    use: (claim) => inTurn(() => use(claim)),
    [Symbol.dispose]: () => forgetting[Symbol.dispose](),
  };
}

function nameOf({ person, alarm, occurrence }: LinkWish): string {
  return `${person} ${occurrence} ${alarm}`;
}

function keptOf({ body }: Document): KeptLink {
  return JSON.parse(body) as KeptLink;
}

/** Names as campus.yaml has them: what a person at home must read. */
function whereOf(alarm: Alarm | null, { devices, places }: LinkParts["config"]["current"]): string[] {
  const device = devices.get(alarm?.device ?? "");
  const place = places.get(device?.place ?? "");
  return [place?.name, device?.name].filter((name) => name !== undefined);
}
