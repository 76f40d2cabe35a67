// What is left of a time, as a clock that counts down shows it. Pure.

/** `4:05`; never below `0:00`. */
export function leftText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
