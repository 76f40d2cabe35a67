// The county's commands as the journal says they are: what makes each run at most once, over repeats and restarts.
import { afterEntry, type CommandRecord, isOpen, type Taken } from "./command.ts";

/** More than these are not remembered, and so not taken while none of them has ended and expired. */
const KEPT = 1000;

interface Line {
  taken: Taken;
  /** Where it is saved. */
  readonly slot: number;
}

/** A projection of the journal: saved with it, and brought up to date from what came after. */
export class CountyCommandBook {
  readonly name = "county-commands";
  readonly #lines = new Map<string, Line>();
  readonly #changed = new Set<Line>();

  get(id: string): Taken | null {
    return this.#lines.get(id)?.taken ?? null;
  }

  /** Commands that something can still happen to, oldest first. */
  open(): Taken[] {
    return [...this.#lines.values()].map(({ taken }) => taken).filter(isOpen);
  }

  /** False while each place is taken by a command that could come again. */
  hasRoom(nowMs: number): boolean {
    if (this.#lines.size < KEPT) return true;
    const oldest = this.#forgettable();
    return oldest !== null && oldest.taken.expiresMs < nowMs;
  }

  apply(batch: readonly CommandRecord[]): void {
    for (const record of batch) this.replay(record);
  }

  replay(record: CommandRecord): void {
    const id = record.kind === "command" ? record.body?.id : null;
    if (typeof id !== "string") return;
    const line = this.#lines.get(id);
    // The campus is not kept: only commands to this one come so far.
    const taken = afterEntry(line?.taken, record, "here");
    if (taken === null) return;
    if (line === undefined) this.#put({ taken, slot: this.#freeSlot() });
    else {
      line.taken = taken;
      this.#changed.add(line);
    }
  }

  load(rows: Iterable<{ readonly key: string; readonly body: Uint8Array }>): void {
    const lines = [...rows].map(({ key, body }): Line => {
      // One that was saved before there were links has no word of them.
      return { taken: { link: null, ...JSON.parse(new TextDecoder().decode(body)) } as Taken, slot: Number(key) };
    });
    // Each entry of a command has a greater number than those before it, so the order is about that of their last steps.
    for (const line of lines.sort((a, b) => a.taken.seq - b.taken.seq)) this.#lines.set(line.taken.id, line);
  }

  save(): { key: string; body: string }[] {
    const rows = [...this.#changed].map(({ taken, slot }) => ({ key: String(slot), body: JSON.stringify(taken) }));
    this.#changed.clear();
    return rows;
  }

  #put(line: Line): void {
    this.#lines.set(line.taken.id, line);
    this.#changed.add(line);
  }

  /** Of those that have ended the one that expires first. */
  #forgettable(): Line | null {
    let found: Line | null = null;
    for (const line of this.#lines.values())
      if (!isOpen(line.taken) && (found === null || line.taken.expiresMs < found.taken.expiresMs)) found = line;
    return found;
  }

  #freeSlot(): number {
    if (this.#lines.size < KEPT) return this.#lines.size;
    const line = this.#forgettable() ?? [...this.#lines.values()][0];
    if (line === undefined) return 0;
    this.#lines.delete(line.taken.id);
    this.#changed.delete(line);
    return line.slot;
  }
}
