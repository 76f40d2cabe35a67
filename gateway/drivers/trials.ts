// Asking a device that is not configured: a poll on request, on its way through the drivers' thread; each settles exactly once.
import type { Poll, Sample } from "../contract/driver.ts";
import type { Clock } from "../kit/clock.ts";
import type { DeviceSpec, ToThread, TrialOutcome } from "./protocol.ts";

/** So long a person waits for it. */
export const TRIAL_MS = 10_000;
/** A form is tried by hand; more at once is something else. */
const MOST_AT_ONCE = 8;

export interface Trial extends Omit<TrialOutcome, "samples"> {
  /** True when every point has a good value. */
  readonly ok: boolean;
  readonly points: readonly (Pick<Sample, "point" | "value" | "quality"> & {
    readonly unit: string;
    readonly reason: string | null;
  })[];
}

export interface Trials {
  /** null: its profile is not known. Never rejects. */
  run(spec: DeviceSpec | null): Promise<TrialOutcome>;
  end(id: string, outcome: TrialOutcome): void;
  /** The thread is gone with everything in it. */
  lost(): void;
}

export function failedTrial(code: string, message: string): TrialOutcome {
  return { samples: [], raw: null, detail: null, error: { code, message } };
}

export function trialOf({ samples, raw, detail }: Poll): TrialOutcome {
  return { samples, raw: raw ?? null, detail: detail ?? null, error: null };
}

/** `post` says whether there is a thread to take the message. */
export function createTrials(post: (message: ToThread) => boolean, clock: Clock): Trials {
  const waiting = new Map<string, (outcome: TrialOutcome) => void>();
  let count = 0;
  return {
    async run(spec) {
      if (spec === null) return failedTrial("unknown-profile", "the profile of the device is not known");
      if (waiting.size >= MOST_AT_ONCE) return failedTrial("busy", `${MOST_AT_ONCE} devices are being tried already`);
      const id = `t${++count}`;
      const { promise, resolve } = Promise.withResolvers<TrialOutcome>();
      if (!post({ do: "try", id, spec }))
        return failedTrial("drivers-restarted", "the drivers are being started afresh");
      waiting.set(id, resolve);
      using _patience = clock.after(TRIAL_MS, () =>
        resolve(failedTrial("timeout", `there was no answer within ${TRIAL_MS / 1000} s`)),
      );
      const outcome = await promise;
      waiting.delete(id);
      return outcome;
    },
    end: (id, outcome) => waiting.get(id)?.(outcome),
    lost() {
      for (const resolve of waiting.values())
        resolve(failedTrial("drivers-restarted", "the drivers were started afresh"));
    },
  };
}
