// What the routes of the configuration stand on: reading, checking and changing campus.yaml, and asking a device that is not configured.
// The composition root hands it in; rights and languages are the routes' business.
import type { AlarmRule } from "../config/campus.ts";
import type { ConfigDifference, KeptVersion } from "../contract/config.ts";
import type { GatewayError } from "../kit/errors.ts";
import type { Language } from "../kit/i18n.ts";

/** A map as campus.yaml has it, without anything filled in. */
export type Item = Readonly<Record<string, unknown>>;
export type ItemList = "devices" | "places" | "alarms";

/** What is wrong with a configuration, for people. */
export interface ConfigProblem {
  /** `devices[2].points.temperature.unit`, or the file's name. */
  readonly path: string;
  readonly line: number | null;
  said(language: Language): { readonly message: string; readonly remedy: string };
}

export interface RunningConfig {
  readonly version: string;
  readonly text: string;
  readonly appliedAt: string;
  readonly by: string;
  /** What is wrong with the file as it is on disk; empty while it is what runs. */
  readonly problems: readonly ConfigProblem[];
  /** The file as it is on disk when it is not what runs; its version is what a change must name. */
  readonly file: { readonly version: string; readonly text: string } | null;
}

/** Who asks, and for the change of which version. */
export interface Asker {
  readonly account: string;
  readonly remote: string;
  /** The version of the file that the change was made for. */
  readonly version: string;
}

/** A change that is in force. `remarks`: what parts of the gateway could not take of it, or take with a fault. */
export interface Written {
  readonly version: string;
  readonly remarks: readonly GatewayError[];
}

export interface Put extends Written {
  readonly secret: string | null;
}

export interface Trial {
  readonly ok: boolean;
  readonly points: readonly {
    readonly point: string;
    readonly value: number | boolean | string | null;
    readonly unit: string;
    readonly quality: string;
    readonly reason: string | null;
  }[];
  /** What came last over the wire, hex. */
  readonly raw: string | null;
  readonly detail: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/**
 * Changes throw GatewayErrors: `config-changed`, ConfigRefused `config-invalid` (see `fieldsIn`), `config-not-editable`, `not-found`,
 * `config-not-writable`. Nothing is written then. They resolve when the change is in force.
 */
export interface ConfigDesk {
  running(): RunningConfig;
  versions(): Promise<readonly KeptVersion[]>;
  check(text: string): { readonly problems: readonly ConfigProblem[]; readonly difference: ConfigDifference | null };
  /** An alarm rule as campus.yaml would have it, checked against what is configured. Throws ConfigRefused. */
  rule(item: Item): AlarmRule;
  /** As campus.yaml has it; null when there is none. */
  item(list: ItemList, id: string): Item | null;
  /** `withSecret`: a device that sends to us also gets a new secret, which stands in the answer and nowhere else. */
  putItem(by: Asker, list: ItemList, id: string, item: Item, withSecret: boolean): Promise<Put>;
  deleteItem(by: Asker, list: ItemList, id: string): Promise<Written>;
  putText(by: Asker, text: string): Promise<Written>;
  /** Puts back an earlier version, byte for byte, named by its id or its tag. */
  undo(by: Asker, version: string): Promise<Written>;
  /** Gives a device that sends to us a new secret; the answer is the only place where it stands. */
  newSecret(by: Asker, id: string): Promise<{ readonly version: string; readonly secret: string }>;
  /** Asks a device once without configuring it. */
  tryDevice(by: Omit<Asker, "version">, device: Item): Promise<Trial>;
}

/** One field of what was submitted that is wrong. */
export interface RefusedField {
  /** JSON pointer into what was submitted; empty when it is about the whole or about something else in the file. */
  readonly path: string;
  said(language: Language): string;
}

/** The fields of an error with the code `config-invalid`; empty for others. */
export function fieldsIn(error: unknown): readonly RefusedField[] {
  return error instanceof Error && "fields" in error && Array.isArray(error.fields) ? error.fields : [];
}
