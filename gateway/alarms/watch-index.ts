// Finds the watches of what comes in: by the points of a reading, by device, by link. Pure; made anew for each configuration.
import type { Shape } from "../journal/record.ts";
import { offlineId, type Watch } from "./watches.ts";

/** A watch and the place of its point in a shape. */
export type Place = readonly [position: number, watch: Watch];

export class WatchIndex {
  readonly #all: ReadonlyMap<string, Watch>;
  readonly #byPoint: ReadonlyMap<string, readonly Watch[]>;
  readonly #byLink: ReadonlyMap<string | null, readonly Watch[]>;
  /** Looked up once for each shape. */
  readonly #byShape = new WeakMap<Shape, readonly Place[]>();

  constructor(watches: ReadonlyMap<string, Watch>) {
    const inService = [...watches.values()].filter(({ outOfService }) => !outOfService);
    this.#all = watches;
    this.#byPoint = Map.groupBy(
      inService.filter(({ device, rule }) => device !== null && rule.point !== null),
      ({ device, rule }) => `${device}.${rule.point}`,
    );
    this.#byLink = Map.groupBy(
      inService.filter(({ rule }) => rule.condition.is === "offline"),
      ({ link }) => link,
    );
  }

  /** What is judged by a reading of this shape. */
  of(shape: Shape): readonly Place[] {
    const known = this.#byShape.get(shape);
    if (known !== undefined) return known;
    const found = shape.points.flatMap((point, position) =>
      (this.#byPoint.get(`${shape.device}.${point}`) ?? []).map((watch) => [position, watch] as const),
    );
    this.#byShape.set(shape, found);
    return found;
  }

  /** What says that the device does not answer; undefined: nobody asks that, or it is out of service. */
  offlineOf(device: string): Watch | undefined {
    const watch = this.#all.get(offlineId(device));
    return watch?.outOfService === true ? undefined : watch;
  }

  /** Links that are watched, and for each the watches of the devices on it. */
  *links(): Generator<readonly [link: Watch, devices: readonly Watch[]]> {
    for (const [link, watches] of this.#byLink) {
      if (link === null) continue;
      const whole = watches.find(({ device }) => device === null);
      if (whole !== undefined) yield [whole, watches.filter(({ device }) => device !== null)];
    }
  }

  /** The same for one link. */
  link(id: string): readonly [link: Watch, devices: readonly Watch[]] | null {
    const watches = this.#byLink.get(id) ?? [];
    const whole = watches.find(({ device }) => device === null);
    return whole === undefined ? null : [whole, watches.filter(({ device }) => device !== null)];
  }
}
