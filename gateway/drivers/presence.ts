// `device.online` and `device.offline` entries of devices that we ask: one for each change, whatever the number of tries behind it.
import type { Journal } from "../journal/journal.ts";
import { happening } from "../journal/record.ts";
import type { Clock } from "../kit/clock.ts";
import type { Log } from "../kit/log.ts";
import type { DeviceStatus } from "./protocol.ts";

export interface Presence {
  /** Tells if the device's state is another than what the journal says. */
  note(device: string, status: DeviceStatus): void;
  /** The configuration no longer has it asked. */
  gone(device: string, reason: "removed" | "disabled"): void;
}

/** `wasOnline`: devices that are online by their last entry; with others' devices in it, which nobody asks about here. */
export function createPresence(journal: Journal, clock: Clock, log: Log, wasOnline: ReadonlySet<string>): Presence {
  const online = new Set(wasOnline);
  /** Devices that have been told of since the start: the first bad news after it is news, too. */
  const known = new Set<string>(wasOnline);

  const tell = (device: string, is: "online" | "offline", reason: string | null, detail: string | null) => {
    known.add(device);
    if (is === "online") online.add(device);
    else online.delete(device);
    const body = reason === null ? {} : { reason };
    const told = (error: Error | null) => {
      // The store took nothing: the next status says it again.
      if (error === null) return;
      if (is === "online") online.delete(device);
      else online.add(device);
    };
    journal.add(happening("state", `device.${is}`, clock.now(), body, { device }), { settle: told });
    if (is === "online") log.info({ device }, "the device answers");
    else log.warn({ device, reason, detail }, "the device does not answer");
  };

  return {
    note(device, { state, lastError }) {
      if (state === "up" && !online.has(device)) tell(device, "online", null, null);
      const isGone = state === "backing-off" && (online.has(device) || !known.has(device));
      if (isGone) tell(device, "offline", lastError?.code ?? "timeout", lastError?.message ?? null);
    },
    gone(device, reason) {
      if (online.has(device)) tell(device, "offline", reason, null);
      known.delete(device);
    },
  };
}
