// Topics of foreign firmware (contract §3, `mqtt.topics`): whether a device may publish there, and its message in our words. Pure.
import { isUtf8 } from "node:buffer";
import type { Dialect } from "../contract/dialect.ts";
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
  /** Firmware that insists on subscribing gets its way within its own topics; nothing is ever sent there. */
  readonly covers: (filter: string) => boolean;
  readonly dialect: Dialect;
}

/** Null: the device has no topics of its own, or nothing is known of its messages. */
export function foreignOf(filters: readonly string[], dialect: Dialect | null): Foreign | null {
  if (filters.length === 0 || dialect === null) return null;
  const own = filters.map(topicFilter);
  const open = filters.filter((filter) => filter.endsWith("#")).map(topicFilter);
  return {
    dialect,
    allows: (topic) => own.some((means) => means(topic)),
    // As a topic, what a wildcard of the asker stands for is met by no fixed level of ours.
    covers: (filter) => (filter.endsWith("#") ? open : own).some((means) => means(filter)),
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
): Fresh | RejectedReason | null {
  const { foreign } = source;
  const form = foreign?.allows(topic) === true ? foreign.dialect.formOf(topic) : null;
  if (foreign === null || form === null) return "topic-forbidden";
  const given = form === "json" ? parse(payload) : isUtf8(payload) ? payload.toString() : undefined;
  if (given === undefined) return "bad-json";
  if (hasForbiddenKey(given)) return "forbidden-key";
  const said = foreign.dialect.translate(topic, given);
  if (said === null || typeof said === "string") return said;
  const { channel, message } = said;
  if (!readTime(message.ts, moment.nowMs, moment.trusted, source.stamp)) return "bad-ts";
  if (channel !== "telemetry") return readHappening(source, channel, message, moment.nowMs, null);
  const points = readPoints(source, message.points, makeShape);
  return typeof points === "string" ? points : readingOf(source, points.shape, points.values, null, moment);
}
