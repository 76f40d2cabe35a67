// Which events of a device we have already had by their `eid` (contract §4): the last 100 000 of each device, looked up in the journal itself.
import type { Reader } from "./reader.ts";
import type { Fresh, Happening } from "./record.ts";

/** A device's events among which an `eid` is recognised. */
export const EID_WINDOW = 100_000;

export class Eids {
  readonly #reader: Reader;
  /** Handed in and not yet on disk. */
  readonly #pending = new Set<string>();
  /** Running number of each device's newest event with an eid. */
  readonly #numbers = new Map<string, number>();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  had(device: string, eid: string): boolean {
    if (this.#pending.has(`${device}/${eid}`)) return true;
    const n = this.#reader.eidNumber(device, eid);
    return n !== null && n > this.#newest(device) - EID_WINDOW;
  }

  remember(device: string, eid: string): void {
    this.#pending.add(`${device}/${eid}`);
  }

  /** The running number of a record that carries an eid; null for others. Called once per record, in order. */
  number(record: Happening): number | null {
    if (record.eid === null || record.device === null) return null;
    const n = this.#newest(record.device) + 1;
    this.#numbers.set(record.device, n);
    return n;
  }

  committed(records: readonly Fresh[]): void {
    if (this.#pending.size === 0) return;
    for (const record of records) {
      if (record.kind !== "reading" && record.eid !== null) this.#pending.delete(`${record.device}/${record.eid}`);
    }
  }

  rollBack(): void {
    this.#pending.clear();
    this.#numbers.clear();
  }

  #newest(device: string): number {
    let n = this.#numbers.get(device);
    if (n === undefined) {
      n = this.#reader.newestEidNumber(device);
      this.#numbers.set(device, n);
    }
    return n;
  }
}
