// The driver host on a real journal, with the line driver of this folder in its real thread; for the tests of gateway/drivers.
import type { CampusConfig, DeviceConfig } from "#gateway/config/campus.ts";
import type { Entry } from "#gateway/contract/entry.ts";
import { type DriverHost, type DriverHostOptions, openDriverHost } from "#gateway/drivers/open.ts";
import type { PolledProfile } from "#gateway/drivers/specs.ts";
import type { Journal } from "#gateway/journal/journal.ts";
import { openJournal } from "#gateway/journal/open.ts";
import { entryOf } from "#gateway/journal/record.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { campusOf } from "./broker.ts";
import { deviceConfig } from "./campus-config.ts";
import { tempFolder } from "./temp.ts";
import { until } from "./wait.ts";

/** A profile of driver `line` with these points, in Cel. */
export function lineProfile(points: readonly string[] = ["value"]): PolledProfile {
  const forms = Object.fromEntries(points.map((point) => [point, { unit: "Cel", type: "number" }]));
  return {
    points: new Map(points.map((point) => [point, { unit: "Cel" } as const])),
    data: { id: "liner", driver: "line", points: forms },
  };
}

/** A device behind `address`, asked ten times a second. */
export function lineDevice(address: string, unit: number, more: Partial<DeviceConfig> = {}): DeviceConfig {
  return deviceConfig({
    id: `u${unit}`,
    driver: "line",
    profile: "liner",
    connection: { tcp: address, unit },
    everyMs: 100,
    credentialSha256: null,
    ...more,
  });
}

export interface HostUnderTest extends AsyncDisposable {
  readonly host: DriverHost;
  readonly journal: Journal;
  readonly logLines: string[];
  /** Every entry on disk, in order; of one device where it is named. */
  entries(device?: string): Entry[];
  entry(what: string, matches: (entry: Entry) => boolean): Promise<Entry>;
  config(devices: readonly DeviceConfig[]): CampusConfig;
}

export interface HostUnderTestOptions extends Partial<Omit<DriverHostOptions, "journal" | "config">> {
  readonly devices: readonly DeviceConfig[];
  readonly through?: (journal: Journal) => Journal;
}

export async function hostUnderTest(options: HostUnderTestOptions): Promise<HostUnderTest> {
  const { devices, through = (journal: Journal) => journal, ...more } = options;
  const folder = tempFolder("campus-drivers");
  const logLines: string[] = [];
  const log = createLog("debug", { write: (line) => logLines.push(line) });
  const config = campusOf(devices);
  const journal = await openJournal({
    folder: folder.path,
    limits: () => config.journal,
    clock: systemClock,
    log,
    onFailed: (error) => logLines.push(error.message),
  });
  const host = await openDriverHost({
    journal: through(journal),
    config,
    profiles: new Map([["liner", lineProfile()]]),
    clock: systemClock,
    log,
    registry: new URL("./line-driver.ts", import.meta.url),
    ...more,
  });
  const entries = (device?: string) => {
    const all: Entry[] = [];
    for (let after = 0, more = true; more; ) {
      const page = journal.page({ after, limit: 1000 });
      all.push(...page.records.map((record) => entryOf(journal.epoch, record)));
      ({ next: after, more } = page);
    }
    return device === undefined ? all : all.filter((entry) => entry.device === device);
  };
  return {
    host,
    journal,
    logLines,
    entries,
    entry: (what, matches) => until(what, () => entries().find(matches)),
    config: campusOf,
    [Symbol.asyncDispose]: async () => {
      await host[Symbol.asyncDispose]();
      await journal[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
