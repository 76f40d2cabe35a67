// Events, states, results and reported settings of a device (contract §5) become entries, cleaned of what is about people. Pure.
import type { RejectedReason } from "../contract/entry.ts";
import { isType } from "../contract/ids.ts";
import type { Happening, Mark } from "../journal/record.ts";
import { canonicalJson, hashOf } from "../kit/canonical.ts";
import { cleaned, isPersonalValue, isRecord } from "./personal.ts";
import type { Source } from "./source.ts";
import type { Channel } from "./topics.ts";

/** The journal keeps no body larger than this. */
const MAX_BODY_BYTES = 4096;
/** A device's settings may be larger; the journal then keeps their hash alone. */
const MAX_CONFIG_BYTES = 64 * 1024;
const MAX_EID = 64;
/** Ids of commands, codes and hashes. */
const MAX_WORD = 128;
const MAX_DETAIL = 256;

/** Domains of the gateway's own entries: no device can pretend to be it. */
const RESERVED_DOMAINS: ReadonlySet<string> = new Set([
  "alarm", "command", "loss", "config", "account", "audit", "system", "device", "county", "notify", "duty", "handling",
]); // biome-ignore format: a list of words

type Message = {
  readonly [field in
    | "eid"
    | "type"
    | "data"
    | "state"
    | "id"
    | "ok"
    | "code"
    | "detail"
    | "version"
    | "hash"
    | "config"]?: unknown;
};
type Content = {
  readonly kind: "event" | "state";
  readonly type: string;
  readonly eid: string | null;
  readonly body: Record<string, unknown>;
};

/** One entry from a message whose `ts`, `seq` and `boot` are already checked; the time is in `source.stamp`. */
export function readHappening(
  source: Source,
  channel: Exclude<Channel, "telemetry">,
  message: Message,
  nowMs: number,
  mark: Mark | null,
): Happening | RejectedReason {
  const content = contentOf(source, channel, message);
  if (typeof content === "string") return content;
  const { stamp } = source;
  return {
    kind: content.kind,
    seq: 0,
    type: content.type,
    device: source.device,
    receivedMs: nowMs,
    measuredMs: stamp.measuredMs,
    clock: stamp.clock,
    deviceSeq: mark === null ? null : mark.seq,
    mark,
    eid: content.eid,
    cause: null,
    key: null,
    body: stamp.deviceTs === null ? content.body : { ...content.body, deviceTs: stamp.deviceTs },
  };
}

function contentOf(source: Source, channel: Exclude<Channel, "telemetry">, message: Message): Content | RejectedReason {
  switch (channel) {
    case "event":
      return eventOf(source, message);
    case "state": {
      const state = bodyOf(source, message.state);
      return typeof state === "string" ? state : { kind: "state", type: "device.state", eid: null, body: { state } };
    }
    case "result":
      return resultOf(source, message);
    case "reported":
      return reportedOf(source, message);
  }
}

function eventOf(source: Source, { eid, type, data }: Message): Content | RejectedReason {
  if (!isType(type)) return "bad-type";
  if (RESERVED_DOMAINS.has(type.slice(0, type.indexOf(".")))) return "reserved-type";
  if (eid !== undefined && !isText(eid, MAX_EID)) return "bad-value";
  const body = bodyOf(source, data);
  if (typeof body === "string") return body;
  // An eid made of somebody's number still tells repeats apart as a reference.
  const kept = eid !== undefined && isPersonalValue(eid, source) ? source.refOf(eid) : (eid ?? null);
  return { kind: "event", type, eid: kept, body: { data: body } };
}

function resultOf(
  source: Source,
  { id, ok, code = null, detail = null, data = {} }: Message,
): Content | RejectedReason {
  if (!isText(id, MAX_WORD) || typeof ok !== "boolean") return "bad-value";
  if (code !== null && !isText(code, MAX_WORD)) return "bad-value";
  if (isPersonalValue(id, source) || isPersonalValue(code, source)) return "bad-value";
  if (detail !== null && (typeof detail !== "string" || detail.length > MAX_DETAIL)) return "bad-value";
  const body = bodyOf(source, data);
  if (typeof body === "string") return body;
  const spoken = cleaned({ detail }, source);
  const said = "clean" in spoken && typeof spoken.clean.detail === "string" ? spoken.clean.detail : null;
  return { kind: "state", type: "device.result", eid: null, body: { id, ok, code, detail: said, data: body } };
}

/** A device that gives no hash is spared computing one: ours is over its settings, unless some of them are not kept. */
function reportedOf(source: Source, { version, hash = null, config }: Message): Content | RejectedReason {
  if (typeof version !== "number" || !Number.isSafeInteger(version) || version < 0) return "bad-value";
  if (hash !== null && (!isText(hash, MAX_WORD) || isPersonalValue(hash, source))) return "bad-value";
  const type = "device.reported";
  if (config === undefined) return { kind: "state", type, eid: null, body: { version, hash, config: {} } };
  const kept = bodyOf(source, config, MAX_CONFIG_BYTES);
  if (typeof kept === "string") return kept;
  const bytes = bytesOf(kept);
  const text = canonicalJson(kept);
  const said = hash ?? (text === canonicalJson(config) ? hashOf(text) : null);
  const body =
    bytes > MAX_BODY_BYTES ? { version, hash: said, config: null, bytes } : { version, hash: said, config: kept };
  return { kind: "state", type, eid: null, body };
}

/** The cleaned object; a reason when it is none, or still too large after cleaning. */
function bodyOf(source: Source, input: unknown, most = MAX_BODY_BYTES): Record<string, unknown> | RejectedReason {
  if (!isRecord(input)) return "bad-value";
  const result = cleaned(input, source);
  if ("problem" in result) return result.problem;
  return bytesOf(result.clean) > most ? "too-large" : result.clean;
}

function bytesOf(body: object): number {
  return Buffer.byteLength(JSON.stringify(body));
}

function isText(value: unknown, max: number): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= max;
}
