// What dashboards may know of one campus: places with their devices, and names for people. Without it they show ids.

export interface PlaceFacts {
  readonly name: string;
  readonly class: string;
  /** Ids of the devices in it. */
  readonly devices: readonly string[];
}

export interface DeviceFacts {
  readonly id: string;
  readonly name: string;
}

export interface PointFacts {
  readonly device: string;
  readonly point: string;
  /** What people call it, device and point. */
  readonly name: string;
  /** The value that an alarm rule of the campus names as wrong, for contacts; null: neither is. */
  readonly wrong: boolean | null;
}

export interface CampusFacts {
  readonly id: string;
  readonly places: readonly PlaceFacts[];
  readonly devices: readonly DeviceFacts[];
  readonly points: readonly PointFacts[];
  /** Ids of points whose values are texts: the store has them in a field of their own. */
  readonly textPoints: readonly string[];
}
