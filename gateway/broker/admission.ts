// Who may sign in (contract §5): user name, client id and secret of a configured, enabled device; nobody else, and no credential in a loop.
import { hash, timingSafeEqual } from "node:crypto";
import type { CampusConfig, DeviceConfig } from "../config/campus.ts";
import type { Clock } from "../kit/clock.ts";
import type { Log } from "../kit/log.ts";
import type { BrokerCounters } from "./port.ts";

/** CONNACK return codes of MQTT 3.1.1. */
export const UNAVAILABLE = 3;
export const BAD_CREDENTIAL = 4;
export const NOT_AUTHORIZED = 5;

const MINUTE_MS = 60_000;
/** More takeovers of one credential in a minute than this are two devices that throw each other out. */
const MAX_TAKEOVERS = 5;
const PENALTY_MS = 60_000;
/** Compared with when the user name is unknown, so that unknown names take as long as wrong secrets. */
const NOBODY = Buffer.alloc(32);

export interface SignIn {
  readonly username: string | undefined;
  readonly password: Buffer | undefined;
  readonly clientId: string;
  readonly remote: string;
}

export type Admitted = { readonly device: DeviceConfig } | { readonly returnCode: number };

export interface Admission {
  /** Takes the devices of a configuration. */
  load(config: CampusConfig): void;
  check(signIn: SignIn): Admitted;
  /** Asks whether this credential may replace its own open connection now; counts it. */
  mayReplace(device: string, remote: string, replaced: string): boolean;
}

interface Takeovers {
  times: number[];
  barredUntil: number;
}

export function createAdmission(clock: Clock, log: Log, counters: BrokerCounters): Admission {
  let byUsername = new Map<string, { readonly device: DeviceConfig; readonly digest: Buffer }>();
  const failures = new Map<string, { since: number; count: number }>();
  const takeovers = new Map<string, Takeovers>();

  /** The first failure of an address is told at once, more of them once a minute with their number. */
  const failed = (returnCode: number, { username, clientId, remote }: SignIn, why: string): Admitted => {
    counters.signInFailures++;
    const now = clock.monotonic();
    const known = failures.get(remote);
    if (known !== undefined && now - known.since < MINUTE_MS) known.count++;
    else {
      for (const [address, { since }] of failures) if (now - since >= MINUTE_MS) failures.delete(address);
      const more = known === undefined ? {} : { moreSinceLastLine: known.count };
      failures.set(remote, { since: now, count: 0 });
      log.warn(
        { remote, username: username?.slice(0, 64), clientId: clientId.slice(0, 64), ...more },
        `sign-in refused: ${why}`,
      );
    }
    return { returnCode };
  };

  return {
    load(config) {
      byUsername = new Map();
      for (const device of config.devices.values()) {
        if (device.driver !== "mqtt" || device.credentialSha256 === null) continue;
        byUsername.set(device.mqtt.username, { device, digest: Buffer.from(device.credentialSha256, "hex") });
      }
      for (const device of takeovers.keys()) if (!config.devices.has(device)) takeovers.delete(device);
    },
    check(signIn) {
      const { username, password, clientId } = signIn;
      if (username === undefined) return failed(NOT_AUTHORIZED, signIn, "no user name");
      const known = byUsername.get(username);
      const given = hash("sha256", password ?? "", "buffer");
      const right = timingSafeEqual(given, known?.digest.length === given.length ? known.digest : NOBODY);
      if (known === undefined) return failed(BAD_CREDENTIAL, signIn, "unknown user name");
      if (!right || password === undefined) return failed(BAD_CREDENTIAL, signIn, "wrong secret");
      if (!known.device.enabled) return failed(NOT_AUTHORIZED, signIn, "the device is disabled");
      if (clientId !== known.device.mqtt.clientId)
        return failed(NOT_AUTHORIZED, signIn, "the client id is not the device's");
      return { device: known.device };
    },
    mayReplace(device, remote, replaced) {
      const now = clock.monotonic();
      const record = takeovers.get(device) ?? { times: [], barredUntil: 0 };
      takeovers.set(device, record);
      if (now < record.barredUntil) return false;
      record.times = record.times.filter((time) => now - time < MINUTE_MS);
      if (record.times.length >= MAX_TAKEOVERS) {
        record.barredUntil = now + PENALTY_MS;
        log.warn(
          { device, remote, connectedFrom: replaced },
          "two clients use this credential in turn: new ones are refused for 60 s",
        );
        return false;
      }
      record.times.push(now);
      counters.takeovers++;
      log.warn({ device, remote, replaced }, "a second connection with the same credential replaces the first");
      return true;
    },
  };
}
