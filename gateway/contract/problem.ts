// An error as it is answered (contract §6), RFC 9457.

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable. */
  readonly code: string;
  readonly detail: string;
  readonly remedy: string;
  readonly instance: string;
  /** Which fields are wrong, and why. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}
