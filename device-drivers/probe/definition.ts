// A profile as this driver uses it: what it asks, and which points of the answer it shows.
import { REGISTER_POINTS } from "../../gateway/contract/neighbours.ts";
import type { Asks } from "./connection.ts";

/** What each kind of answer can show, and as what. */
export const SHOWS: Readonly<Record<Asks, Readonly<Record<string, "boolean" | "number">>>> = {
  ping: { up: "boolean", rtt: "number", loss: "number" },
  connect: { up: "boolean", rtt: "number" },
  http: { up: "boolean", rtt: "number", status: "number" },
  https: { up: "boolean", rtt: "number", status: "number", "certificate-days": "number", trusted: "boolean" },
  dns: { up: "boolean", rtt: "number", resolved: "boolean" },
  neighbours: { neighbours: "number", unknown: "number", random: "number", conflicts: "number" },
};

export interface Definition {
  readonly asks: Asks;
  /** Those that the probe itself finds out; the register adds its own. */
  readonly points: readonly string[];
}

/** The parts of a profile that this driver reads, after check.ts found nothing wrong with them. */
interface CheckedProfile {
  readonly points: Readonly<Record<string, object>>;
  readonly wire: { readonly asks: Asks };
}

/** The definition of a profile that was checked; of any other the result is undefined. */
export function definitionOf(profile: Readonly<Record<string, unknown>>): Definition {
  const { points, wire } = profile as unknown as CheckedProfile;
  const isOurs = (point: string) => wire.asks !== "neighbours" || !REGISTER_POINTS.some((one) => one === point);
  return { asks: wire.asks, points: Object.keys(points).filter(isOurs) };
}
