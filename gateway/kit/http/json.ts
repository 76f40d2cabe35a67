// Reads JSON bodies strictly: UTF-8, no key that reaches a prototype, no absurd depth. Paths in errors are JSON pointers.
import { isForbiddenKey } from "../../contract/ids.ts";

/** Deeper than any body of ours; a deeper one only wants to exhaust the stack. */
const MAX_DEPTH = 32;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

export type JsonFault =
  | { readonly fault: "not-json" }
  | { readonly fault: "forbidden-key" | "too-deep"; readonly path: string };
export type JsonResult = { readonly value: unknown } | JsonFault;

/** The first fault below a value. Its path is put together on the way back, so that what is sound costs none. */
function faultIn(value: unknown, depth: number): Exclude<JsonFault, { fault: "not-json" }> | null {
  if (typeof value !== "object" || value === null) return null;
  if (depth >= MAX_DEPTH) return { fault: "too-deep", path: "" };
  if (Array.isArray(value)) {
    for (const [at, inner] of value.entries()) {
      const fault = faultIn(inner, depth + 1);
      if (fault !== null) return { ...fault, path: `/${at}${fault.path}` };
    }
    return null;
  }
  for (const [key, inner] of Object.entries(value)) {
    const fault: ReturnType<typeof faultIn> = isForbiddenKey(key)
      ? { fault: "forbidden-key", path: "" }
      : faultIn(inner, depth + 1);
    if (fault !== null) return { ...fault, path: `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}${fault.path}` };
  }
  return null;
}

/** The value of a JSON text, or why it is refused. */
export function readJson(bytes: Uint8Array): JsonResult {
  let value: unknown;
  try {
    value = JSON.parse(UTF8.decode(bytes));
  } catch {
    return { fault: "not-json" };
  }
  return faultIn(value, 0) ?? { value };
}
