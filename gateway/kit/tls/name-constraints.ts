// The name constraints extension (RFC 5280 §4.2.1.10) in DER, written and read back: an authority's own certificate says what it may sign for.
import type { Limits, Network } from "./names.ts";
import { networkBytes } from "./names.ts";

export const NAME_CONSTRAINTS = "2.5.29.30";

const NAME_CONSTRAINTS_OID = Buffer.from([0x55, 0x1d, 0x1e]);
const EXTENSIONS = 0xa3;
const SEQUENCE = 0x30;
const PERMITTED = 0xa0;
const DNS = 0x82;
const ADDRESS = 0x87;

/** `SEQUENCE { permittedSubtrees [0] SEQUENCE OF GeneralSubtree }`. */
export function encodeLimits(limits: Limits): Uint8Array<ArrayBuffer> {
  const subtrees = [
    ...limits.dns.map((name) => element(SEQUENCE, element(DNS, [...Buffer.from(name, "latin1")]))),
    ...limits.networks.map((network) => {
      const { bytes, mask } = networkBytes(network);
      return element(SEQUENCE, element(ADDRESS, [...bytes, ...mask]));
    }),
  ];
  return Uint8Array.from(element(SEQUENCE, element(PERMITTED, subtrees.flat())));
}

/** What the authority of this certificate (DER) may sign for; nothing when it does not say. */
export function limitsOf(certificate: Uint8Array): Limits {
  // Certificate → tbsCertificate → [3] → SEQUENCE OF Extension { OID, critical, OCTET STRING }
  const tbs = elements(elements(certificate)[0]?.content)[0];
  const list = elements(tbs?.content).find((one) => one.tag === EXTENSIONS);
  for (const extension of elements(elements(list?.content)[0]?.content)) {
    const parts = elements(extension.content);
    const id = Buffer.from(parts[0]?.content ?? []);
    if (id.equals(NAME_CONSTRAINTS_OID)) return decodeLimits(parts.at(-1)?.content ?? new Uint8Array());
  }
  return { dns: [], networks: [] };
}

/** The limits in an extension that `encodeLimits` wrote; what it did not write is passed over. */
function decodeLimits(extension: Uint8Array): Limits {
  const dns: string[] = [];
  const networks: Network[] = [];
  const permitted = elements(elements(extension)[0]?.content).find((one) => one.tag === PERMITTED);
  for (const subtree of elements(permitted?.content)) {
    const base = elements(subtree.content)[0];
    if (base?.tag === DNS) dns.push(Buffer.from(base.content).toString("latin1"));
    if (base?.tag === ADDRESS) networks.push(networkOf(base.content));
  }
  return { dns, networks };
}

/** `10.0.0.0/8` from address and mask, each half of the bytes. */
function networkOf(content: Uint8Array): Network {
  const half = content.length / 2;
  const address = [...content.subarray(0, half)];
  const bits = [...content.subarray(half)].reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0);
  if (half === 4) return `${address.join(".")}/${bits}`;
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((address[2 * i] ?? 0) * 256 + (address[2 * i + 1] ?? 0)).toString(16),
  );
  return `${groups.join(":")}/${bits}`;
}

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** One DER element: tag, length, content. */
function element(tag: number, content: readonly number[]): number[] {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return [tag, ...size, ...content];
}

/** The elements that stand one after the other in `bytes`. */
function elements(bytes: Uint8Array = new Uint8Array()): Element[] {
  const found: Element[] = [];
  for (let at = 0; at + 1 < bytes.length; ) {
    const tag = bytes[at] ?? 0;
    const short = bytes[at + 1] ?? 0;
    const more = short < 0x80 ? 0 : short & 0x7f;
    const long = bytes.subarray(at + 2, at + 2 + more).reduce((length, byte) => length * 256 + byte, 0);
    const start = at + 2 + more;
    const end = start + (more === 0 ? short : long);
    found.push({ tag, content: bytes.subarray(start, end) });
    at = end;
  }
  return found;
}
