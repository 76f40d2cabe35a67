// One text for one value, so that whoever has the same value gets the same hash: keys sorted by their UTF-16 code units, no spaces (the form
// of RFC 8785 for what JSON.parse gives).
import { createHash } from "node:crypto";

/** The canonical JSON text of a JSON value. Callers bound its depth. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`);
  return `{${members.join(",")}}`;
}

/** `sha256:` and the hash of a text's UTF-8 bytes, hex. */
export function hashOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
