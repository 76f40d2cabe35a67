// A device as lists and pages are shown it: what the configuration says over its profile, and how it is now.
import type { DeviceConfig } from "../config/campus.ts";
import { DERIVED_DRIVER } from "../contract/derived-wiring.ts";
import { formatDuration } from "../contract/time.ts";
import { wellKnownUnit } from "../contract/units.ts";
import type { DevicePresence, Polling, ProfileInfo, StatusReport } from "./parts.ts";

/** Devices of this driver send to us. */
const PUSH_DRIVER = "mqtt";

/** `reach`: whether the asker may know how the device is reached. */
export function deviceBody(
  device: DeviceConfig,
  profile: ProfileInfo | undefined,
  status: StatusReport,
  reach: boolean,
) {
  const { id, name, place, driver, enabled, connection, everyMs, staleAfterMs, report } = device;
  const polling = status.polling.get(id) ?? null;
  const { online, since, reason } = presenceOf(polling, status.presence.get(id));
  return {
    id,
    name,
    place,
    driver,
    profile: device.profile,
    enabled,
    connected: status.connected.has(id) ? true : status.disconnected.has(id) ? false : null,
    online,
    since,
    reason,
    points: pointsOf(device, profile),
    ...(reach && { connection }),
    every: driver === PUSH_DRIVER || driver === DERIVED_DRIVER ? null : formatDuration(everyMs),
    staleAfter: formatDuration(staleAfterMs),
    report: report === null ? null : { onChange: report.onChange, atLeast: formatDuration(report.atLeastMs) },
    lastBad: status.badMessages?.get(id) ?? polling?.lastBad ?? null,
    polling: reach || polling === null ? polling : withoutAddress(polling),
  };
}

/** The words of an error name the address; its code says what happened. */
function withoutAddress({ lastError, ...polling }: Polling): Polling {
  return { ...polling, lastError: lastError === null ? null : { code: lastError.code, message: "" } };
}

/** Of a device that we ask, its polls know best; of the others, their last entry. */
function presenceOf(polling: Polling | null, told: DevicePresence | undefined) {
  if (polling !== null && polling.state !== "down") {
    const online = polling.state === "up";
    const why = polling.state === "disabled" ? "disabled" : (polling.lastError?.code ?? null);
    return { online, since: polling.since, reason: online ? null : why };
  }
  return told ?? { online: null, since: null, reason: null };
}

function pointsOf({ points }: DeviceConfig, profile: ProfileInfo | undefined) {
  const ids = new Set([...(profile?.points.keys() ?? []), ...points.keys()]);
  return Object.fromEntries(
    [...ids].map((id) => {
      const { name = null, unit = null } = points.get(id) ?? {};
      const known = unit ?? profile?.points.get(id)?.unit ?? wellKnownUnit(id);
      return [id, { ...(name !== null && { name }), unit: known }];
    }),
  );
}
