// The broker on a real journal in a temporary folder, without the rest of the gateway; for the tests of gateway/broker.
import { createHash } from "node:crypto";
import { Writable } from "node:stream";
import { openBroker } from "#gateway/broker/open.ts";
import type { Broker, BrokerOptions } from "#gateway/broker/port.ts";
import type { CampusConfig, DeviceConfig } from "#gateway/config/campus.ts";
import type { Entry } from "#gateway/contract/entry.ts";
import type { Journal } from "#gateway/journal/journal.ts";
import { openJournal } from "#gateway/journal/open.ts";
import { entryOf, type Receipt } from "#gateway/journal/record.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { campusConfig, deviceConfig, secretOf } from "./campus-config.ts";
import { tempFolder } from "./temp.ts";
import { until } from "./wait.ts";

export interface BrokerUnderTest extends AsyncDisposable {
  readonly broker: Broker;
  readonly journal: Journal;
  readonly config: CampusConfig;
  readonly port: number;
  /** Where the journal's files are. */
  readonly folder: string;
  readonly logLines: string[];
  /** Every entry on disk, in order. */
  entries(): Entry[];
  /** Waits for an entry that `matches`. */
  entry(what: string, matches: (entry: Entry) => boolean, deadlineMs?: number): Promise<Entry>;
}

export interface UnderTestOptions extends Partial<Omit<BrokerOptions, "journal">> {
  readonly devices?: readonly Partial<DeviceConfig>[];
  readonly mqtts?: boolean;
  /** Puts something between broker and journal, such as a gate. */
  readonly through?: (journal: Journal) => Journal;
}

export function campusOf(devices: readonly DeviceConfig[], mqtts = false): CampusConfig {
  const anyPort = { host: "127.0.0.1", port: 0 };
  return {
    ...campusConfig(devices),
    listen: { http: null, https: null, mqtt: anyPort, mqtts: mqtts ? anyPort : null },
  };
}

export interface Gate {
  /** For `BrokerUnderTest`: puts the gate between broker and journal. */
  readonly through: (journal: Journal) => Journal;
  open(): void;
  /** Opens, but as if the store had failed. */
  fail(error: Error): void;
}

/** A gate in front of every receipt: what is committed is acknowledged only after `open()`. */
export function closedGate(): Gate {
  const held: (() => void)[] = [];
  let isOpen = false;
  let failure: Error | null = null;
  const guard = (receipt: Receipt): Receipt => ({
    settle: (error) => {
      const tell = () => receipt.settle(failure ?? error);
      if (isOpen) tell();
      else held.push(tell);
    },
  });
  const open = () => {
    isOpen = true;
    for (const tell of held.splice(0)) tell();
  };
  return {
    through: (journal) =>
      instead(journal, {
        add: (record, receipt) => journal.add(record, guard(receipt)),
        whenCommitted: (receipt) => journal.whenCommitted(guard(receipt)),
      }),
    open,
    fail: (error) => {
      failure = error;
      open();
    },
  };
}

/** The journal with some of its members replaced. */
export function instead(journal: Journal, replaced: Partial<Journal>): Journal {
  return new Proxy(journal, {
    get: (target, name) => {
      const value: unknown = Reflect.get(name in replaced ? replaced : target, name);
      return typeof value === "function" ? value.bind(name in replaced ? replaced : target) : value;
    },
  });
}

/** How a device of `deviceConfig` signs in. */
export function signInOf(device: string): { clientId: string; username: string; password: string } {
  return { clientId: device, username: device, password: secretOf(device) };
}

/** Opens both; `devices` default to `gate-east` and `mr1-th`. */
export async function brokerUnderTest(options: UnderTestOptions = {}): Promise<BrokerUnderTest> {
  const {
    devices = [{ id: "gate-east" }, { id: "mr1-th" }],
    mqtts = false,
    through = (journal: Journal) => journal,
    ...more
  } = options;
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
  const config =
    options.config ??
    campusOf(
      devices.map((device) => deviceConfig({ id: "unnamed", ...device })),
      mqtts,
    );
  const journal = await openJournal({
    folder: folder.path,
    limits: () => config.journal,
    clock: systemClock,
    log,
    onFailed: (error) => logLines.push(error.message),
  });
  const broker = await openBroker({
    journal: through(journal),
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
    folder: folder.path,
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
