// The newest commands, kept from committed entries: what /commands shows, and what a start after a crash goes on from.
import type { Projection } from "../journal/journal.ts";
import type { Fresh } from "../journal/record.ts";
import { afterEntry, type Command, isOpen } from "./command.ts";

/** Older commands are found in /entries only. */
const KEPT = 1000;

interface Line {
  command: Command;
  /** Where it is saved; a new command takes the slot of the one that was forgotten for it. */
  readonly slot: number;
}

export class CommandBook implements Projection {
  readonly name = "commands";
  /** In the order of their requests. */
  readonly #lines = new Map<string, Line>();
  readonly #changed = new Set<Line>();

  get(id: string): Command | null {
    return this.#lines.get(id)?.command ?? null;
  }

  /** Newest first. */
  newest(): Command[] {
    return [...this.#lines.values()].map(({ command }) => command).reverse();
  }

  /** Commands that something can still happen to, oldest first. */
  open(): Command[] {
    return [...this.#lines.values()].map(({ command }) => command).filter(isOpen);
  }

  apply(batch: readonly Fresh[]): void {
    for (const record of batch) if (record.kind === "command") this.replay(record);
  }

  replay(record: Fresh): void {
    if (record.kind !== "command" || typeof record.body.id !== "string") return;
    const line = this.#lines.get(record.body.id);
    const command = afterEntry(line?.command, record);
    if (command === null) return;
    if (line === undefined) this.#put({ command, slot: this.#freeSlot() });
    else {
      line.command = command;
      this.#changed.add(line);
    }
  }

  load(rows: Iterable<{ readonly key: string; readonly body: Uint8Array }>): void {
    const lines = [...rows].map(({ key, body }): Line => {
      return { command: JSON.parse(new TextDecoder().decode(body)) as Command, slot: Number(key) };
    });
    for (const line of lines.sort((a, b) => a.command.requestedMs - b.command.requestedMs))
      this.#lines.set(line.command.id, line);
  }

  save(): { key: string; body: string }[] {
    const rows = [...this.#changed].map(({ command, slot }) => ({ key: String(slot), body: JSON.stringify(command) }));
    this.#changed.clear();
    return rows;
  }

  #put(line: Line): void {
    this.#lines.set(line.command.id, line);
    this.#changed.add(line);
  }

  /** Forgets the oldest that has ended when the book is full. */
  #freeSlot(): number {
    if (this.#lines.size < KEPT) return this.#lines.size;
    const oldest = [...this.#lines.values()].find(({ command }) => !isOpen(command)) ?? [...this.#lines.values()][0];
    if (oldest === undefined) return 0;
    this.#lines.delete(oldest.command.id);
    this.#changed.delete(oldest);
    return oldest.slot;
  }
}
