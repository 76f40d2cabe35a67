// Topics of foreign firmware (contract §3, `mqtt.topics`): whether a device may publish there, and its message in our words. Pure.
import { isUtf8 } from "node:buffer";
import type { MqttConfig } from "../config/campus.ts";
import type { Aside, Dialect } from "../contract/dialect.ts";
import type { RejectedReason } from "../contract/entry.ts";
import { topicFilter } from "../contract/topic-filter.ts";
import type { Fresh } from "../journal/record.ts";
import { readTime } from "./device-time.ts";
import { readHappening } from "./happenings.ts";
import { type Moment, parse, readingOf } from "./native.ts";
import { hasForbiddenKey } from "./personal.ts";
import { type MakeShape, readPoints } from "./readings.ts";
import type { Source } from "./source.ts";

/** What one device may publish besides its own topics, and how it is to be understood. */
export interface Foreign {
  readonly allows: (topic: string) => boolean;
  /** Firmware that subscribes gets its way within its own topics; only the gateway's own messages are ever sent there. */
  readonly covers: (filter: string) => boolean;
  /** Filters of its topics, for a device that another one publishes for. */
  readonly publishes: readonly string[];
  readonly dialect: Dialect;
}

/** Null: nothing is known of the device's messages. `bridgeBase`: the first levels of what it comes through. */
export function foreignOf(mqtt: MqttConfig, given: Dialect | null, bridgeBase?: string): Foreign | null {
  const { topics, name } = mqtt;
  if (given === null) return null;
  const base = mqtt.base ?? bridgeBase ?? given.base ?? undefined;
  const isNamed = name !== undefined || topics.length === 0;
  const dialect = isNamed
    ? given.named({ ...(base !== undefined && { base }), ...(name !== undefined && { name }) })
    : given;
  const publishes = [...topics, ...(isNamed ? dialect.publishes : [])];
  const own = publishes.map(topicFilter);
  const heard = [...publishes, ...(isNamed ? dialect.listens : [])];
  const all = heard.map(topicFilter);
  const open = heard.filter((filter) => filter.endsWith("#")).map(topicFilter);
  return {
    dialect,
    publishes,
    allows: (topic) => own.some((means) => means(topic)),
    // As a topic, what a wildcard of the asker stands for is met by no fixed level of ours.
    covers: (filter) => (filter.endsWith("#") ? open : all).some((means) => means(filter)),
  };
}

/**
 * Reads one message of foreign firmware; null: nothing of it is kept, as its profile says. `source.stamp` then says what the device
 * thinks the time is.
 */
export function readForeign(
  source: Source,
  topic: string,
  payload: Buffer,
  moment: Moment,
  makeShape: MakeShape,
): Fresh | Aside | RejectedReason | null {
  const { foreign } = source;
  const form = foreign?.allows(topic) === true ? foreign.dialect.formOf(topic) : null;
  if (foreign === null || form === null) return "topic-forbidden";
  const given = form === "json" ? parse(payload) : isUtf8(payload) ? payload.toString() : undefined;
  if (given === undefined) return "bad-json";
  if (hasForbiddenKey(given)) return "forbidden-key";
  const said = foreign.dialect.translate(topic, given);
  if (said === null || typeof said === "string") return said;
  if ("is" in said) return said;
  const { channel, message } = said;
  if (!readTime(message.ts, moment.nowMs, moment.trusted, source.stamp)) return "bad-ts";
  if (channel !== "telemetry") return readHappening(source, channel, message, moment.nowMs, null);
  const points = readPoints(source, message.points, makeShape);
  return typeof points === "string" ? points : readingOf(source, points.shape, points.values, null, moment);
}
