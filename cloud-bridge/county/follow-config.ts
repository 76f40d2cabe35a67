// county.yaml while the service runs: a changed file is taken over when it is right; when it is wrong, what is running stays.
import { statSync } from "node:fs";
import type { Clock } from "#gateway/kit/clock.ts";
import { messageOf } from "#gateway/kit/errors.ts";
import type { Log } from "#gateway/kit/log.ts";
import { type CountyConfig, readCountyConfig } from "./config.ts";

export interface FollowedConfig extends Disposable {
  /** Campuses, towns and `keep` as they are now; listeners, certificates and broker as they were at the start. */
  readonly current: CountyConfig;
  onApplied(listener: () => void): void;
}

const LOOK_EVERY_MS = 2000;

/** Reads the file and follows it, also on SIGHUP. Throws CountyConfigProblems when there is nothing to start from. */
export function followConfig({ file, clock, log }: { file: string; clock: Clock; log: Log }): FollowedConfig {
  const began = readCountyConfig(file);
  let current = began;
  let mark = markOf(file);
  const listeners: (() => void)[] = [];
  const take = () => {
    try {
      const { county, keep, towns, campuses } = readCountyConfig(file);
      current = { ...began, county: { ...county, id: began.county.id }, keep, towns, campuses };
      log.info({ campuses: campuses.size }, "county.yaml was taken over");
      for (const listener of listeners) listener();
    } catch (error) {
      log.error({ reason: messageOf(error) }, "county.yaml is wrong; what is running stays");
    }
  };
  const look = () => {
    const now = markOf(file);
    if (now === null || now === mark) return;
    mark = now;
    take();
  };
  process.on("SIGHUP", take);
  const timer = clock.every(LOOK_EVERY_MS, look);
  return {
    get current() {
      return current;
    },
    onApplied: (listener) => void listeners.push(listener),
    [Symbol.dispose]: () => {
      process.off("SIGHUP", take);
      timer[Symbol.dispose]();
    },
  };
}

/** Tells one content of the file from another; null while it cannot be seen. */
function markOf(file: string): string | null {
  const stats = statSync(file, { throwIfNoEntry: false, bigint: true });
  return stats === undefined ? null : `${stats.mtimeNs} ${stats.ino} ${stats.size}`;
}
