// Which devices were online, since when and why not, and whose clock was wrong, by their last entries: what the broker goes on from after
// a restart, and what pages show.
import type { Projection } from "../journal/journal.ts";
import type { Fresh } from "../journal/record.ts";

/** What the last `device.online` or `device.offline` said. */
export interface LastPresence {
  readonly online: boolean;
  /** Epoch ms; null: not known. */
  readonly sinceMs: number | null;
  /** Why it is offline. */
  readonly reason: string | null;
}

/** Of words in a saved row: `online`, `clock-wrong`, `since=…`, `reason=…`. */
const REASON = /^[a-z0-9-]{1,40}$/;

export class DeviceStates implements Projection {
  readonly name = "device-states";
  readonly #presence = new Map<string, LastPresence>();
  readonly #clockWrong = new Set<string>();
  readonly #changed = new Set<string>();

  /** By device; absent: it never said. */
  get presence(): ReadonlyMap<string, LastPresence> {
    return this.#presence;
  }

  /** Devices that were online by their last entry. */
  get online(): ReadonlySet<string> {
    return new Set([...this.#presence].flatMap(([device, { online }]) => (online ? [device] : [])));
  }

  /** Devices whose clock was wrong by their last entry. */
  get clockWrong(): ReadonlySet<string> {
    return new Set(this.#clockWrong);
  }

  apply(batch: readonly Fresh[]): void {
    for (const record of batch) if (record.kind === "state") this.replay(record);
  }

  replay(record: Fresh): void {
    if (record.kind !== "state" || record.device === null) return;
    const { device, receivedMs, body } = record;
    switch (record.type) {
      case "device.online":
        this.#presence.set(device, { online: true, sinceMs: receivedMs, reason: null });
        break;
      case "device.offline":
        this.#presence.set(device, { online: false, sinceMs: receivedMs, reason: reasonIn(body.reason) });
        break;
      case "device.clock-wrong":
        this.#clockWrong.add(device);
        break;
      case "device.clock-right":
        this.#clockWrong.delete(device);
        break;
      default:
        return;
    }
    this.#changed.add(device);
  }

  load(rows: Iterable<{ readonly key: string; readonly body: Uint8Array }>): void {
    for (const { key, body } of rows) {
      const words = new TextDecoder().decode(body).split(" ");
      const said = (name: string) => words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
      const sinceMs = Number(said("since") || Number.NaN);
      const online = words.includes("online");
      // A row of an earlier version says only who was online.
      if (online || said("since") !== undefined)
        this.#presence.set(key, {
          online,
          sinceMs: Number.isSafeInteger(sinceMs) ? sinceMs : null,
          reason: reasonIn(said("reason")),
        });
      if (words.includes("clock-wrong")) this.#clockWrong.add(key);
    }
  }

  save(): { key: string; body: string }[] {
    const rows = [...this.#changed].map((device) => ({ key: device, body: this.#wordsOf(device).join(" ") }));
    this.#changed.clear();
    return rows;
  }

  #wordsOf(device: string): string[] {
    const presence = this.#presence.get(device);
    const words = this.#clockWrong.has(device) ? ["clock-wrong"] : [];
    if (presence === undefined) return words;
    if (presence.online) words.unshift("online");
    words.push(`since=${presence.sinceMs ?? ""}`);
    if (presence.reason !== null) words.push(`reason=${presence.reason}`);
    return words;
  }
}

function reasonIn(value: unknown): string | null {
  return typeof value === "string" && REASON.test(value) ? value : null;
}
