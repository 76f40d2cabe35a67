// What retention took from consumers that had not passed it: kept until it could be told as `loss.expired`.
import type { Clock } from "../kit/clock.ts";
import { happening } from "./record.ts";
import type { Store } from "./store.ts";

export interface Expired {
  readonly consumer: string;
  /** First and last seq that the consumer lost; between them may lie entries that are kept. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Why it went: `age`, `size`, `disk-space`, `disk-full`. */
  readonly reason: string;
}

export class Losses {
  /** By consumer, table and reason: portions that follow one another are one loss. */
  readonly #owed = new Map<string, Expired>();

  note(table: string, loss: Expired): void {
    const key = `${loss.consumer}/${table}/${loss.reason}`;
    const before = this.#owed.get(key);
    this.#owed.set(key, before === undefined ? loss : { ...loss, from: before.from, count: before.count + loss.count });
  }

  /** Appends what is owed. While nothing is stored it stays owed. */
  async tell(store: Store, clock: Clock): Promise<void> {
    for (const [key, loss] of this.#owed) {
      if (!store.writable) return;
      await store.append(happening("loss", "loss.expired", clock.now(), { ...loss }));
      this.#owed.delete(key);
    }
  }
}
