// Chance that repeats: numbers that look random and are always the same for the same seed, word and place in a row. Pure.

/** A number in [0, 1). */
export function chance(seed: number, word: string, n: number): number {
  let mixed = Math.imul(seed ^ 0x27d4eb2f, 0x9e3779b1);
  for (let i = 0; i < word.length; i++) mixed = Math.imul(mixed ^ word.charCodeAt(i), 0x01000193);
  mixed = Math.imul(mixed ^ n ^ Math.trunc(n / 2 ** 32) ^ (mixed >>> 13), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}

/** A whole number from `from` up to and including `to`. */
export function whole(seed: number, word: string, n: number, from: number, to: number): number {
  return from + Math.floor(chance(seed, word, n) * (to - from + 1));
}

/** One of several. */
export function oneOf<T>(seed: number, word: string, n: number, choices: readonly [T, ...T[]]): T {
  return choices[whole(seed, word, n, 0, choices.length - 1)] ?? choices[0];
}

/** A curve without steps through random heights from −1 to 1, one height each `everyMs`. */
export function drift(seed: number, word: string, atMs: number, everyMs: number): number {
  const n = Math.floor(atMs / everyMs);
  const part = atMs / everyMs - n;
  const [from, to] = [chance(seed, word, n), chance(seed, word, n + 1)];
  return 2 * (from + (to - from) * part * part * (3 - 2 * part)) - 1;
}
