// Messages of the native profile read by the pure functions of gateway/broker, without broker or journal.
import { expect, test } from "vitest";
import { readMessage } from "#gateway/broker/native.ts";
import type { DeviceProfile } from "#gateway/broker/port.ts";
import { type Source, sourceOf } from "#gateway/broker/source.ts";
import type { Channel } from "#gateway/broker/topics.ts";
import type { RejectedReason } from "#gateway/contract/entry.ts";
import { type Fresh, pointsOf } from "#gateway/journal/record.ts";
import { deviceConfig } from "./campus-config.ts";

export const NOW = Date.UTC(2026, 10, 22, 5, 0, 0, 123);
const refs = { refOf: (credential: string) => `u-${credential}` };

export function source(
  profile: Partial<DeviceProfile> = {},
  points: Parameters<typeof deviceConfig>[0]["points"] = new Map(),
): Source {
  const full: DeviceProfile = { id: "p", personal: false, maxPacketBytes: null, points: new Map(), ...profile };
  return sourceOf(deviceConfig({ id: "mr1-th", points }), full, refs);
}

let shapes = 0;
export function read(channel: Channel, payload: unknown, from = source(), trusted = true): Fresh | RejectedReason {
  const bytes = Buffer.isBuffer(payload)
    ? payload
    : Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload));
  return readMessage(from, channel, bytes, { nowMs: NOW, trusted }, (device, points, units) => ({
    id: ++shapes,
    device,
    points,
    units,
  }));
}

export function points(payload: unknown, from = source()) {
  const record = read("telemetry", payload, from);
  return typeof record !== "string" && record.kind === "reading" ? pointsOf(record) : record;
}

export function body(channel: Channel, payload: unknown, from = source()) {
  const record = read(channel, payload, from);
  return typeof record !== "string" && record.kind !== "reading" ? record.body : record;
}

/** Reads each payload twice: the second time along the plan of a good message with the same points. */
export function rejects(channel: Channel, cases: readonly (readonly [string, unknown, RejectedReason])[]): void {
  test.each(cases)("%s", (_what, payload, reason) => {
    const used = source();
    expect(read(channel, payload, used)).toBe(reason);
    read("telemetry", { points: { temperature: 1, humidity: 2 } }, used);
    expect(read(channel, payload, used)).toBe(reason);
  });
}
