// A file with the holidays of a year, as far as it must be understood to say what is in it; whether it is right is the gateway's to say. Pure.

export interface YearFile {
  /** As it is sent. */
  readonly body: object;
  readonly year: string;
  readonly days: number;
  readonly swapped: number;
  readonly source: string;
}

/** Null: it is no JSON object. */
export function yearFileOf(text: string): YearFile | null {
  const body = parsed(text);
  if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
  const fields: Readonly<Record<string, unknown>> = { ...body };
  const lengthOf = (list: unknown) => (Array.isArray(list) ? list.length : 0);
  const { year, source, holidays, swappedWorkdays } = fields;
  return {
    body,
    year: typeof year === "number" || typeof year === "string" ? String(year) : "?",
    source: typeof source === "string" ? source : "?",
    days: lengthOf(holidays),
    swapped: lengthOf(swappedWorkdays),
  };
}

function parsed(text: string): unknown {
  try {
    // Windows writes a mark before it.
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}
