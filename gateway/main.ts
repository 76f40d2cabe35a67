// One campus gateway: the composition root. Read it top to bottom as the table of contents; each part says the rest in its own folder.
import { join } from "node:path";
import { CountyCommandBook } from "#bridge/edge/commands/book.ts";
import { openCredentialRefs } from "./access/credential-refs.ts";
import { openAlarms } from "./alarms/open.ts";
import { EntryCounts, registerFigures } from "./api/figures.ts";
import { openApi } from "./api/open.ts";
import { appender } from "./appender.ts";
import type { Arguments } from "./arguments.ts";
import { openBroker } from "./broker/open.ts";
import { openCertificate } from "./certificate.ts";
import { watchCertificates } from "./certificate-alarm.ts";
import { CommandBook } from "./commands/book.ts";
import { driverCarrier, mqttCarrier } from "./commands/carrier.ts";
import { type Commands, openCommands } from "./commands/open.ts";
import { commandDesk } from "./commands/view.ts";
import { configDesk } from "./config/edit/desk.ts";
import { loadProfiles } from "./config/profiles.ts";
import { openConfigStore } from "./config/store.ts";
import { tellConfigChanges } from "./config-entries.ts";
import { DeviceStates } from "./consumers/device-states.ts";
import { LatestValues } from "./consumers/latest.ts";
import { runConsumer } from "./consumers/loop.ts";
import { ReportedConfigs } from "./consumers/reported.ts";
import { openDeriving } from "./derived.ts";
import { openDesired } from "./desired/open.ts";
import { loadDriverCheck } from "./drivers/load.ts";
import { openDriverHost } from "./drivers/open.ts";
import { polledDevices } from "./drivers/specs.ts";
import { openInflux } from "./history/influx/open.ts";
import { openJournal } from "./journal/open.ts";
import { happening } from "./journal/record.ts";
import type { AuditRecord } from "./kit/accounts/accounts.ts";
import { openAccounts } from "./kit/accounts/open.ts";
import { systemClock as clock } from "./kit/clock.ts";
import { watchClock } from "./kit/clock-watch.ts";
import { lockFolder } from "./kit/folder-lock.ts";
import type { Log } from "./kit/log.ts";
import { createMetrics } from "./kit/metrics.ts";
import { clearRunFile } from "./kit/run-file.ts";
import { VERSION } from "./kit/version.ts";
import { startWatchdog } from "./kit/watchdog.ts";
import { startWriterThread } from "./kit/writer-thread.ts";
import { watchLastGood } from "./last-good-alarm.ts";
import { openPast } from "./past.ts";
import { openPeople } from "./people.ts";
import { presetAdminFrom } from "./preset-admin.ts";
import { reloadOnHangup, runProcess } from "./process.ts";
import { announceReady } from "./ready.ts";
import { openRepair } from "./repair.ts";
import { sendingProfiles } from "./sending-profiles.ts";
import { openJudges } from "./sending-trust.ts";
import { connectionsOf, statusOf } from "./status.ts";

/** Every driver by name: the one list that names them. */
const DRIVERS = new URL("../device-drivers/index.ts", import.meta.url);
/** Where the console is built. */
const CONSOLE = new URL("../dashboards/console/dist", import.meta.url).pathname;

/** Read the journal in threads of their own: points' past for /history, entries in order for InfluxDB. */
const POINT_READER = new URL("./journal/point-reader.ts", import.meta.url);
const ENTRY_READER = new URL("./journal/entry-reader.ts", import.meta.url);

/** Opens everything in order of need; what is opened is closed in the reverse order. */
async function open(args: Arguments, log: Log, fail: (error: Error) => void): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  stack.use(lockFolder(args.data));
  clearRunFile(args.data);
  // One thread writes all stores but the journal, and watches this one: each thread costs some 12 MB.
  const thread = stack.use(startWriterThread());
  const watchdog = stack.use(startWatchdog(clock, thread));

  // What the installation is.
  const profiles = await loadProfiles({ beside: args.config });
  const checkDevice = await loadDriverCheck(DRIVERS);
  const { config: file, data: dataDir, lastGood } = args;
  const config = stack.use(await openConfigStore({ file, dataDir, clock, log, lastGood, profiles, checkDevice }));
  const { campus, listen } = config.current;

  // What happens is kept.
  const metrics = createMetrics();
  const latest = new LatestValues(
    () => config.current,
    (device, point) => profiles.profiles.get(device.profile)?.points.get(point)?.unit ?? null,
    clock,
  );
  const deviceStates = new DeviceStates();
  const counts = new EntryCounts();
  const commandBook = new CommandBook();
  const countyCommands = new CountyCommandBook();
  const reported = new ReportedConfigs();
  let observeCommit = (_seconds: number): void => undefined;
  const journal = stack.use(
    await openJournal({
      folder: args.data,
      limits: () => config.current.journal,
      projections: [latest, deviceStates, commandBook, countyCommands, reported, counts],
      clock,
      log,
      observeCommit: (seconds) => observeCommit(seconds),
      onFailed: fail,
      synchronous: process.env.CAMPUS_UNSAFE_SYNCHRONOUS === "NORMAL" ? "NORMAL" : "FULL",
    }),
  );
  const append = appender(journal, log);
  const clockWatch = stack.use(
    watchClock(clock, (offsetMs) => append(happening("system", "system.clock-set", clock.now(), { offsetMs }))),
  );
  stack.use(tellConfigChanges(config, { append, store: (record) => journal.append(record) }, { clock, log }));

  // What every part with a store of its own needs.
  const kept = { folder: args.data, config, journal, thread, clock, log, onFailed: fail };
  const past = stack.use(await openPast({ ...kept, source: POINT_READER }));
  const deriving = stack.use(await openDeriving({ ...kept, profiles: profiles.profiles }));

  // Who may do what.
  const onAudit = ({ type, account, remote, detail }: AuditRecord) =>
    append(happening("audit", type, clock.now(), { account, remote, detail }));
  const accounts = stack.use(
    await openAccounts({ file: join(args.data, "campus.db"), thread, clock, log, onAudit, onFailed: fail }),
  );
  await presetAdminFrom(process.env.CAMPUS_ADMIN_PASSWORD_FILE, accounts);
  const repair = stack.use(await openRepair({ ...kept, accounts, profiles: profiles.profiles }));
  const certificate =
    listen.https === null && listen.mqtts === null
      ? null
      : stack.use(await openCertificate(config, join(args.data, "tls"), clock, log));

  // What people must act on.
  const alarms = stack.use(
    await openAlarms({
      ...kept,
      file: join(args.data, "state.db"),
      config: config.current,
      profiles: profiles.profiles,
      latest,
      online: () => deviceStates.online,
      past: { file: join(args.data, "journal.db"), source: POINT_READER },
    }),
  );
  const alarming = stack.use(runConsumer(alarms, { journal, from: alarms.from, clock, log }));
  stack.use(config.onApplied((next) => alarms.apply(next)));
  stack.use(await watchLastGood(config, alarms));
  const serverUntil = () => certificate?.current.expiresAt ?? null;
  stack.use(await watchCertificates({ config, alarms, serverUntil, clock, log }));
  const influx = stack.use(await openInflux({ ...kept, source: ENTRY_READER, alarms }, past.rollups));

  // Devices in front: those that send to us, and those that we ask.
  const polled = new Set(polledDevices(config.current).map(({ id }) => id));
  let commands: Commands | null = null;
  const latestOf = (device: string) => latest.list({ devices: new Set([device]) });
  const broker = stack.use(
    await openBroker({
      journal,
      config: config.current,
      profiles: await sendingProfiles(profiles.profiles),
      clock,
      log,
      tls: certificate?.current ?? null,
      credentialRefs: openCredentialRefs(join(args.data, "credential.keys"), clock),
      clockTrusted: () => clockWatch.trusted,
      resultOf: (device, id, result) => commands?.result(device, id, result) ?? null,
      wasOnline: new Set([...deviceStates.online].filter((id) => !polled.has(id))),
      wasClockWrong: deviceStates.clockWrong,
      judges: await openJudges({ config: config.current, profiles: profiles.profiles, latest: latestOf, clock }),
    }),
  );
  const drivers = stack.use(
    await openDriverHost({
      journal,
      config: config.current,
      profiles: profiles.profiles,
      folder: config.folder,
      clock,
      log,
      registry: DRIVERS,
      clockTrusted: () => clockWatch.trusted,
      wasOnline: new Set([...deviceStates.online].filter((id) => polled.has(id))),
      latest: latestOf,
      onNeighbours: (device, neighbours) => repair.saw(device, neighbours),
    }),
  );
  const desired = openDesired({
    store: accounts,
    reported,
    publish: (device, payload) => broker.publishTo(device, "desired", payload, { retain: true }),
    listens: (device) => config.current.devices.get(device)?.driver === "mqtt",
    clock,
    log,
  });
  await desired.tellAll();
  const [toMqtt, toDrivers] = [mqttCarrier(broker), driverCarrier(drivers)];
  commands = stack.use(
    await openCommands({
      journal,
      book: commandBook,
      config: () => config.current,
      profiles: profiles.profiles,
      carrier: (driver) => (driver === "mqtt" ? toMqtt : toDrivers),
      clock,
      log,
    }),
  );
  const applied = config.onApplied(async (next) => {
    await Promise.all([broker.apply(next), drivers.apply(next)]);
    await desired.tellAll();
  });
  stack.use(applied);

  // People and machines behind.
  const { history, rollups: summaries } = past;
  const told = { ...kept, accounts, alarms, commands: countyCommands, summaries, history, tickets: repair.tickets };
  const people = stack.use(await openPeople(told));
  const consumers = () => [
    { consumer: "latest", entries: journal.head - latest.seq, seconds: 0 },
    past.lag(),
    alarming.lag(),
    ...influx.lags(),
    ...deriving.lag(),
    ...people.notify.lag(),
    ...people.county.lag(),
  ];
  const parts = { config, clockWatch, broker, drivers, deviceStates, county: people.county, clock };
  const status = () => statusOf({ ...parts, consumers: consumers() });
  const figures = registerFigures(metrics, {
    counts,
    journal,
    consumers,
    repeats: () => broker.counters.repeats,
    devicesUp: () => connectionsOf({ config, broker, drivers }),
    openAlarms: () => alarms.openCounts(),
    alarmPace: () => alarms.desk.pace(),
    outbox: () => people.county.frames(),
    longestDelay: () => watchdog.longestDelay(),
  });
  observeCommit = (seconds) => figures.observe(seconds);
  const api = stack.use(
    await openApi({
      journal,
      latest,
      history,
      accounts,
      commands: commandDesk(commands),
      alarms,
      desired,
      repair,
      duty: people.duty.desk,
      afterwards: people.afterwards,
      notify: people.notify,
      config,
      configDesk: configDesk({
        config,
        audit: (line) => accounts.audit(line),
        tryDevice: (device) => drivers.tryDevice(device),
      }),
      profiles: profiles.profiles,
      status,
      authority: certificate?.current ?? null,
      clock,
      log,
      version: VERSION,
      metrics,
      consoleFolder: CONSOLE,
      listen,
    }),
  );
  certificate?.onRenewed((next) => {
    api.replaceCertificate(next);
    broker.replaceCertificate(next);
  });

  stack.use(reloadOnHangup(() => config.reload(), log));
  stack.use(
    announceReady(
      args.data,
      {
        campus: campus.id,
        epoch: journal.epoch,
        head: journal.head,
        ...api.addresses,
        ...broker.addresses,
        fingerprint: certificate?.current.fingerprint ?? null,
        firstRunCode: accounts.firstRunCode,
      },
      log,
    ),
  );
  return stack.move();
}

/** Runs the gateway of this process's command line until it is told to stop; start.mjs calls it. */
export function main(): void {
  runProcess(open);
}
