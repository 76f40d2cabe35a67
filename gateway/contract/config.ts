// How the configuration differs and which versions of it are kept: what the API answers and the console shows.

/** One thing of the configuration: a part such as `journal`, or a device, place or alarm rule with its id. */
export interface Changed {
  readonly kind: string;
  readonly id: string | null;
  /** Of a changed device: which sides of it. */
  readonly aspects?: readonly string[];
}

export interface ConfigDifference {
  readonly added: readonly Changed[];
  readonly removed: readonly Changed[];
  readonly changed: readonly Changed[];
  /** What takes effect only after a restart. */
  readonly restart: readonly string[];
}

export interface KeptVersion {
  readonly id: string;
  readonly version: string;
  readonly at: string;
  /** An account, `file` (changed by hand), or null for what an earlier gateway kept. */
  readonly by: string | null;
  readonly running: boolean;
  /** Against the version before it; null for the oldest one kept, and where today's checks refuse one of the two. */
  readonly difference: ConfigDifference | null;
}
