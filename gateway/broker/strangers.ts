// Devices that a bridge publishes for and campus.yaml does not name: told once each, not with every message.
import type { Journal } from "../journal/journal.ts";
import { happening, type Receipt } from "../journal/record.ts";
import { TOPIC_SHOWN } from "./topics.ts";

/** More of one bridge are its neighbours' or a fault; the last one that is told says that there may be others. */
const MAX_TOLD = 200;

export interface Strangers {
  /** A message of the bridge on a topic of none of its devices; what it said is not kept. */
  seen(bridge: string, topic: string, nowMs: number, receipt: Receipt): void;
}

export function createStrangers(journal: Journal): Strangers {
  const told = new Map<string, Set<string>>();
  return {
    seen(bridge, topic, nowMs, receipt) {
      const known = told.get(bridge) ?? new Set();
      told.set(bridge, known);
      const shown = topic.slice(0, TOPIC_SHOWN);
      if (known.size >= MAX_TOLD || known.has(shown)) return journal.whenCommitted(receipt);
      known.add(shown);
      const body = { topic: shown, ...(known.size === MAX_TOLD && { more: true }) };
      const settle = (error: Error | null) => {
        if (error !== null) known.delete(shown);
        receipt.settle(error);
      };
      journal.add(happening("state", "device.unnamed", nowMs, body, { device: bridge }), { settle });
    },
  };
}
