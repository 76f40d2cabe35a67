// Telephone numbers that no machine of ours calls, wherever they are entered or dialled. Pure.

/** Emergency numbers of China and those that every modem knows (3GPP TS 22.101 §10.1). */
const EMERGENCY: ReadonlySet<string> = new Set(["110", "112", "119", "120", "122", "000", "08", "118", "911", "999"]);

/** `bare`: the digits alone, with + where there is one. */
export function isEmergencyNumber(bare: string): boolean {
  return EMERGENCY.has(bare);
}
