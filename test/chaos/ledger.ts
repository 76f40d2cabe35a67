// The invariants of the journal as seen from outside: one epoch without a hole, and of each steady device every message once and in order.
import { FIRST_SEQ } from "../bench/payload.ts";
import { entriesPages } from "../harness/entries.ts";
import type { HttpClient } from "../harness/http.ts";
import type { SteadyDevice } from "./steady-device.ts";

export interface LedgerOptions {
  /** Retention may have removed readings, as long as the answer says which (`gap`). */
  readonly gaps?: boolean;
}

export class Ledger {
  readonly #gaps: boolean;
  #goneTo = 0;
  #epoch: string | null = null;
  #seq = 0;
  readonly #stored = new Map<string, number>();
  /** What was found wrong, in words; empty when all is well. */
  readonly faults: string[] = [];

  constructor(options: LedgerOptions = {}) {
    this.#gaps = options.gaps ?? false;
  }

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
      if (page.gap !== null && this.#gaps) this.#goneTo = page.gap.to;
      else if (page.gap !== null) this.faults.push(`a gap after ${this.#seq}: ${JSON.stringify(page.gap)}`);
      for (const entry of page.entries) {
        const expected = entry.seq === this.#seq + 1 || (entry.seq > this.#seq && entry.seq <= this.#goneTo + 1);
        if (!expected) this.faults.push(`seq ${entry.seq} after ${this.#seq}`);
        this.#seq = entry.seq;
        if (entry.kind === "reading" && entry.device !== null) this.#reading(entry.device, entry.deviceSeq, entry.seq);
      }
    }
  }

  /** Reads on, and compares with what the devices knew to be acknowledged before that. */
  async compare(client: HttpClient, devices: readonly SteadyDevice[]): Promise<void> {
    const acked = devices.map((device) => device.acked);
    await this.read(client);
    for (const [i, device] of devices.entries()) {
      const stored = this.stored(device.id);
      const known = acked[i] ?? 0;
      if (stored < known) this.faults.push(`${device.id}: ${known} acknowledged, ${stored} stored`);
      if (stored > device.sent) this.faults.push(`${device.id}: ${device.sent} sent, ${stored} stored`);
      if (device.outOfOrder > 0) this.faults.push(`${device.id}: ${device.outOfOrder} PUBACKs out of order`);
    }
  }

  #reading(device: string, deviceSeq: number | null, seq: number): void {
    const known = this.#stored.get(device);
    if (known === undefined && this.#goneTo > 0) this.#stored.set(device, (deviceSeq ?? 0) - FIRST_SEQ);
    const expected = FIRST_SEQ + this.stored(device);
    if (deviceSeq !== expected) this.faults.push(`${device}: seq ${seq} holds message ${deviceSeq}, not ${expected}`);
    this.#stored.set(device, (deviceSeq ?? 0) - FIRST_SEQ + 1);
  }
}
