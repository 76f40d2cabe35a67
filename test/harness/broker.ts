// The broker on a real journal in a temporary folder, without the rest of the gateway; for the tests of gateway/broker.
import { createHash, randomBytes } from "node:crypto";
import { Writable } from "node:stream";
import { openBroker } from "#gateway/broker/open.ts";
import type { Broker, BrokerOptions } from "#gateway/broker/port.ts";
import type { CampusConfig, DeviceConfig } from "#gateway/config/campus.ts";
import type { Entry } from "#gateway/contract/entry.ts";
import type { Journal } from "#gateway/journal/journal.ts";
import { openJournal } from "#gateway/journal/open.ts";
import { entryOf } from "#gateway/journal/record.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { tempFolder } from "./temp.ts";
import { until } from "./wait.ts";

export interface BrokerUnderTest extends AsyncDisposable {
  readonly broker: Broker;
  readonly journal: Journal;
  readonly config: CampusConfig;
  readonly port: number;
  readonly logLines: string[];
  /** Every entry on disk, in order. */
  entries(): Entry[];
  /** Waits for an entry that `matches`. */
  entry(what: string, matches: (entry: Entry) => boolean, deadlineMs?: number): Promise<Entry>;
}

export interface UnderTestOptions extends Partial<Omit<BrokerOptions, "config">> {
  readonly devices?: readonly Partial<DeviceConfig>[];
  readonly mqtts?: boolean;
}

/** The secret of every device made by `deviceConfig`. */
export function secretOf(device: string): string {
  return `secret-of-${device}`;
}

export function deviceConfig(more: Partial<DeviceConfig> & { readonly id: string }): DeviceConfig {
  const { id } = more;
  return {
    name: id,
    driver: "mqtt",
    profile: "native",
    place: null,
    connection: null,
    everyMs: 5000,
    staleAfterMs: 300_000,
    report: null,
    points: new Map(),
    enabled: true,
    credentialSha256: createHash("sha256").update(secretOf(id)).digest("hex"),
    mqtt: { username: id, clientId: id, topics: [] },
    ...more,
  };
}

export function campusOf(devices: readonly DeviceConfig[], mqtts = false): CampusConfig {
  return {
    version: `sha256:${randomBytes(32).toString("hex")}`,
    campus: { id: "test-campus", name: "测试", timezone: "Asia/Shanghai" },
    listen: {
      http: null,
      https: null,
      mqtt: { host: "127.0.0.1", port: 0 },
      mqtts: mqtts ? { host: "127.0.0.1", port: 0 } : null,
    },
    tls: null,
    journal: { keepReadingsMs: 7 * 86_400_000, keepOtherMs: 190 * 86_400_000, maxBytes: 8e9 },
    places: new Map(),
    devices: new Map(devices.map((device) => [device.id, device])),
    alarms: [],
    influx: null,
    county: null,
  };
}

/** Opens both; `devices` default to `gate-east` and `mr1-th`. */
export async function brokerUnderTest(options: UnderTestOptions = {}): Promise<BrokerUnderTest> {
  const { devices = [{ id: "gate-east" }, { id: "mr1-th" }], mqtts = false, ...more } = options;
  const folder = tempFolder("campus-broker");
  const logLines: string[] = [];
  const log = createLog(
    "debug",
    new Writable({
      write(chunk, _encoding, done) {
        logLines.push(String(chunk));
        done();
      },
    }),
  );
  const config = campusOf(
    devices.map((device) => deviceConfig({ id: "unnamed", ...device })),
    mqtts,
  );
  const journal =
    options.journal ??
    (await openJournal({
      folder: folder.path,
      limits: () => config.journal,
      clock: systemClock,
      log,
      onFailed: (error) => logLines.push(error.message),
    }));
  const broker = await openBroker({
    journal,
    config,
    profiles: new Map(),
    clock: systemClock,
    log,
    tls: null,
    credentialRefs: {
      refOf: (credential) => `u-${createHash("sha256").update(credential).digest("hex").slice(0, 20)}`,
    },
    ...more,
  });
  const entries = () => {
    const all: Entry[] = [];
    for (let after = 0, more = true; more; ) {
      const page = journal.page({ after, limit: 1000 });
      all.push(...page.records.map((record) => entryOf(journal.epoch, record)));
      after = page.next;
      more = page.more;
    }
    return all;
  };
  return {
    broker,
    journal,
    config,
    port: Number(new URL(broker.addresses.mqtt ?? "").port),
    logLines,
    entries,
    entry: (what, matches, deadlineMs) => until(what, () => entries().find(matches), deadlineMs),
    [Symbol.asyncDispose]: async () => {
      await broker[Symbol.asyncDispose]();
      await journal[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
