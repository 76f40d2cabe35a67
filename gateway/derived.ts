// Derived devices: those of campus.yaml, computed from what others say. Nothing runs and no file is made while there is none.
import { join } from "node:path";
import type { ConfigStore } from "./config/store.ts";
import { type RunningConsumer, runConsumer } from "./consumers/loop.ts";
import type { DerivedDevices } from "./derived/open.ts";
import { type DerivedProfile, plannedOf } from "./derived/plan.ts";
import { bucketStartOf } from "./history/steps.ts";
import type { Journal } from "./journal/journal.ts";
import type { Clock } from "./kit/clock.ts";
import type { GatewayError } from "./kit/errors.ts";
import type { Log } from "./kit/log.ts";
import type { WriterThread } from "./kit/writer-thread.ts";

const DAY_MS = 86_400_000;

export interface DerivingParts {
  /** The data folder. */
  readonly folder: string;
  readonly config: ConfigStore;
  readonly profiles: ReadonlyMap<string, DerivedProfile>;
  readonly journal: Journal;
  readonly thread: WriterThread;
  readonly clock: Clock;
  readonly log: Log;
  readonly onFailed: (error: GatewayError) => void;
}

export interface Deriving extends AsyncDisposable {
  lag(): readonly ReturnType<RunningConsumer["lag"]>[];
}

/** Computes what the configuration says, now and after each change of it. Throws GatewayErrors of the store. */
export async function openDeriving(parts: DerivingParts): Promise<Deriving> {
  const { folder, config, profiles, journal, thread, clock, log, onFailed } = parts;
  const stack = new AsyncDisposableStack();
  let devices: DerivedDevices | null = null;
  let following: RunningConsumer | null = null;
  const apply = async () => {
    const plan = plannedOf(config.current, profiles);
    if (devices === null && plan.length === 0) return;
    if (devices === null) {
      const { openDerived } = await import("./derived/open.ts");
      devices = stack.use(await openDerived({ file: join(folder, "derived.db"), journal, thread, clock, onFailed }));
    }
    devices.configure(plan, bucketStartOf(DAY_MS, config.current.campus.timezone));
    following ??= stack.use(runConsumer(devices, { journal, from: devices.from, clock, log }));
  };
  await apply();
  stack.use(config.onApplied(apply));
  return {
    lag: () => (following === null ? [] : [following.lag()]),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
