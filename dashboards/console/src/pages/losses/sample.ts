// The first bytes of a refused message made safe to look at: text where it is text, else bytes in rows of sixteen. Pure.

export type Sample =
  | { readonly form: "text"; readonly text: string }
  | { readonly form: "bytes"; readonly text: string };

const ROW_BYTES = 16;
/** Line ends and tabs are part of text; other control characters are not. */
const CONTROL = /[^\P{Cc}\n\r\t]/u;
/** Marks that turn the direction of writing, or take no room: a screen must not be fooled by them. */
const HIDDEN = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;

/** The sample of a loss entry; null when there is none or it is not base64. */
export function sampleOf(base64: unknown): Sample | null {
  if (typeof base64 !== "string" || base64 === "") return null;
  const bytes = bytesOf(base64);
  if (bytes === null) return null;
  const text = textOf(bytes);
  return text === null ? { form: "bytes", text: dump(bytes) } : { form: "text", text };
}

function bytesOf(base64: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Null when it is not UTF-8, or not meant for the eye. A sample that was cut inside a character is still text. */
function textOf(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
    return CONTROL.test(text) ? null : text.replace(HIDDEN, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`);
  } catch {
    return null;
  }
}

/** `0000  00 01 02 …  ...ABC` */
function dump(bytes: Uint8Array): string {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += ROW_BYTES) {
    const row = [...bytes.subarray(at, at + ROW_BYTES)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const shown = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
    rows.push(`${at.toString(16).padStart(4, "0")}  ${hex.padEnd(ROW_BYTES * 3 - 1)}  ${shown}`);
  }
  return rows.join("\n");
}
