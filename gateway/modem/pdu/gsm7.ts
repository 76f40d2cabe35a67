// The default alphabet of short messages: text to septets and back, and septets packed into octets (3GPP TS 23.038 §6.1.2 and §6.2.1). Pure.

/** Leads to the second table; a phone that does not know it shows a space. */
const ESCAPE = 0x1b;

/** By septet; `\x1b` stands at its own place. */
const BASIC = [
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ",
  " !\"#¤%&'()*+,-./0123456789:;<=>?",
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§",
  "¿abcdefghijklmnopqrstuvwxyzäöñüà",
].join("");

/** What may follow an escape. */
const EXTENSION: ReadonlyMap<string, number> = new Map([
  ["\f", 0x0a],
  ["^", 0x14],
  ["{", 0x28],
  ["}", 0x29],
  ["\\", 0x2f],
  ["[", 0x3c],
  ["~", 0x3d],
  ["]", 0x3e],
  ["|", 0x40],
  ["€", 0x65],
]);
const EXTENDED: ReadonlyMap<number, string> = new Map([...EXTENSION].map(([text, septet]) => [septet, text]));
const SEPTETS: ReadonlyMap<string, number> = new Map(
  [...BASIC].map((text, septet): [string, number] => [text, septet]).filter(([, septet]) => septet !== ESCAPE),
);

/** The one or two septets of each character; null: a character is not in the alphabet. */
export function septetsOf(text: string): readonly (readonly number[])[] | null {
  const septets: (readonly number[])[] = [];
  for (const character of text) {
    const basic = SEPTETS.get(character);
    const extended = EXTENSION.get(character);
    if (basic !== undefined) septets.push([basic]);
    else if (extended !== undefined) septets.push([ESCAPE, extended]);
    else return null;
  }
  return septets;
}

/** What septets say. */
export function textOfSeptets(septets: readonly number[]): string {
  let text = "";
  let isEscaped = false;
  for (const septet of septets) {
    const character = isEscaped ? (EXTENDED.get(septet) ?? BASIC[septet]) : BASIC[septet];
    isEscaped = !isEscaped && septet === ESCAPE;
    if (!isEscaped) text += character ?? "";
  }
  return text;
}

/** Septets as octets, the lowest bits first. `fillBits`: how many bits are left free before the first, so that it begins where a header ends. */
export function packed(septets: readonly number[], fillBits = 0): Buffer {
  const octets = Buffer.alloc(Math.ceil((septets.length * 7 + fillBits) / 8));
  septets.forEach((septet, i) => {
    const bit = i * 7 + fillBits;
    const at = bit >> 3;
    const shifted = septet << (bit & 7);
    octets[at] = (octets[at] ?? 0) | (shifted & 0xff);
    if (shifted > 0xff) octets[at + 1] = (octets[at + 1] ?? 0) | (shifted >> 8);
  });
  return octets;
}

/** The first so many septets of packed octets; fewer when there are not as many. */
export function unpacked(octets: Buffer, count: number, fillBits = 0): readonly number[] {
  const there = Math.floor((octets.length * 8 - fillBits) / 7);
  return Array.from({ length: Math.max(0, Math.min(count, there)) }, (_, i) => {
    const bit = i * 7 + fillBits;
    const at = bit >> 3;
    const both = (octets[at] ?? 0) | ((octets[at + 1] ?? 0) << 8);
    return (both >> (bit & 7)) & 0x7f;
  });
}
