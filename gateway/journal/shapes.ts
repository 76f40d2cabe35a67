// The points and units that devices' readings have: each combination is kept once, and rows refer to it.
import type { Unit } from "../contract/units.ts";
import type { Shape } from "./record.ts";

/**
 * A device that names other points in every message would fill the table with shapes, which never expire. Far above what any
 * profile needs; beyond it a reading carries its points and units in its own row (INLINE).
 */
export const SHAPES_PER_DEVICE = 1024;
/** Id of a shape that is not in the table. */
export const INLINE = 0;

type ShapeRow = readonly [id: number, device: string, points: string, units: string];

export class Shapes {
  readonly byId = new Map<number, Shape>();
  readonly #byKey = new Map<string, Shape>();
  readonly #counts = new Map<string, number>();
  #new: { readonly row: ShapeRow }[] = [];
  #lastId = 0;

  /** Takes a shape that is on disk. */
  restore(shape: Shape): void {
    this.byId.set(shape.id, shape);
    this.#byKey.set(keyOf(shape.device, shape.points, shape.units), shape);
    this.#lastId = Math.max(this.#lastId, shape.id);
    this.#counts.set(shape.device, (this.#counts.get(shape.device) ?? 0) + 1);
  }

  intern(device: string, points: readonly string[], units: readonly Unit[]): Shape {
    const key = keyOf(device, points, units);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const count = this.#counts.get(device) ?? 0;
    if (count >= SHAPES_PER_DEVICE) return { id: INLINE, device, points: [...points], units: [...units] };
    this.#counts.set(device, count + 1);
    const shape: Shape = { id: ++this.#lastId, device, points: [...points], units: [...units] };
    this.byId.set(shape.id, shape);
    this.#byKey.set(key, shape);
    this.#new.push({ row: [shape.id, device, JSON.stringify(points), JSON.stringify(units)] });
    return shape;
  }

  /** Shapes that are not on disk yet; the caller commits them with the readings that use them. */
  takeNew(): readonly { readonly row: ShapeRow }[] {
    const taken = this.#new;
    this.#new = [];
    return taken;
  }

  /** The commit failed: these are still new. */
  giveBack(shapes: readonly { readonly row: ShapeRow }[]): void {
    this.#new = [...shapes, ...this.#new];
  }
}

function keyOf(device: string, points: readonly string[], units: readonly Unit[]): string {
  return `${device}\n${points.join("\n")}\n\n${units.join("\n")}`;
}
