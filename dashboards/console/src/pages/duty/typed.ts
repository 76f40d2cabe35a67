// How much the gateway takes, and how times and days are typed.

/** Characters of a note beside a swap. */
export const MOST_COMMENT = 256;
/** Letters of the name of a shift or person. */
export const MOST_NAME = 32;

/** Full-width digits and signs of a Chinese keyboard as the plain ones. */
function plain(text: string): string {
  return text.normalize("NFKC").trim();
}

/** `7:00`, `0700`, `７：００` and `7点` are `07:00`; anything else stays as it was typed, for the gateway to refuse. */
export function typedTime(text: string): string {
  const [, hour = "", minute = "", fullHour = ""] =
    /^(?:(\d{1,2})\s*[:.点时]?\s*(\d{2})分?|(\d{1,2})[点时])$/.exec(plain(text)) ?? [];
  if (fullHour !== "") return `${fullHour.padStart(2, "0")}:00`;
  return minute === "" ? text : `${hour.padStart(2, "0")}:${minute}`;
}

/** `2026/11/1`, `2026.11.01`, `20261101` and `２０２６年１１月１日` are `2026-11-01`. */
export function typedDay(text: string): string {
  const [, year, month = "", day = ""] = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$/.exec(plain(text)) ?? [];
  return year === undefined ? text : `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}
