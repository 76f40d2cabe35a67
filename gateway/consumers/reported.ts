// What each device last said about its settings (`device.reported`): version, hash, and since when it says so. A projection of the journal.
import type { Projection } from "../journal/journal.ts";
import type { Fresh } from "../journal/record.ts";

export interface Reported {
  readonly version: number;
  /** Null: the device gave none, and we could not make one. */
  readonly hash: string | null;
  /** Null: more than an entry keeps. */
  readonly config: Readonly<Record<string, unknown>> | null;
  /** Epoch ms; when this version and hash were first reported, and when last. */
  readonly sinceMs: number;
  readonly lastMs: number;
}

export class ReportedConfigs implements Projection {
  readonly name = "reported";
  readonly #devices = new Map<string, Reported>();
  readonly #changed = new Set<string>();

  /** Undefined: the device never reported. */
  get(device: string): Reported | undefined {
    return this.#devices.get(device);
  }

  apply(batch: readonly Fresh[]): void {
    for (const record of batch) if (record.kind === "state") this.replay(record);
  }

  replay(record: Fresh): void {
    if (record.kind !== "state" || record.type !== "device.reported" || record.device === null) return;
    const { version, hash, config } = record.body;
    if (typeof version !== "number" || !(hash === null || typeof hash === "string")) return;
    const before = this.#devices.get(record.device);
    const same = before !== undefined && before.version === version && before.hash === hash;
    this.#devices.set(record.device, {
      version,
      hash,
      config: isObject(config) ? config : null,
      sinceMs: same ? before.sinceMs : record.receivedMs,
      lastMs: record.receivedMs,
    });
    this.#changed.add(record.device);
  }

  load(rows: Iterable<{ readonly key: string; readonly body: Uint8Array }>): void {
    // What `save` gave.
    for (const { key, body } of rows) this.#devices.set(key, JSON.parse(new TextDecoder().decode(body)) as Reported);
  }

  save(): { key: string; body: string }[] {
    const rows = [...this.#changed].map((device) => ({ key: device, body: JSON.stringify(this.#devices.get(device)) }));
    this.#changed.clear();
    return rows;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
