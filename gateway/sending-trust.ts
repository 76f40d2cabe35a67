// What is believed of the devices that send to us: by the same rules and the same judge as for those that we ask. The judge is loaded when
// the first device has a rule.
import type { Judge, Judges } from "./broker/port.ts";
import type { CampusConfig, DeviceConfig } from "./config/campus.ts";
import type { LatestPoint } from "./contract/latest.ts";
import type { Board } from "./drivers/trust/judge.ts";
import { type DeviceTrust, memoryOf } from "./drivers/trust/rules.ts";
import { agreementsOf, seedsOf, type TrustPoints, trustOf } from "./drivers/trust/specs.ts";
import type { Reading, StoredValue } from "./journal/record.ts";
import type { Clock } from "./kit/clock.ts";

const PUSH_DRIVER = "mqtt";

export interface SendingTrust {
  readonly config: CampusConfig;
  /** Points of a profile, by its id. */
  readonly profiles: ReadonlyMap<string, { readonly points: TrustPoints }>;
  /** The newest values of a device, from before a start. */
  readonly latest: (device: string) => readonly LatestPoint[];
  readonly clock: Clock;
}

type JudgeModule = typeof import("./drivers/trust/judge.ts");

/** The judges of a configuration; `apply` takes the next one. */
export async function openJudges({ config, profiles, latest, clock }: SendingTrust): Promise<Judges> {
  let judges = new Map<string, { readonly rules: string; readonly judge: Judge }>();
  /** Newest values of all of them, for those that are compared. */
  const board: Board = new Map();

  const apply = async (next: CampusConfig): Promise<void> => {
    const pointsOf = (device: DeviceConfig) => profiles.get(device.profile)?.points;
    const agreements = agreementsOf(next, pointsOf);
    const ruled = [...next.devices.values()].flatMap((device) => {
      const trust = device.driver === PUSH_DRIVER ? trustOf(device, pointsOf(device), agreements) : undefined;
      return trust === undefined ? [] : [{ id: device.id, trust }];
    });
    const module = ruled.length === 0 ? null : await import("./drivers/trust/judge.ts");
    const before = judges;
    judges = new Map(
      ruled.flatMap(({ id, trust }) => {
        if (module === null) return [];
        const rules = JSON.stringify(trust);
        const known = before.get(id);
        const judge = known?.rules === rules ? known.judge : judgeOf(id, trust, module);
        return [[id, { rules, judge }] as const];
      }),
    );
  };

  const judgeOf = (device: string, trust: DeviceTrust, { judge }: JudgeModule): Judge => {
    const seeds = seedsOf(trust, latest(device), clock.now());
    const memories = new Map(
      Object.keys(trust).map((point) => [point, memoryOf(seeds[point], clock.monotonic())] as const),
    );
    return {
      judge(reading) {
        // Its age is what the wall clocks say; that it follows another is told by the monotonic one.
        const nowMs = clock.monotonic() - (reading.receivedMs - reading.measuredMs);
        const { samples, doubt } = judge(samplesOf(reading), { device, trust, memories, board, nowMs });
        const first = samples.find(({ reason }, i) => reason !== undefined && reason !== reasonOf(reading.values[i]));
        if (doubt === null || first?.reason === undefined) return { values: reading.values, doubt: null };
        return { values: samples.map(storedOf), doubt: { reason: first.reason, words: doubt } };
      },
      forgetDoubts() {
        for (const memory of memories.values()) memory.doubted = null;
      },
    };
  };

  await apply(config);
  return { apply, of: (device) => judges.get(device)?.judge ?? null };
}

type Sample = ReturnType<JudgeModule["judge"]>["samples"][number];

function samplesOf({ shape, values }: Reading): Sample[] {
  return values.map((stored, i): Sample => {
    const point = shape.points[i] ?? "";
    return typeof stored === "object" ? { point, ...stored } : { point, value: stored, quality: "good" };
  });
}

function reasonOf(stored: StoredValue | undefined) {
  return typeof stored === "object" ? stored.reason : undefined;
}

function storedOf({ value, quality, reason = "device" }: Sample): StoredValue {
  return quality === "good" && value !== null
    ? value
    : { value, quality: quality === "good" ? "bad" : quality, reason };
}
