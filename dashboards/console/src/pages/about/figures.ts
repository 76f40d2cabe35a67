// Sizes, spans and fingerprints as people read them. Pure.

const STEPS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;
const STEP = 1024;

/** `43.2 MiB`. */
export function bytesText(bytes: number): string {
  let step = 0;
  let rest = bytes;
  for (; rest >= STEP && step < STEPS.length - 1; step++) rest /= STEP;
  return `${step === 0 ? rest : rest.toFixed(1)} ${STEPS[step] ?? ""}`;
}

/** The text to say for a span of seconds, in its two largest parts. */
export function durationParts(seconds: number): {
  readonly key: "days" | "hours" | "minutes";
  readonly values: Readonly<Record<string, number>>;
} {
  const [d, h, m] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (d > 0) return { key: "days", values: { d, h } };
  return h > 0 ? { key: "hours", values: { h, m } } : { key: "minutes", values: { m } };
}

/** A fingerprint in pairs, so that it can be compared by eye. */
export function fingerprintText(fingerprint: string): string {
  const hex = fingerprint.replace(/^sha-?256[:=]/i, "").replaceAll(":", "");
  return /^[0-9a-f]+$/i.test(hex)
    ? (hex
        .match(/.{1,2}/g)
        ?.join(" ")
        .toUpperCase() ?? hex)
    : fingerprint;
}
