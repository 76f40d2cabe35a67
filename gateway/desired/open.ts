// The settings that devices should have: kept in campus.db, handed to the broker to be told to each device when it subscribes and when
// they change, and compared with what the device reports.
import { formatTime } from "../contract/time.ts";
import type { Document } from "../kit/accounts/documents.ts";
import { canonicalJson, hashOf } from "../kit/canonical.ts";
import type { Clock } from "../kit/clock.ts";
import { GatewayError, messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import { compare } from "./compare.ts";

const KIND = "desired";
/** Of the canonical text; a device that needs more wants a file, not settings. */
export const MAX_CONFIG_BYTES = 64 * 1024;

export type Settings = Readonly<Record<string, unknown>>;

/** Where the documents are kept, with their audit. */
export interface Documents {
  documents(kind: string): readonly Document[];
  putDocument(
    document: Document,
    record: {
      readonly type: string;
      readonly account: string;
      readonly remote: string;
      readonly detail: Readonly<Record<string, unknown>>;
    },
  ): Promise<void>;
}

export interface Reported {
  readonly version: number;
  readonly hash: string | null;
  readonly config: Settings | null;
  readonly sinceMs: number;
  readonly lastMs: number;
}

export interface DesiredParts {
  readonly store: Documents;
  readonly reported: { get(device: string): Reported | undefined };
  /** Tells a device now, and from now on whenever it subscribes. */
  readonly publish: (device: string, payload: string) => Promise<void>;
  /** True for a device that can be told: one that is configured and speaks MQTT. */
  readonly listens: (device: string) => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

export interface DesiredConfigs {
  /** What a device should have and what it says, as the API shows it. */
  view(device: string): ReturnType<typeof viewOf>;
  /** The version that is wanted now; 0: none. */
  version(device: string): number;
  /**
   * Wants other settings from now on, in place of `version`. The same settings again change nothing.
   * Throws GatewayError `config-changed`, `too-large`.
   */
  put(by: { account: string; remote: string }, device: string, config: Settings, version: number): Promise<void>;
  /** Hands the broker what it does not have yet: called at start and when devices come. */
  tellAll(): Promise<void>;
}

export function openDesired(parts: DesiredParts): DesiredConfigs {
  const { store, reported, clock, log } = parts;
  const documents = new Map(store.documents(KIND).map((document) => [document.id, document]));
  /** By device: the version that the broker has. */
  const told = new Map<string, number>();

  const tell = async (document: Document): Promise<void> => {
    const { id, version } = document;
    if (!parts.listens(id) || told.get(id) === version) return;
    told.set(id, version);
    try {
      await parts.publish(id, payloadOf(document));
    } catch (error) {
      told.delete(id);
      log.warn({ device: id, version, reason: messageOf(error) }, "a device was not told its settings");
    }
  };

  return {
    view: (device) => viewOf(device, documents.get(device) ?? null, reported.get(device) ?? null),
    version: (device) => documents.get(device)?.version ?? 0,
    async put({ account, remote }, device, config, version) {
      const body = canonicalJson(config);
      if (Buffer.byteLength(body) > MAX_CONFIG_BYTES) throw tooLarge(device);
      const before = documents.get(device);
      if (version !== (before?.version ?? 0)) throw changed(device, before?.version ?? 0);
      const hash = hashOf(body);
      if (before?.hash === hash) return;
      const document: Document = {
        kind: KIND,
        id: device,
        version: version + 1,
        hash,
        body,
        changedMs: clock.now(),
        by: account,
      };
      const detail = { device, version: document.version, hash, before: before?.hash ?? null };
      await store.putDocument(document, { type: "config.desired", account, remote, detail });
      // Of two that were asked for at once, the file takes one.
      documents.set(device, document);
      await tell(document);
    },
    async tellAll() {
      for (const document of documents.values()) await tell(document);
    },
  };
}

/** The body is JSON already: put in as it is, the device gets the bytes that the hash is over. */
function payloadOf({ version, hash, body }: Document): string {
  return `{"version":${version},"hash":${JSON.stringify(hash)},"config":${body}}`;
}

function viewOf(device: string, document: Document | null, reported: Reported | null) {
  const { state, sinceMs } = compare(document, reported);
  return {
    device,
    desired:
      document === null
        ? null
        : {
            version: document.version,
            hash: document.hash,
            config: JSON.parse(document.body) as Settings,
            by: document.by,
            at: formatTime(document.changedMs),
          },
    reported:
      reported === null
        ? null
        : {
            version: reported.version,
            hash: reported.hash,
            config: reported.config,
            at: formatTime(reported.lastMs),
          },
    inSync: state === "none" ? null : state === "in-sync",
    state,
    since: sinceMs === null ? null : formatTime(sinceMs),
  };
}

function tooLarge(device: string): GatewayError {
  return new GatewayError(
    "too-large",
    `the settings for ${device} have more than ${MAX_CONFIG_BYTES} bytes`,
    "Send fewer settings; what a device needs beyond them belongs into its firmware.",
  );
}

function changed(device: string, version: number): GatewayError {
  return new GatewayError(
    "config-changed",
    `the desired settings of ${device} are at version ${version} by now`,
    "Read them again, apply your change to them, and send that.",
  );
}
