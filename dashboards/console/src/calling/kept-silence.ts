// What somebody made quiet, kept in this browser so that it outlasts a reload.

/** The keys kept under a name. */
export function keptSilence(name: string): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.filter((key) => typeof key === "string") : []);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return new Set();
  }
}

/** A browser without room for it forgets the silence at its next reload. */
export function keepSilence(name: string, silenced: ReadonlySet<string>): void {
  try {
    localStorage.setItem(name, JSON.stringify([...silenced]));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
