// Telephone numbers: what may be dialled, whether two are the same, and how they are shown. Pure.

/** Without a country code, numbers of one country differ within so many last digits (China: 11 of a mobile). */
const SAME_DIGITS = 11;
const SHOWN = 4;

/** The number without what people write between its digits; null: not to be dialled. `*` and `#` would set the network's services. */
export function dialable(number: string): string | null {
  const bare = number.replace(/[\s().-]/g, "");
  return /^\+?\d{3,20}$/.test(bare) ? bare : null;
}

/** True when both are one telephone, with or without country code. */
export function samePhone(a: string, b: string): boolean {
  const [short, long] = [digitsOf(a), digitsOf(b)].sort((x, y) => x.length - y.length);
  if (short === undefined || long === undefined || short.length < 3) return false;
  return short.length < SAME_DIGITS ? short === long : short.slice(-SAME_DIGITS) === long.slice(-SAME_DIGITS);
}

/** A number as logs and screens show it: its last digits. */
export function masked(number: string): string {
  return number.length <= SHOWN ? "…" : `…${number.slice(-SHOWN)}`;
}

function digitsOf(number: string): string {
  return number.replace(/\D/g, "").replace(/^00/, "");
}
