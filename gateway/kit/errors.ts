// One error class for what people must be told: a stable code, who and what in the message, and what to do about it.

export class GatewayError extends Error {
  /** Stable, kebab-case; listed with cause and remedy in gateway/README.md. */
  readonly code: string;
  /** What the reader can do about it, one sentence. */
  readonly remedy: string;

  constructor(code: string, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "GatewayError";
    this.code = code;
    this.remedy = remedy;
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
