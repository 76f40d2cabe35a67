// The invariants of the journal as seen from outside: one epoch without a hole, and of each steady device every message once and in order.
import { FIRST_SEQ } from "../bench/payload.ts";
import { entriesPages } from "../harness/entries.ts";
import type { HttpClient } from "../harness/http.ts";
import type { SteadyDevice } from "./steady-device.ts";

export class Ledger {
  #epoch: string | null = null;
  #seq = 0;
  readonly #stored = new Map<string, number>();
  /** What was found wrong, in words; empty when all is well. */
  readonly faults: string[] = [];

  /** Highest seq read so far. */
  get seq(): number {
    return this.#seq;
  }

  /** Messages of a device found in the journal so far. */
  stored(device: string): number {
    return this.#stored.get(device) ?? 0;
  }

  /** Reads all entries since the last time and checks their order. */
  async read(client: HttpClient): Promise<void> {
    for await (const page of entriesPages(client, this.#seq)) {
      this.#epoch ??= page.epoch;
      if (page.epoch !== this.#epoch) this.faults.push(`epoch ${page.epoch} instead of ${this.#epoch}`);
      if (page.gap !== null) this.faults.push(`a gap after ${this.#seq}: ${JSON.stringify(page.gap)}`);
      for (const entry of page.entries) {
        if (entry.seq !== this.#seq + 1) this.faults.push(`seq ${entry.seq} after ${this.#seq}`);
        this.#seq = entry.seq;
        if (entry.kind === "reading" && entry.device !== null) this.#reading(entry.device, entry.deviceSeq, entry.seq);
      }
    }
  }

  /** Compares what the devices know to be acknowledged with what was read. */
  compare(devices: readonly SteadyDevice[]): void {
    for (const device of devices) {
      const stored = this.stored(device.id);
      if (stored < device.acked) this.faults.push(`${device.id}: ${device.acked} acknowledged, ${stored} stored`);
      if (stored > device.sent) this.faults.push(`${device.id}: ${device.sent} sent, ${stored} stored`);
      if (device.outOfOrder > 0) this.faults.push(`${device.id}: ${device.outOfOrder} PUBACKs out of order`);
    }
  }

  #reading(device: string, deviceSeq: number | null, seq: number): void {
    const expected = FIRST_SEQ + this.stored(device);
    if (deviceSeq !== expected) this.faults.push(`${device}: seq ${seq} holds message ${deviceSeq}, not ${expected}`);
    this.#stored.set(device, (deviceSeq ?? 0) - FIRST_SEQ + 1);
  }
}
