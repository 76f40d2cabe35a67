// What computes one derived device: it takes what its inputs say, one moment after the other, and says what follows. Pure but for the
// state that it holds, which `save` gives and the next run is begun with.
import type { Reason } from "../contract/entry.ts";
import type { StoredValue } from "../journal/record.ts";

/** The newest value of an input; absent: it never came. */
export interface Input {
  readonly value: StoredValue;
  readonly measuredMs: number;
}

/** One entry that an input came with. */
export interface Moment {
  readonly atMs: number;
  /** All inputs as they are now, by name. */
  readonly inputs: ReadonlyMap<string, Input>;
  /** Those that came with this entry. */
  readonly fresh: ReadonlySet<string>;
}

export type Saved = Readonly<Record<string, unknown>>;

export interface Machine {
  /** Values of all its points. */
  take(moment: Moment): Readonly<Record<string, StoredValue>>;
  /** What it must know to go on; plain JSON. */
  save(): Saved;
}

/** What a machine is made with. */
export interface Settings {
  readonly ms: (name: string) => number;
  readonly number: (name: string) => number;
  /** The beginning of the campus's day that a time lies in. */
  readonly dayOf: (ms: number) => number;
}

export type MachineOf = (settings: Settings, saved: Saved | null) => Machine;

/** A value that is missing, and why. */
export function bad(reason: Reason): StoredValue {
  return { value: null, quality: "bad", reason };
}

/** A value that was inferred: nobody measured it. */
export function inferred(value: number | boolean): StoredValue {
  return { value, quality: "uncertain", reason: "never" };
}

/** Numbers of the inputs, and the worst that is to be said of them; or why there is no value. */
export type Numbers =
  | { readonly ok: true; readonly of: (name: string) => number; readonly doubt: Reason | null }
  | { readonly ok: false; readonly why: StoredValue };

/**
 * These inputs as numbers. One that never came, that is bad, or that is older than `oldestMs`, makes the result bad with its reason; one
 * that is uncertain makes it uncertain.
 */
export function numbersOf({ inputs }: Moment, names: readonly string[], oldestMs: number): Numbers {
  const numbers = new Map<string, number>();
  let doubt: Reason | null = null;
  for (const name of names) {
    const input = inputs.get(name);
    if (input === undefined) return { ok: false, why: bad("never") };
    const flaw = typeof input.value === "object" ? input.value : null;
    const value = flaw === null ? input.value : flaw.value;
    if (flaw?.quality === "bad" || value === null) return { ok: false, why: bad(flaw?.reason ?? "device") };
    if (typeof value !== "number") return { ok: false, why: bad("device") };
    if (input.measuredMs < oldestMs) return { ok: false, why: bad("timeout") };
    doubt ??= flaw?.reason ?? null;
    numbers.set(name, value);
  }
  return { ok: true, of: (name) => numbers.get(name) ?? Number.NaN, doubt };
}

/** A number with so many decimals, as doubtful as what it was made of. */
export function told(value: number, decimals: number, doubt: Reason | null): StoredValue {
  if (!Number.isFinite(value)) return bad("range");
  const rounded = Number(value.toFixed(decimals));
  // −0 is nothing that a sensor says.
  const plain = rounded === 0 ? 0 : rounded;
  return doubt === null ? plain : { value: plain, quality: "uncertain", reason: doubt };
}
