// What the broker counts; plain numbers that only rise, read by /metrics.
import type { BrokerCounters } from "./port.ts";

export function newCounters(): BrokerCounters {
  return {
    messages: 0,
    repeats: new Map(),
    rejected: new Map(),
    signInFailures: 0,
    takeovers: 0,
    oversized: 0,
    malformed: 0,
    refusedSockets: 0,
    slowedDown: 0,
  };
}
