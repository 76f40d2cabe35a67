// Which devices were online, and whose clock was wrong, by their last entries: what the broker goes on from after a restart.
import type { Projection } from "../journal/journal.ts";
import type { Fresh } from "../journal/record.ts";

type Flag = "online" | "clock-wrong";

/** What an entry's type says about its device. */
const EFFECTS: ReadonlyMap<string, readonly [flag: Flag, set: boolean]> = new Map([
  ["device.online", ["online", true]],
  ["device.offline", ["online", false]],
  ["device.clock-wrong", ["clock-wrong", true]],
  ["device.clock-right", ["clock-wrong", false]],
]);

export class DeviceStates implements Projection {
  readonly name = "device-states";
  readonly #flags = new Map<Flag, Set<string>>([
    ["online", new Set()],
    ["clock-wrong", new Set()],
  ]);
  readonly #changed = new Set<string>();

  /** Devices that were online by their last entry. */
  get online(): ReadonlySet<string> {
    return new Set(this.#flags.get("online"));
  }

  /** Devices whose clock was wrong by their last entry. */
  get clockWrong(): ReadonlySet<string> {
    return new Set(this.#flags.get("clock-wrong"));
  }

  apply(batch: readonly Fresh[]): void {
    for (const record of batch) if (record.kind === "state") this.replay(record);
  }

  replay(record: Fresh): void {
    if (record.kind !== "state" || record.device === null) return;
    const effect = EFFECTS.get(record.type);
    if (effect === undefined) return;
    const [flag, set] = effect;
    if (set) this.#flags.get(flag)?.add(record.device);
    else this.#flags.get(flag)?.delete(record.device);
    this.#changed.add(record.device);
  }

  load(rows: Iterable<{ readonly key: string; readonly body: Uint8Array }>): void {
    for (const { key, body } of rows) {
      const flags = new TextDecoder().decode(body).split(" ");
      for (const [flag, devices] of this.#flags) if (flags.includes(flag)) devices.add(key);
    }
  }

  save(): { key: string; body: string }[] {
    const rows = [...this.#changed].map((device) => ({
      key: device,
      body: [...this.#flags].flatMap(([flag, devices]) => (devices.has(device) ? [flag] : [])).join(" "),
    }));
    this.#changed.clear();
    return rows;
  }
}
