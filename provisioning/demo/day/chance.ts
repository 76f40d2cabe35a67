// Chance that repeats: numbers that look random and are always the same for the same seed, name and place in a row.

/** A number in [0, 1). */
export function fractionOf(seed: number, name: string, n: number): number {
  let mixed = (seed ^ 0x9e3779b9) | 0;
  for (let i = 0; i < name.length; i++) mixed = Math.imul(mixed ^ name.charCodeAt(i), 0x01000193);
  mixed = Math.imul(mixed ^ n ^ (mixed >>> 15), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

/** A smooth curve through random heights from −1 to 1, one each `periodMs`. */
export function wobble(seed: number, name: string, ms: number, periodMs: number): number {
  const n = Math.floor(ms / periodMs);
  const part = ms / periodMs - n;
  const eased = part * part * (3 - 2 * part);
  const from = fractionOf(seed, name, n);
  return 2 * (from + (fractionOf(seed, name, n + 1) - from) * eased) - 1;
}

export function rounded(value: number, digits: number): number {
  const times = 10 ** digits;
  return Math.round(value * times) / times || 0;
}
