// What a device answered → what a poll says. Pure.
import type { Sample } from "../../gateway/contract/driver.ts";
import type { Reason } from "../../gateway/contract/entry.ts";
import type { ObjectWire, Point, Sum } from "./definition.ts";
import { type Count, rateOf } from "./rates.ts";

/** A raw value: a number or counter as such, text as bytes; null: the device has no such object. */
export type Raw = bigint | number | Buffer | null;

/** One physical port, in the order of the device's own numbers; what it does not say is null. */
export interface Port {
  readonly number: number;
  readonly up: boolean | null;
  readonly octetsIn: bigint | null;
  readonly octetsOut: bigint | null;
  readonly errorsIn: bigint | null;
  readonly errorsOut: bigint | null;
}

/** One look at all ports. */
export interface Look {
  readonly ports: readonly Port[];
  readonly atMs: number;
  /** Hundredths of a second since the device began; null: it does not say. */
  readonly uptime: number | null;
}

const LONGEST_TEXT = 256;
const PER_MINUTE = 60;
const BITS = 8;

/** The sample of a single object; null: this device does not have it. */
export function objectSample({ name, type }: Point, wire: ObjectWire, raw: Raw): Sample | null {
  const bad = (reason: Reason): Sample => ({ point: name, value: null, quality: "bad", reason });
  if (raw === null) return wire.optional === true ? null : bad("device");
  if (type === "text") return { point: name, value: raw.toString().slice(0, LONGEST_TEXT), quality: "good" };
  if (Buffer.isBuffer(raw)) return bad("device");
  const number = Number(raw);
  if (wire.sentinels?.includes(number) === true) return bad("sentinel");
  if (type === "boolean") return { point: name, value: wire.when?.includes(number) === true, quality: "good" };
  // A factor such as 0.1 must not make 22.900000000000002 of 229.
  const value = wire.scale === undefined ? number : Number((number * wire.scale).toPrecision(12));
  return { point: name, value, quality: "good" };
}

/** `port-N-up`, and from the second look on `port-N-in`, `-out` (bit/s) and `-errors` (a minute). */
export function portSamples(before: Look | null, now: Look): Sample[] {
  const earlier = new Map(before?.ports.map((port) => [port.number, port]));
  return now.ports.flatMap((port): Sample[] => {
    const rates = ratesOf(earlier.get(port.number), port, before, now);
    const samples: readonly (readonly [string, boolean | number | null])[] = [
      ["up", port.up],
      ["in", rates.in],
      ["out", rates.out],
      ["errors", rates.errors],
    ];
    return samples.flatMap(([name, value]) =>
      value === null ? [] : [{ point: `port-${port.number}-${name}`, value, quality: "good" }],
    );
  });
}

/** What is worked out of all ports; null: it cannot be said yet, or of this device. Traffic is that of the uplinks, where they are known. */
export function sumValue(
  sum: Sum,
  before: Look | null,
  now: Look,
  uplinks: readonly number[],
): number | boolean | null {
  const counted = uplinks.length === 0 ? now.ports : now.ports.filter(({ number }) => uplinks.includes(number));
  const earlier = new Map(before?.ports.map((port) => [port.number, port]));
  const total = (which: "in" | "out" | "errors", ports: readonly Port[]) => {
    const rates = ports.flatMap((port) => ratesOf(earlier.get(port.number), port, before, now)[which] ?? []);
    return rates.length === 0 ? null : Math.round(rates.reduce((sum, rate) => sum + rate, 0));
  };
  switch (sum) {
    case "ports-up":
      return now.ports.filter(({ up }) => up === true).length;
    case "uplink-down":
      return uplinks.length === 0
        ? null
        : uplinks.some((number) => now.ports.find((p) => p.number === number)?.up !== true);
    case "traffic-in":
      return total("in", counted);
    case "traffic-out":
      return total("out", counted);
    case "errors":
      return total("errors", now.ports);
  }
}

function ratesOf(earlier: Port | undefined, port: Port, before: Look | null, now: Look) {
  const restarted = now.uptime !== null && (before?.uptime ?? 0) > now.uptime;
  const rate = (key: "octetsIn" | "octetsOut" | "errorsIn" | "errorsOut", bits: 32 | 64, factor: number) => {
    const value = port[key];
    const was = earlier?.[key] ?? null;
    if (value === null || was === null || before === null) return null;
    const counted: Count = { value: was, atMs: before.atMs };
    const perSecond = rateOf(counted, { value, atMs: now.atMs }, bits, restarted);
    return perSecond === null ? null : Math.round(perSecond * factor);
  };
  return {
    in: rate("octetsIn", 64, BITS),
    out: rate("octetsOut", 64, BITS),
    errors: sumOf(rate("errorsIn", 32, PER_MINUTE), rate("errorsOut", 32, PER_MINUTE)),
  };
}

function sumOf(a: number | null, b: number | null): number | null {
  return a === null && b === null ? null : (a ?? 0) + (b ?? 0);
}
