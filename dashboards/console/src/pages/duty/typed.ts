// How much the gateway takes, and how times and days are typed.

/** Characters of a note beside a swap. */
export const MOST_COMMENT = 256;
/** Letters of the name of a shift or person. */
export const MOST_NAME = 32;

/** `7:00`, `0700` and `7：00` of a Chinese keyboard are `07:00`; anything else stays as it was typed, for the gateway to refuse. */
export function typedTime(text: string): string {
  const [, hour = "", minute = ""] = /^\s*(\d{1,2})\s*[:：.]?\s*(\d{2})\s*$/.exec(text) ?? [];
  return minute === "" ? text : `${hour.padStart(2, "0")}:${minute}`;
}

/** `2026/11/1`, `2026.11.01` and `20261101` are `2026-11-01`. */
export function typedDay(text: string): string {
  const [, year, month = "", day = ""] =
    /^\s*(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?\s*$/.exec(text.replaceAll("／", "/")) ?? [];
  return year === undefined ? text : `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}
