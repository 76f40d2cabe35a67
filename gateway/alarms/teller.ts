// Tells what is saved, in order and once: appends it to the journal under its key, and hands back what was told for the next save.
import type { Journal } from "../journal/journal.ts";
import { happening } from "../journal/record.ts";
import type { Clock } from "../kit/clock.ts";
import type { Recorded } from "./occurrences.ts";
import type { NumberedOutput, Save } from "./store.ts";

export class Teller {
  readonly #journal: Journal;
  readonly #clock: Clock;
  /** Saved, and perhaps not told yet. */
  #untold: NumberedOutput[];
  #toldTo = 0;
  /** Told, and that is not saved yet. */
  #told: Recorded[] = [];

  /** `left`: what the run before may not have told. */
  constructor(journal: Journal, clock: Clock, left: readonly NumberedOutput[]) {
    this.#journal = journal;
    this.#clock = clock;
    this.#untold = [...left];
  }

  get hasUntold(): boolean {
    return this.#untold.length > 0;
  }

  get isUnsaved(): boolean {
    return this.#told.length > 0;
  }

  /** What a save must hold of it. */
  draft(): Pick<Save, "toldTo" | "told"> {
    return { toldTo: this.#toldTo, told: [...this.#told] };
  }

  /** The draft is on disk, and so are these outputs: they are to be told. */
  saved({ told }: Pick<Save, "told">, outputs: readonly NumberedOutput[]): void {
    this.#told = this.#told.slice(told.length);
    this.#untold.push(...outputs);
  }

  /** Appends what is untold, and answers it. An output that was appended before has its key in the journal already. */
  async tell(): Promise<readonly Recorded[]> {
    const [journal, clock] = [this.#journal, this.#clock];
    const telling = [...this.#untold];
    const told = await Promise.all(
      telling.map(async ({ output }) => {
        const { key, type, device, cause, body } = output;
        const seq = await journal.append(happening("alarm", type, clock.now(), { ...body }, { device, cause, key }));
        return { epoch: journal.epoch, seq, output };
      }),
    );
    this.#untold = this.#untold.slice(telling.length);
    this.#toldTo = telling.at(-1)?.n ?? this.#toldTo;
    this.#told.push(...told);
    return told;
  }
}
