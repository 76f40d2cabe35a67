// A driver's own link to something that a test serves: polls with the profile as it is shipped, on the real clock unless told otherwise.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DeviceCheck, Driver, DriverClock, DriverDevice, DriverLink, Poll } from "#gateway/contract/driver.ts";
import type { Value } from "#gateway/contract/entry.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { PROJECT } from "./gateway.ts";

const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined };

type Json = Readonly<Record<string, unknown>>;

export interface AskedLink extends AsyncDisposable {
  readonly device: DriverDevice;
  readonly link: DriverLink;
  poll(signal?: AbortSignal): Promise<Poll>;
  /** Values, or the reason where there is none. */
  values(): Promise<Readonly<Record<string, Value | null | undefined>>>;
}

/** A profile's JSON as it is shipped. */
export function shippedProfile(driver: string, id: string): Json {
  return JSON.parse(readFileSync(join(PROJECT, "device-drivers", driver, "profiles", `${id}.json`), "utf8"));
}

/** Throws what `check` finds wrong, as campus.yaml would be refused. */
export function askedLink(
  driver: Driver,
  check: DeviceCheck,
  profile: string | Json,
  connection: Json,
  clock: DriverClock = systemClock,
): AskedLink {
  const shipped = typeof profile === "string" ? shippedProfile(driver.name, profile) : profile;
  const device = { id: "asked", profile: shipped, connection };
  const problems = check(device);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const link = driver.openLink(connection, { clock, log: QUIET });
  const poll = (signal = new AbortController().signal) => link.poll(device, signal);
  return {
    device,
    link,
    poll,
    values: async () => valuesOf(await poll()),
    [Symbol.asyncDispose]: () => link[Symbol.asyncDispose](),
  };
}

/** Values by point, or the reason where there is none. */
export function valuesOf({ samples }: Poll): Readonly<Record<string, Value | null | undefined>> {
  return Object.fromEntries(
    samples.map(({ point, value, quality, reason }) => [point, quality === "bad" ? reason : value]),
  );
}
