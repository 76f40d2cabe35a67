// Telephone numbers: what may be dialled, and how they are shown. Pure.
import { isEmergencyNumber } from "../contract/telephone.ts";

const SHOWN = 4;

/** The number without what people write between its digits; null: not to be dialled. `*` and `#` would set the network's services. */
export function dialable(number: string): string | null {
  const bare = number.replace(/[\s().-]/g, "");
  return /^\+?\d{3,20}$/.test(bare) && !isEmergencyNumber(bare) ? bare : null;
}

/** A number as logs and screens show it: its last digits. */
export function masked(number: string): string {
  return number.length <= SHOWN ? "…" : `…${number.slice(-SHOWN)}`;
}
