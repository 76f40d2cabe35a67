// What the tests of the journal's file share: a journal that was made, crashed or spoilt, and what became of it.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Journal } from "./journal.ts";
import { event, fill, openTestJournal, store } from "./testing.ts";

/** Makes a journal with readings and events, closes it, and answers its epoch and head. */
export async function made(folder: string, readings = 3000): Promise<{ epoch: string; head: number }> {
  await using journal = await openTestJournal(folder);
  await fill(journal, "dev-1", readings);
  await store(journal, event("gate"));
  return { epoch: journal.epoch, head: journal.head };
}

/** What a crash leaves: the files as they are while the journal is open. */
export function crashOf(from: string, to: string): void {
  for (const name of readdirSync(from)) if (!name.endsWith("-shm")) copyFileSync(join(from, name), join(to, name));
}

/** Writes rubbish into the file. */
export function spoil(file: string, from: number, length: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0xee, from, from + length);
  writeFileSync(file, bytes);
}

export function began(journal: Journal): object | undefined {
  const [first] = journal.page({ after: 0, limit: 1 }).records;
  return first?.kind === "system" && first.seq === 1 && first.type === "system.began" ? first.body : undefined;
}

export function setAside(folder: string, word: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith(`journal.${word}-`) && name.endsWith(".db"));
}
