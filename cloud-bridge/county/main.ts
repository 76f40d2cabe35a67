// One county node: the composition root. Campuses in front, the store behind, people beside.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { AuditRecord } from "#gateway/kit/accounts/accounts.ts";
import { openAccounts, presetAdmin } from "#gateway/kit/accounts/open.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import { lockFolder } from "#gateway/kit/folder-lock.ts";
import type { Log } from "#gateway/kit/log.ts";
import { createMetrics } from "#gateway/kit/metrics.ts";
import { clearRunFile, writeRunFile } from "#gateway/kit/run-file.ts";
import { readOwnCertificate } from "#gateway/kit/tls/own-certificate.ts";
import { VERSION } from "#gateway/kit/version.ts";
import { startWriterThread } from "#gateway/kit/writer-thread.ts";
import { type CountyApi, openCountyApi } from "./api/open.ts";
import { openEmbeddedBroker, type TlsFiles } from "./broker/embedded.ts";
import type { ForeignBrokerOptions } from "./broker/foreign.ts";
import { openCountyCommands } from "./commands/open.ts";
import type { CountyConfig } from "./config.ts";
import { registerCountyFigures } from "./figures.ts";
import { followBacklogs } from "./fleet/backlog.ts";
import { watchLinks } from "./fleet/links.ts";
import { fleetView } from "./fleet/view.ts";
import { followConfig } from "./follow-config.ts";
import { createIngest } from "./ingest.ts";
import { type CountyArguments, runCounty } from "./process.ts";
import type { Road, RoadEvents } from "./road.ts";
import { openSeries } from "./series/open.ts";
import { openEmbeddedStore } from "./store.ts";

/** Where the county's pages are built. */
const PAGES = new URL("../../dashboards/console/dist/county", import.meta.url).pathname;
/** Often enough that hundreds of campuses are gone through within the hour. */
const TIDY_EVERY_MS = 2000;

/** Opens everything in order of need; what is opened is closed in the reverse order. */
async function open(args: CountyArguments, log: Log, fail: (error: Error) => void): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  stack.use(lockFolder(args.data));
  clearRunFile(args.data);
  const config = stack.use(followConfig({ file: args.config, clock, log }));
  const thread = stack.use(startWriterThread());

  // What is known, and who may see it.
  const store = stack.use(await openEmbeddedStore({ file: join(args.data, "county.db"), onFailed: fail }));
  const tidying = clock.every(TIDY_EVERY_MS, () => {
    store
      .tidy(clock.now(), config.current.keep)
      .catch((error: unknown) => log.warn({ reason: messageOf(error) }, "old figures could not be forgotten"));
  });
  stack.use(tidying);
  const onAudit = ({ type, account }: AuditRecord) => log.info({ type, account }, "audit");
  const accounts = stack.use(
    await openAccounts({ file: join(args.data, "campus.db"), thread, clock, log, onAudit, onFailed: fail }),
  );
  await presetFrom(process.env.CAMPUS_ADMIN_PASSWORD_FILE, (password) => presetAdmin(accounts, password));

  const filled = { config: config.current.series, folder: dirname(args.config), store, clock, log };
  const series = stack.use(await openSeries(filled));

  // Campuses in front.
  const { listen } = config.current;
  const tls = tlsOf(config.current);
  let road: Road | null = null;
  const links = stack.use(watchLinks({ store, knowsConnections: () => road?.knowsConnections ?? true, clock, log }));
  const backlogs = followBacklogs(clock);
  const send = (campus: string, bytes: Uint8Array) => road?.command(campus, bytes);
  const commands = stack.use(openCountyCommands({ folder: args.data, store, send, clock, log }));
  let api: CountyApi | null = null;
  const ingest = stack.use(
    createIngest({
      store,
      knows: (campus) => config.current.campuses.has(campus),
      answer: (campus, ack) => road?.answer(campus, ack),
      stored: ({ campus, word }, figures) => {
        if (figures !== null) backlogs.took(campus, figures);
        if (word === "hello") commands.heard(campus);
        api?.changed(word === "alarm" ? "alarms" : "figures");
      },
      clock,
      log,
    }),
  );
  const events: RoadEvents = {
    message: ingest.take,
    heard: (campus) => {
      if (config.current.campuses.has(campus)) links.heard(campus);
    },
    connected: (campus, until) => {
      links.connected(campus, until);
      api?.changed("alarms");
    },
    disconnected: (campus) => {
      links.disconnected(campus);
      api?.changed("alarms");
    },
    violation: (campus, what, detail) => ingest.violation(campus, what, detail),
  };
  const { broker } = config.current;
  const campuses = () => config.current.campuses;
  road =
    broker === null
      ? stack.use(await openEmbeddedBroker({ listen, tls, campuses, events, clock, log }))
      : stack.use(await foreignRoad({ broker, county: config.current.county.id, events, clock, log }));
  config.onApplied(() => {
    road?.revise();
    api?.changed("alarms");
  });

  // People beside.
  const metrics = createMetrics();
  registerCountyFigures(metrics, { ingest, campuses: () => [...campuses().keys()], links, store, series });
  api = stack.use(
    await openCountyApi({
      accounts,
      fleet: (filter) => fleetView(config.current, store, links, clock.now(), filter),
      county: () => config.current.county,
      towns: () => config.current.towns,
      campuses,
      backlog: (campus) => backlogs.of(campus, links.of(campus), store.campuses(clock.now()).get(campus)),
      commands,
      isUp: (campus) => links.of(campus).state === "up",
      store,
      pages: PAGES,
      metrics,
      listen,
      certificate: tls,
      version: VERSION,
      clock,
      log,
    }),
  );
  if (accounts.firstRunCode !== null) process.stdout.write(`first-run code: ${accounts.firstRunCode}\n`);
  const { id } = config.current.county;
  const run = {
    pid: process.pid,
    http: api.addresses.http,
    ...road.addresses,
    version: VERSION,
    campus: id,
    epoch: store.id,
  };
  stack.use(writeRunFile(args.data, run));
  log.info({ ...run, https: api.addresses.https, campuses: campuses().size }, "ready");
  return stack.move();
}

/** Loaded only where it is used: who has a broker of its own needs no client. */
async function foreignRoad(options: ForeignBrokerOptions): Promise<Road> {
  const { openForeignBroker } = await import("./broker/foreign.ts");
  return openForeignBroker(options);
}

function tlsOf({ tls }: CountyConfig): TlsFiles | null {
  if (tls === null) return null;
  const { certificatePem, keyPem } = readOwnCertificate(tls, clock);
  return { certificatePem, keyPem, clientCaPem: tls.clientCaFile === null ? null : contentOf(tls.clientCaFile) };
}

async function presetFrom(file: string | undefined, preset: (password: string) => Promise<boolean>): Promise<void> {
  if (file === undefined) return;
  await preset(contentOf(file));
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new GatewayError(
      "usage",
      `${file} cannot be read (${messageOf(cause)})`,
      "Name a file that is there and that the county's user may read.",
      { cause },
    );
  }
}

/** Runs the county service of this process's command line until it is told to stop. */
export function main(): void {
  runCounty(open);
}
