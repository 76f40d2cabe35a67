// Telephone numbers: what may be dialled, and how they are shown. Pure.

const SHOWN = 4;

/** Emergency numbers of China and those that every modem knows (3GPP TS 22.101 §10.1): no machine of ours calls them. */
const EMERGENCY: readonly string[] = ["110", "112", "119", "120", "122", "000", "08", "118", "911", "999"];

/** The number without what people write between its digits; null: not to be dialled. `*` and `#` would set the network's services. */
export function dialable(number: string): string | null {
  const bare = number.replace(/[\s().-]/g, "");
  return /^\+?\d{3,20}$/.test(bare) && !EMERGENCY.includes(bare) ? bare : null;
}

/** A number as logs and screens show it: its last digits. */
export function masked(number: string): string {
  return number.length <= SHOWN ? "…" : `…${number.slice(-SHOWN)}`;
}
