// What the stream says when this page was not told of everything (contract §7): entries expired before they were sent, the journal was
// begun anew, or this browser read too slowly. The page then begins from the newest values, asks for everything again, and says so.

/** `gap`: expired meanwhile. `epoch`: another journal. `lagging`: this browser was too slow. */
export type Missed = "gap" | "epoch" | "lagging";

/** Why the gateway ended the stream, when it said so. */
export type Ending = "lagging" | "signed-out" | "stopping";

const ENDINGS: readonly Ending[] = ["lagging", "signed-out", "stopping"];

let missed: Missed | null = null;
const tellers = new Set<() => void>();

export const currentMissed = (): Missed | null => missed;

export function followMissed(tell: () => void): () => void {
  tellers.add(tell);
  return () => tellers.delete(tell);
}

/** Tells the page; null when somebody has read it. */
export function setMissed(next: Missed | null): void {
  missed = next;
  for (const tell of tellers) tell();
}

/** What an event of the stream means for this page; null: nothing is missing. Readings are told as newest values, never one by one. */
export function missedBy(event: string, data: string): Missed | null {
  if (event === "epoch") return "epoch";
  if (event === "end") return endingOf(data) === "lagging" ? "lagging" : null;
  if (event !== "gap") return null;
  const { kinds }: { kinds?: readonly string[] } = JSON.parse(data);
  return kinds === undefined || kinds.some((kind) => kind !== "reading") ? "gap" : null;
}

/** The reason in an `end` event. */
export function endingOf(data: string): Ending | null {
  const { code }: { code?: string } = JSON.parse(data);
  return ENDINGS.find((ending) => ending === code) ?? null;
}
