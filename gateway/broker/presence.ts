// `device.online` and `device.offline` entries: offline only after 10 s without a connection, so that a quick reconnect makes neither.
import type { Journal } from "../journal/journal.ts";
import { happening } from "../journal/record.ts";
import type { Clock } from "../kit/clock.ts";
import type { EndReason } from "./session.ts";

const GRACE_MS = 10_000;

export type OfflineReason = EndReason | "gateway-restarted";

export interface Presence extends Disposable {
  /** The listeners are open: devices that were online before and do not come back from now on are offline. */
  ready(): void;
  came(device: string): void;
  went(device: string, reason: OfflineReason): void;
  /** The configuration no longer lets the device in: offline now. */
  gone(device: string, reason: "removed" | "disabled"): void;
}

interface Being {
  /** What the journal says. */
  told: "online" | "offline";
  is: "online" | "offline";
  reason: OfflineReason;
  timer: Disposable | null;
}

export function createPresence(journal: Journal, clock: Clock, wasOnline: ReadonlySet<string>): Presence {
  const beings = new Map<string, Being>();
  let stopped = false;
  for (const device of wasOnline) {
    beings.set(device, { told: "online", is: "offline", reason: "gateway-restarted", timer: null });
  }

  const beingOf = (device: string): Being => {
    const known = beings.get(device);
    if (known !== undefined) return known;
    const being: Being = { told: "offline", is: "offline", reason: "lost", timer: null };
    beings.set(device, being);
    return being;
  };

  const wait = (device: string, being: Being) => {
    being.timer?.[Symbol.dispose]();
    being.timer = clock.after(GRACE_MS, () => {
      being.timer = null;
      tell(device, being);
    });
  };

  const tell = (device: string, being: Being) => {
    if (stopped || being.told === being.is) return;
    const before = being.told;
    being.told = being.is;
    const online = being.is === "online";
    const type = online ? "device.online" : "device.offline";
    const entry = happening("state", type, clock.now(), online ? {} : { reason: being.reason }, { device });
    journal.add(entry, {
      settle: (error) => {
        if (error === null || stopped) return;
        // The store took nothing: say it again later, as it is then.
        being.told = before;
        wait(device, being);
      },
    });
  };

  return {
    ready() {
      for (const [device, being] of beings) if (being.is === "offline" && being.told === "online") wait(device, being);
    },
    came(device) {
      const being = beingOf(device);
      being.timer?.[Symbol.dispose]();
      being.timer = null;
      being.is = "online";
      tell(device, being);
    },
    went(device, reason) {
      const being = beingOf(device);
      being.is = "offline";
      being.reason = reason;
      wait(device, being);
    },
    gone(device, reason) {
      const being = beings.get(device);
      if (being === undefined) return;
      being.timer?.[Symbol.dispose]();
      being.timer = null;
      being.is = "offline";
      being.reason = reason;
      tell(device, being);
    },
    [Symbol.dispose]() {
      stopped = true;
      for (const { timer } of beings.values()) timer?.[Symbol.dispose]();
    },
  };
}
