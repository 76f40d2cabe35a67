// What the routes of notification stand on; gateway/notify has it.
import type { Severity } from "../contract/alarms.ts";
import type { Delivery, DeliveryState, RoadView, Says } from "../contract/notify.ts";

/** Which deliveries are asked for; null: all. */
export interface DeliveryWish {
  readonly alarm: string | null;
  readonly occurrence: number | null;
  readonly road: string | null;
  readonly person: string | null;
  readonly state: DeliveryState | null;
  readonly says: Says | null;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly limit: number;
  /** `next` of the page before. */
  readonly before: number | null;
}

export interface NotifyCall {
  readonly alarm: string;
  readonly occurrence: number;
  readonly severity: Severity;
  readonly state: "calling" | "held";
  readonly since: string;
  /** Steps taken, of so many. */
  readonly taken: number;
  readonly steps: number;
  readonly next: { readonly at: string; readonly to: string } | null;
  /** No step follows, and nobody can know of it: every try has failed. */
  readonly unheard: boolean;
}

/** The asker's rights are checked before. */
export interface NotifyDesk {
  /** False: campus.yaml has no `notify`. */
  readonly configured: boolean;
  /** Settings that could not come into force; null: those of campus.yaml are. */
  readonly trouble: { readonly since: string; readonly code: string; readonly detail: string } | null;
  roads(): readonly RoadView[];
  calls(): readonly NotifyCall[];
  /** Newest first. */
  deliveries(wish: DeliveryWish): { readonly deliveries: readonly Delivery[]; readonly next: number | null };
  /**
   * `noted` is called when it can be sent, and waited for before it is. Throws GatewayErrors `not-notifying`, `not-found`, `nobody-to-tell`,
   * `tested-enough`; so does `testRule`.
   */
  testRoad(
    road: string,
    to: { readonly person: string | null; readonly post: string | null },
    noted: () => Promise<void>,
  ): Promise<number>;
  testRule(
    rule: string,
    device: string | null,
    steps: "first" | "all",
    noted: () => Promise<void>,
  ): Promise<readonly number[]>;
}
