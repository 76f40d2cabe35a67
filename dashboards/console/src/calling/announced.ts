// Alarms that the post of this browser announces by itself: the banner leaves them to it, so that one thing is told by one voice.

/** `keys`: as `callKey` writes them. */
let announced: ReadonlySet<string> = new Set();
const tellers = new Set<() => void>();

export const announcedNow = (): ReadonlySet<string> => announced;

export function setAnnounced(keys: ReadonlySet<string>): void {
  announced = keys;
  for (const tell of tellers) tell();
}

export function followAnnounced(tell: () => void): () => void {
  tellers.add(tell);
  return () => tellers.delete(tell);
}
