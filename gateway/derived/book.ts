// All derived devices and how far they are: entries in, values of derived devices out. Its outputs are a function of its state and the entry,
// so entries that are taken again give the same.
import { isDeepStrictEqual } from "node:util";
import type { Fresh, Happening, Reading, StoredValue } from "../journal/record.ts";
import { KINDS } from "./kinds.ts";
import type { Input, Machine, Saved } from "./machine.ts";
import type { Planned } from "./plan.ts";

/** What follows from one entry for one derived device. */
export interface Derivation {
  readonly planned: Planned;
  readonly cause: Fresh;
  /** By position in `planned.points`. */
  readonly values: readonly StoredValue[];
  /** So many times before it was the same and was not told. */
  readonly held: number;
}

/** One derived device as it is saved. */
export interface SavedDerived {
  readonly text: string;
  readonly machine: Saved;
  readonly inputs: readonly (readonly [name: string, input: Input])[];
  readonly told: { readonly values: readonly StoredValue[]; readonly atMs: number } | null;
  readonly held: number;
}

interface Seat {
  readonly planned: Planned;
  readonly machine: Machine;
  readonly inputs: Map<string, Input>;
  told: SavedDerived["told"];
  held: number;
}

export class DerivedBook {
  #seats: readonly Seat[] = [];
  /** By the device that an entry is of. */
  #byInput = new Map<string, Seat[]>();

  /** Takes over a configuration; who is computed as before goes on. `saved`: what an earlier run left. */
  configure(plan: readonly Planned[], dayOf: (ms: number) => number, saved: ReadonlyMap<string, SavedDerived>): void {
    const before = new Map([...saved, ...this.save()]);
    this.#seats = plan.flatMap((planned): Seat[] => {
      const known = before.get(planned.id);
      const own = known?.text === planned.text ? known : null;
      const { settings } = planned.wiring;
      const amount = (name: string) => settings.get(name) ?? 0;
      const machine = KINDS.get(planned.wiring.computes)?.({ ms: amount, number: amount, dayOf }, own?.machine ?? null);
      if (machine === undefined) return [];
      return [{ planned, machine, inputs: new Map(own?.inputs), told: own?.told ?? null, held: own?.held ?? 0 }];
    });
    this.#byInput = new Map();
    for (const seat of this.#seats) {
      const { inputs, devices } = seat.planned.wiring;
      for (const device of new Set([...[...inputs.values()].map((source) => source.device), ...(devices ?? [])])) {
        const list = this.#byInput.get(device) ?? [];
        this.#byInput.set(device, list);
        list.push(seat);
        // A device that was never heard of counts, too.
        if (devices !== null && !seat.inputs.has(device)) seat.inputs.set(device, { value: false, measuredMs: 0 });
      }
    }
  }

  take(record: Fresh): Derivation[] {
    const device = record.kind === "reading" ? record.shape.device : record.device;
    const seats = device === null ? undefined : this.#byInput.get(device);
    return seats?.flatMap((seat) => taken(seat, record) ?? []) ?? [];
  }

  save(): Map<string, SavedDerived> {
    return new Map(
      this.#seats.map(({ planned, machine, inputs, told, held }) => [
        planned.id,
        { text: planned.text, machine: machine.save(), inputs: [...inputs], told, held },
      ]),
    );
  }
}

function taken(seat: Seat, record: Fresh): Derivation | null {
  const { planned, machine, inputs } = seat;
  const news = planned.wiring.devices === null ? pointNews(planned, record) : deviceNews(record);
  const fresh = new Set<string>();
  for (const [name, value] of news) {
    // What was measured before what is known already changes nothing any more.
    if ((inputs.get(name)?.measuredMs ?? 0) > record.measuredMs) continue;
    inputs.set(name, { value, measuredMs: record.measuredMs });
    fresh.add(name);
  }
  if (fresh.size === 0) return null;
  const computed = machine.take({ atMs: record.measuredMs, inputs, fresh });
  const values = planned.points.map((point) => computed[point] ?? NEVER);
  const isSame = seat.told !== null && isDeepStrictEqual(seat.told.values, values);
  if (isSame && seat.told !== null && record.measuredMs - seat.told.atMs < planned.atLeastMs) {
    seat.held++;
    return null;
  }
  const { held } = seat;
  seat.told = { values, atMs: record.measuredMs };
  seat.held = 0;
  return { planned, cause: record, values, held };
}

const NEVER: StoredValue = { value: null, quality: "bad", reason: "never" };

function pointNews({ wiring }: Planned, record: Fresh): [string, StoredValue][] {
  if (record.kind !== "reading") return [];
  const { shape, values } = record;
  return [...wiring.inputs].flatMap(([name, { device, point }]): [string, StoredValue][] => {
    const value = device === shape.device ? values[shape.points.indexOf(point)] : undefined;
    return value === undefined ? [] : [[name, value]];
  });
}

function deviceNews(record: Fresh): [string, StoredValue][] {
  if (record.kind === "reading") return [[record.shape.device, isSomeGood(record)]];
  const isOnline = isOnlineAfter(record);
  return record.device === null || isOnline === null ? [] : [[record.device, isOnline]];
}

function isSomeGood({ values }: Reading): boolean {
  return values.some((value) => typeof value !== "object" || value.quality !== "bad");
}

function isOnlineAfter({ type }: Happening): boolean | null {
  if (type === "device.offline") return false;
  return type === "device.online" ? true : null;
}
