// The interface over a real journal, real accounts and real latest values in a folder of its own: what the tests of this folder talk to.
import { join } from "node:path";
import { openAfterwards } from "#gateway/afterwards/open.ts";
import { openAlarms } from "#gateway/alarms/open.ts";
import type { Alarms } from "#gateway/alarms/port.ts";
import { EntryCounts } from "#gateway/api/figures.ts";
import { type Api, openApi } from "#gateway/api/open.ts";
import type { Authority, StatusReport } from "#gateway/api/parts.ts";
import { CommandBook } from "#gateway/commands/book.ts";
import { openCommands } from "#gateway/commands/open.ts";
import { commandDesk } from "#gateway/commands/view.ts";
import type { CampusConfig, PlaceConfig } from "#gateway/config/campus.ts";
import { loadProfiles } from "#gateway/config/profiles.ts";
import { LatestValues } from "#gateway/consumers/latest.ts";
import { runConsumer } from "#gateway/consumers/loop.ts";
import { ReportedConfigs } from "#gateway/consumers/reported.ts";
import { openDesired } from "#gateway/desired/open.ts";
import { type Duty, openDuty } from "#gateway/duty/open.ts";
import { openHistory } from "#gateway/history/open.ts";
import type { Journal } from "#gateway/journal/journal.ts";
import { openJournal } from "#gateway/journal/open.ts";
import type { Fresh, Reading } from "#gateway/journal/record.ts";
import type { Accounts, Permission, Scope } from "#gateway/kit/accounts/accounts.ts";
import { openAccounts } from "#gateway/kit/accounts/open.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { createMetrics, type Metrics } from "#gateway/kit/metrics.ts";
import { openRepair, type Repair } from "#gateway/repair.ts";
import { campusConfig, deviceConfig } from "./campus-config.ts";
import { HttpClient } from "./http.ts";
import { noDesk } from "./no-config-desk.ts";
import { tempFolder } from "./temp.ts";

export const PASSWORD = "correct-horse-battery-staple-3";

function place(id: string, within: string | null = null): PlaceConfig {
  return { id, name: `${id} 名`, class: "machine-room", key: false, within };
}

/** A campus with a building of two rooms, and a device in each room, one outside and one nowhere. */
export function testCampus(): CampusConfig {
  const places = [place("building"), place("room-1", "building"), place("room-2", "building"), place("yard")];
  const rooms = { "dev-1": "room-1", "dev-2": "room-2", "dev-3": "yard", "dev-4": null };
  const devices = Object.entries(rooms).map(([id, room]) =>
    deviceConfig({ id, name: `<b>${id}</b>`, place: room, credentialSha256: null }),
  );
  return {
    ...campusConfig(devices, places),
    version: "sha256:0",
    campus: { id: "no3-middle", name: "第三中学 <script>", timezone: "Asia/Shanghai", simulated: false },
  };
}

export interface Bed extends AsyncDisposable {
  readonly api: Api;
  readonly base: string;
  readonly journal: Journal;
  readonly counts: EntryCounts;
  readonly accounts: Accounts;
  readonly metrics: Metrics;
  readonly config: { current: CampusConfig };
  readonly logLines: string[];
  /** Milliseconds by which the wall clock is ahead. */
  readonly shift: { ms: number };
  /** What /status and /readyz are told by other parts. */
  readonly report: { notReady: string[] };
  readonly duty: Duty;
  readonly alarms: Alarms;
  /** Somebody was seen on the network. */
  readonly saw: Repair["saw"];
  /** A client of nobody. */
  client(): HttpClient;
  /** A client signed in as the administrator. */
  admin(): Promise<HttpClient>;
  /** A client with a token of these permissions. */
  token(permissions: readonly Permission[]): Promise<HttpClient>;
  /** A client signed in to a new account. */
  account(id: string, roles: readonly string[], scope: Scope | null): Promise<HttpClient>;
  /** Appends readings of one point, in order; resolves when all are on disk. */
  readings(deviceId: string, values: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

export interface BedOptions {
  /** Present: https is open too, with this certificate. */
  readonly authority?: Authority;
  readonly log?: "silent" | "debug";
  /** Where a built console lies; absent: none. */
  readonly consoleFolder?: string;
  /** Without the administrator. */
  readonly firstRun?: boolean;
}

/** Opens everything; `await using` closes it. */
export async function openBed(options: BedOptions = {}): Promise<Bed> {
  const folder = tempFolder("campus-api");
  const shift = { ms: 0 };
  const clock = { ...systemClock, now: () => systemClock.now() + shift.ms };
  const logLines: string[] = [];
  const log = createLog(options.log ?? "silent", { write: (line) => logLines.push(line) });
  const config = { current: testCampus() };
  const latest = new LatestValues(
    () => config.current,
    () => null,
    clock,
  );
  const counts = new EntryCounts();
  const book = new CommandBook();
  const reported = new ReportedConfigs();
  const fail = (error: Error) => log.error({ err: error }, "store failed");
  const journal = await openJournal({
    folder: folder.path,
    limits: () => config.current.journal,
    projections: [latest, book, reported, counts],
    clock,
    log,
    onFailed: fail,
  });
  const accounts = await openAccounts({
    file: join(folder.path, "campus.db"),
    clock,
    log,
    onAudit: () => {},
    onFailed: fail,
  });
  if (!options.firstRun) await accounts.setUp(accounts.firstRunCode ?? "", "admin", PASSWORD, "local");
  // Nobody is connected, so commands wait until they expire.
  const nobody = { ready: () => false, send: () => Promise.reject(new Error("nobody is there")) };
  const native = { driver: "mqtt", anyPoint: true, data: {} };
  const commands = await openCommands({
    journal,
    book,
    config: () => config.current,
    profiles: new Map([["native", native]]),
    carrier: () => nobody,
    clock,
    log,
  });
  const alarms = await openAlarms({
    file: join(folder.path, "state.db"),
    journal,
    config: config.current,
    profiles: new Map([["native", { anyPoint: true, points: new Map(), alarms: [] }]]),
    latest,
    online: () => new Set(),
    past: {
      file: join(folder.path, "journal.db"),
      source: new URL("../../gateway/journal/point-reader.ts", import.meta.url),
    },
    clock,
    log,
    onFailed: fail,
  });
  const alarming = runConsumer(alarms, { journal, from: alarms.from, clock, log });
  const history = openHistory({
    file: join(folder.path, "journal.db"),
    source: new URL("../../gateway/journal/point-reader.ts", import.meta.url),
    clock,
    log,
  });
  const desired = openDesired({
    store: accounts,
    reported,
    publish: () => Promise.resolve(),
    listens: () => true,
    clock,
    log,
  });
  const repair = await openRepair({ folder: folder.path, accounts, config, journal, clock, log });
  const unchanging = { onApplied: () => ({ [Symbol.dispose]: () => undefined }) };
  const campus = {
    get current() {
      return config.current;
    },
    ...unchanging,
  };
  const duty = await openDuty({ accounts, journal, config: campus, alarms, clock, log });
  const afterwards = await openAfterwards({
    ...{ folder: folder.path, accounts, journal, config, alarms, history, tickets: repair.tickets, clock, log },
    ledger: null,
    duty,
  });
  const metrics = createMetrics();
  const report = { notReady: [] as string[] };
  const status = (): StatusReport => ({
    clock: { state: "trusted" },
    broker: { clients: 1 },
    drivers: { restarts: 0 },
    polling: new Map(),
    presence: new Map(),
    configuration: { problems: [] },
    consumers: [{ consumer: "latest", entries: 0, seconds: 0 }],
    connected: new Set(["dev-1"]),
    disconnected: new Set(["dev-2"]),
    notReady: report.notReady,
  });
  const loopback = { host: "127.0.0.1", port: 0 };
  const api = await openApi({
    journal,
    latest,
    history,
    accounts,
    commands: commandDesk(commands),
    alarms,
    desired,
    repair,
    duty: duty.desk,
    afterwards,
    config,
    configDesk: noDesk,
    profiles: (await loadProfiles()).profiles,
    status,
    authority: options.authority ?? null,
    clock,
    log,
    version: "0.0.0-test",
    metrics,
    consoleFolder: options.consoleFolder ?? null,
    listen: { http: loopback, https: options.authority === undefined ? null : loopback },
  });
  const base = api.addresses.http ?? "";
  let closed: Promise<void> | null = null;
  async function closeAll(): Promise<void> {
    await api[Symbol.asyncDispose]();
    await duty[Symbol.asyncDispose]();
    await afterwards[Symbol.asyncDispose]();
    repair[Symbol.dispose]();
    await history[Symbol.asyncDispose]();
    await commands[Symbol.asyncDispose]();
    await alarming[Symbol.asyncDispose]();
    await alarms[Symbol.asyncDispose]();
    await journal[Symbol.asyncDispose]();
    await accounts[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  }

  function close(): Promise<void> {
    closed ??= closeAll();
    return closed;
  }

  async function admin(): Promise<HttpClient> {
    const client = new HttpClient(base);
    const answer = await client.signIn("admin", PASSWORD);
    if (answer.status !== 200) throw new Error(`admin could not sign in: ${answer.text}`);
    return client;
  }

  return {
    api,
    base,
    journal,
    counts,
    accounts,
    metrics,
    config,
    logLines,
    shift,
    report,
    duty,
    alarms,
    saw: (device, neighbours) => repair.saw(device, neighbours),
    client: () => new HttpClient(base),
    admin,
    async token(permissions) {
      const maker = await admin();
      const answer = await maker.post("tokens", { name: "test", permissions, expiresIn: "1h" });
      const client = new HttpClient(base);
      client.bearer = answer.json<{ token: string }>().token;
      return client;
    },
    async account(id, roles, scope) {
      const maker = await admin();
      const made = await maker.post("accounts", { id, password: PASSWORD, roles, scope });
      if (made.status !== 201) throw new Error(made.text);
      const client = new HttpClient(base);
      await client.signIn(id, PASSWORD);
      return client;
    },
    readings: (deviceId, values) =>
      addAll(
        journal,
        values.map((value) => readingOf(journal, deviceId, value)),
      ),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** One reading of `temperature`, measured now. */
export function readingOf(journal: Journal, deviceId: string, value: number, measuredMs = systemClock.now()): Reading {
  return {
    kind: "reading",
    seq: 0,
    shape: journal.shape(deviceId, ["temperature"], ["Cel"]),
    receivedMs: systemClock.now(),
    measuredMs,
    clock: "device",
    deviceSeq: null,
    mark: null,
    values: [value],
    extra: null,
  };
}

/** Hands in records; resolves when all are on disk. */
export function addAll(journal: Journal, records: readonly Fresh[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = records.length;
    if (left === 0) resolve();
    const settle = (error: Error | null) => {
      if (error !== null) reject(error);
      else if (--left === 0) resolve();
    };
    for (const record of records) journal.add(record, { settle });
  });
}
