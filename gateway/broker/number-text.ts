// Plain decimal numbers read from bytes: exactly the value that JSON.parse gives, or nothing. Pure.

/** An index that moves on. */
export interface Place {
  at: number;
}

const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
/** So many digits are exact as an integer, and the quotient of two exact numbers is rounded once: the nearest double, as JSON.parse gives. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, n) => 10 ** n);

/** The number at this place, which moves behind it. Null, and the place stays: no number, or too many digits. An exponent is left to stand. */
export function numberAt(bytes: Uint8Array, place: Place): number | null {
  let at = place.at;
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  const start = at;
  let whole = 0;
  let digit = digitAt(bytes, at);
  for (; digit >= 0 && digit <= 9; digit = digitAt(bytes, ++at)) whole = whole * 10 + digit;
  let digits = at - start;
  // JSON has no number without digits, and none that begins with 0 before another digit.
  if (digits === 0 || (digits > 1 && bytes[start] === ZERO)) return null;
  let decimals = 0;
  if (bytes[at] === POINT) {
    const point = at;
    digit = digitAt(bytes, ++at);
    for (; digit >= 0 && digit <= 9; digit = digitAt(bytes, ++at)) whole = whole * 10 + digit;
    decimals = at - point - 1;
    if (decimals === 0) return null;
    digits += decimals;
  }
  if (digits > EXACT_DIGITS) return null;
  place.at = at;
  if (whole === 0) return 0;
  const value = decimals === 0 ? whole : whole / (POWERS[decimals] as number);
  return negative ? -value : value;
}

function digitAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) - ZERO;
}
