// How the drivers say that a device stands which we ask.

/** How a device that we ask answers. */
export interface Polling {
  readonly state: "up" | "down" | "backing-off" | "disabled";
  readonly since: string;
  readonly lastPoll: string | null;
  readonly lastError: { readonly code: string; readonly message: string } | null;
  /** The bytes that came last, hex. */
  readonly raw: string | null;
  /** The newest answer that was not all believed, also when better ones followed; null: none since the start. */
  readonly lastBad: {
    readonly at: string;
    readonly code: string;
    readonly message: string;
    readonly raw: string;
  } | null;
  /** Polls that were left out because something took too long. */
  readonly skipped: number;
}
