// A short message on its way out: cut into parts and written as the PDUs that a modem takes (3GPP TS 23.040 §9.2.2.2, §9.2.3.24.1). Pure.
import { packed, septetsOf } from "./gsm7.ts";

/** One `AT+CMGS`: the PDU in hexadecimal, and its length without the service centre's address. */
export interface SubmitPdu {
  readonly hex: string;
  readonly octets: number;
}

/** Longer texts cost more than they say. */
export const MOST_PARTS = 5;
const MORE = "…";
const MORE_GSM7 = "...";

/** TP-MTI SMS-SUBMIT with a relative validity period (§9.2.3.1, §9.2.3.3). */
const SUBMIT = 0x11;
const WITH_HEADER = 0x40;
/** TP-VP: (n + 1) × 5 min (§9.2.3.12.1). An alarm that is half a day old wakes nobody any more. */
const TWELVE_HOURS = 143;
const DCS_GSM7 = 0x00;
const DCS_UCS2 = 0x08;
/** Septets and UTF-16 units that fit without and with a header of 6 octets. */
const FIT = { gsm7: { alone: 160, part: 153 }, ucs2: { alone: 70, part: 67 } } as const;
const HEADER_SEPTETS = 7;
/** Six octets of header and this bit are seven septets. */
const FILL_BITS = 1;

/** The PDUs of a text, one or up to five. `reference` (0 to 255) ties the parts together. */
export function submitPdus(number: string, text: string, reference: number): readonly SubmitPdu[] {
  const septets = septetsOf(text);
  const [units, fit, dcs] = septets === null ? [unitsOf(text), FIT.ucs2, DCS_UCS2] : [septets, FIT.gsm7, DCS_GSM7];
  const more = septets === null ? [...unitsOf(MORE)] : (septetsOf(MORE_GSM7) ?? []);
  const parts = cut(units, fit, more);
  return parts.map((part, i) => {
    const header = parts.length === 1 ? null : Buffer.from([5, 0, 3, reference & 0xff, parts.length, i + 1]);
    return pduOf(number, dcs, part, header);
  });
}

/** Characters stay whole: an escape with what follows it, the halves of a surrogate pair. */
function unitsOf(text: string): readonly (readonly number[])[] {
  return [...text].map((character) => Array.from({ length: character.length }, (_, i) => character.charCodeAt(i)));
}

function cut(
  units: readonly (readonly number[])[],
  fit: { readonly alone: number; readonly part: number },
  more: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  const flat = units.flat();
  if (flat.length <= fit.alone) return [flat];
  const parts = filled(units, fit.part);
  if (parts.length <= MOST_PARTS) return parts;
  const room = fit.part - more.flat().length;
  const last = filled(unitsFrom(units, parts.slice(0, MOST_PARTS - 1).flat().length), room)[0] ?? [];
  return [...parts.slice(0, MOST_PARTS - 1), [...last, ...more.flat()]];
}

function filled(units: readonly (readonly number[])[], most: number): readonly (readonly number[])[] {
  const parts: number[][] = [[]];
  for (const unit of units) {
    const part = parts.at(-1) ?? [];
    if (part.length + unit.length > most) parts.push([...unit]);
    else part.push(...unit);
  }
  return parts;
}

/** The characters after so many septets or units. */
function unitsFrom(units: readonly (readonly number[])[], from: number): readonly (readonly number[])[] {
  let passed = 0;
  return units.filter((unit) => {
    const isAfter = passed >= from;
    passed += unit.length;
    return isAfter;
  });
}

function pduOf(number: string, dcs: number, units: readonly number[], header: Buffer | null): SubmitPdu {
  const isGsm7 = dcs === DCS_GSM7;
  const body = isGsm7
    ? packed(units, header === null ? 0 : FILL_BITS)
    : Buffer.from(units.flatMap((unit) => [unit >> 8, unit & 0xff]));
  const data = Buffer.concat([header ?? Buffer.alloc(0), body]);
  const length = isGsm7 ? units.length + (header === null ? 0 : HEADER_SEPTETS) : data.length;
  const tpdu = Buffer.concat([
    Buffer.from([SUBMIT | (header === null ? 0 : WITH_HEADER), 0]),
    addressOf(number),
    Buffer.from([0, dcs, TWELVE_HOURS, length]),
    data,
  ]);
  // Length 0 of the service centre's address: the one that the SIM knows (3GPP TS 27.005 §4.3).
  return { hex: `00${tpdu.toString("hex").toUpperCase()}`, octets: tpdu.length };
}

const INTERNATIONAL = 0x91;
const UNKNOWN = 0x81;

/** TP-DA: count of digits, type, digits in swapped pairs (§9.1.2.5). */
function addressOf(number: string): Buffer {
  const digits = number.replace(/^\+/, "");
  const even = digits.length % 2 === 0 ? digits : `${digits}F`;
  const swapped = even.replace(/(.)(.)/g, "$2$1");
  const type = number.startsWith("+") ? INTERNATIONAL : UNKNOWN;
  return Buffer.concat([Buffer.from([digits.length, type]), Buffer.from(swapped, "hex")]);
}
