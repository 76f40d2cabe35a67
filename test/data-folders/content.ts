// What lies in the data folders that are kept of each release, and how it is read back: used when making one and when checking one.
import { join } from "node:path";
import type { CampusConfig } from "#gateway/config/campus.ts";
import { DeviceStates } from "#gateway/consumers/device-states.ts";
import { LatestValues } from "#gateway/consumers/latest.ts";
import type { Entry } from "#gateway/contract/entry.ts";
import type { Journal } from "#gateway/journal/journal.ts";
import { entryOf, type Happening, happening } from "#gateway/journal/record.ts";
import { mark, openTestJournal, readAll, reading, store } from "#gateway/journal/testing.ts";
import { openAccounts } from "#gateway/kit/accounts/open.ts";
import { type HandClock, handClock } from "#gateway/kit/hand-clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { testCampus } from "../harness/api-bed.ts";

/** The account in each kept campus.db; it protects nothing. */
export const KEPT_ACCOUNT = { username: "admin", password: "kept-folder-of-a-release-7" } as const;
/** The time at which a kept folder is written and read: nothing in it expires. */
export const KEPT_AT = Date.UTC(2026, 10, 22, 5);
const READINGS = 240;

/** What opening a folder shows, as JSON. */
export interface Content {
  readonly epoch: string;
  readonly entries: readonly Entry[];
  readonly latest: readonly unknown[];
  readonly online: readonly string[];
  readonly clockWrong: readonly string[];
  readonly cursors: readonly unknown[];
  /** Of messages that were stored and are sent again, those that are not taken for repeats. */
  readonly forgotten: readonly string[];
  readonly accounts: readonly string[];
  readonly auditTypes: readonly string[];
}

interface OpenJournal {
  readonly journal: Journal;
  readonly latest: LatestValues;
  readonly states: DeviceStates;
}

async function openKept(folder: string, clock: HandClock): Promise<OpenJournal> {
  const config: CampusConfig = testCampus();
  const latest = new LatestValues(
    () => config,
    () => null,
    clock,
  );
  const states = new DeviceStates();
  const journal = await openTestJournal(folder, { projections: [latest, states], clock });
  return { journal, latest, states };
}

const accountsIn = (folder: string, clock: HandClock) =>
  openAccounts({ file: join(folder, "campus.db"), clock, log: createLog("silent"), onAudit: () => undefined });

/** Fills a folder with entries of all kinds, two saves of projections apart, and one account. */
export async function fillFolder(folder: string): Promise<void> {
  const clock = handClock(KEPT_AT);
  for (const part of [0, 1]) {
    const { journal } = await openKept(folder, clock);
    await using _ = journal;
    for (let i = part * (READINGS / 2) + 1; i <= (part + 1) * (READINGS / 2); i++) await message(journal, i, clock);
    for (const entry of otherKinds(clock.now(), part)) await store(journal, entry);
    journal.setCursor("influx", journal.head - 10);
  }
  await using accounts = await accountsIn(folder, clock);
  const { username, password } = KEPT_ACCOUNT;
  const { principal } = await accounts.setUp(accounts.firstRunCode ?? "", username, password, "local");
  await accounts.signOut(principal);
}

async function message(journal: Journal, i: number, clock: HandClock): Promise<void> {
  clock.pass(1000);
  const device = `dev-${1 + (i % 3)}`;
  const shape = journal.shape(device, ["temperature", "door", "text"], ["Cel", "1", "1"]);
  const given = mark(i, i * 17, 5);
  journal.repeats(device, given, null);
  const humidity = i % 7 === 0 ? ({ value: null, quality: "bad", reason: "timeout" } as const) : 20 + i / 8;
  const times = { receivedMs: clock.now(), measuredMs: clock.now() - (i % 50 === 0 ? 3_600_000 : 120) };
  const extra = i % 30 === 0 ? { held: 3, deviceTs: "2019-01-01T00:00:00Z" } : null;
  await store(journal, reading(shape, [humidity, i % 2 === 0, `第 ${i} 次\n"🚪"`], { ...times, mark: given, extra }));
}

function otherKinds(nowMs: number, part: number): Happening[] {
  const kinds = ["state", "command", "alarm", "audit", "loss", "system"] as const;
  const online = happening("state", "device.online", nowMs, {}, { device: `dev-${part + 1}` });
  const wrong = happening(
    "state",
    "device.clock-wrong",
    nowMs,
    { deviceTs: 12 },
    { device: "dev-2", clock: "unsynced" },
  );
  const events = Array.from({ length: 20 }, (_, i): Happening => {
    const event = happening("event", "door.forced", nowMs, { door: "east" }, { device: "dev-1", cause: 7 });
    return { ...event, eid: `e-${part}-${i}`, key: i % 5 === 0 ? `doors:${part}:${i}` : null };
  });
  return [online, wrong, ...events, ...kinds.map((kind) => happening(kind, `${kind}.kept`, nowMs, { part }))];
}

/** Opens a folder (it is changed by that: hand in a copy) and says what is in it. */
export async function contentOf(folder: string): Promise<Content> {
  const clock = handClock(KEPT_AT + READINGS * 1000);
  const { journal, latest, states } = await openKept(folder, clock);
  await using _ = journal;
  const records = readAll(journal);
  const forgotten = records.flatMap((record) => {
    const device = record.kind === "reading" ? record.shape.device : (record.device ?? "");
    const eid = record.kind === "reading" ? null : record.eid;
    if (record.mark === null && eid === null) return [];
    return journal.repeats(device, record.mark, eid) === "repeat" ? [] : [`${device} ${record.seq}`];
  });
  await using accounts = await accountsIn(folder, clock);
  const content: Content = {
    epoch: journal.epoch,
    entries: records.map((record) => entryOf(journal.epoch, record)),
    latest: latest.list(),
    online: [...states.online].sort(),
    clockWrong: [...states.clockWrong].sort(),
    cursors: journal.status().cursors,
    forgotten,
    accounts: accounts.accounts().map(({ id }) => id),
    auditTypes: accounts.auditLines(0, 1000).map(({ type }) => type),
  };
  await accounts.signIn(KEPT_ACCOUNT.username, KEPT_ACCOUNT.password, "local");
  return content;
}
