// JSON pointers (RFC 6901): a place in a message. Pure.

/** The steps of a pointer, taken apart once: `/a~1b/0` → `a/b`, `0`. */
export function stepsOf(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** What lies there; undefined: nothing. Only what the message itself holds, never what objects inherit. */
export function valueAt(message: unknown, steps: readonly string[]): unknown {
  let value = message;
  for (const step of steps) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
