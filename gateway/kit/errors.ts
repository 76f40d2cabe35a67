// One error class for what people must be told: a stable code, who and what in the message, and what to do about it.

/** Which text an error says and with which values, so that it can be said in another language too. */
export interface Words {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export class GatewayError extends Error {
  /** Stable, kebab-case; listed with cause and remedy in docs/errors.md. */
  readonly code: string;
  /** What the reader can do about it, one sentence. */
  readonly remedy: string;
  /** Null for what only operators and logs are told. */
  readonly words: Words | null;

  constructor(
    code: string,
    message: string,
    remedy: string,
    options?: ErrorOptions & { readonly words?: Words | null },
  ) {
    super(message, options);
    this.name = "GatewayError";
    this.code = code;
    this.remedy = remedy;
    this.words = options?.words ?? null;
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
