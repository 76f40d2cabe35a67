// What a store did not take becomes entries of the journal: exactly one for each loss, through every crash. Pure but for `Debts`.
import { type Happening, happening } from "../../journal/record.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Log } from "../../kit/log.ts";
import type { Store } from "../../kit/store-worker.ts";
import type { Passed } from "./sender.ts";
import { type InfluxWrites, type Owed, readOwed } from "./store.ts";

export const CONSUMER = "influx";
const RETRY_MS = 5000;

/** The losses of what was passed. The same seq is passed once for each store and journal, so these keys are given once. */
export function owedOf({ quarantined, tooOld }: Passed, target: string): Owed[] {
  const poison = quarantined.map(({ seq, code }): Owed => {
    const key = `${CONSUMER}:${seq}:${target}`;
    return { key, type: "loss.quarantined", cause: seq, body: { consumer: CONSUMER, seq, code } };
  });
  if (tooOld === null) return poison;
  const { from, to, count } = tooOld;
  const body = { consumer: CONSUMER, from, to, count, reason: "retention" };
  return [...poison, { key: `${CONSUMER}:${from}:${target}-${to}`, type: "loss.expired", cause: null, body }];
}

export interface DebtParts {
  readonly store: Store<InfluxWrites>;
  readonly append: (record: Happening) => Promise<number>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Appends what is owed, and forgets it when it is on disk; tries again while nothing can be stored. */
export class Debts implements AsyncDisposable {
  readonly #parts: DebtParts;
  #retry: Disposable | null = null;
  #working: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: DebtParts) {
    this.#parts = parts;
  }

  /** There may be something owed. */
  pay(): void {
    this.#working = this.#working.then(() => this.#payAll());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#working;
    this.#closed = true;
    this.#retry?.[Symbol.dispose]();
  }

  async #payAll(): Promise<void> {
    const { store, append, clock, log } = this.#parts;
    if (this.#closed) return;
    this.#retry?.[Symbol.dispose]();
    this.#retry = null;
    try {
      for (let owed = readOwed(store.reader); owed.length > 0; owed = readOwed(store.reader)) {
        const entries = owed.map(({ type, cause, body, key }) =>
          append(happening("loss", type, clock.now(), body, { cause, key })),
        );
        await Promise.all(entries);
        const keys = owed.map(({ key }) => key);
        await store.write("told", keys, () => undefined);
      }
    } catch (error) {
      log.warn({ err: error }, "what InfluxDB did not take could not be told yet");
      this.#retry = clock.after(RETRY_MS, () => this.pay());
    }
  }
}
