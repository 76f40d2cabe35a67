// The network as its page shows it: what is down in one sentence, and each device with what explains that it is not reached. Pure.
import type { CampusConfig, DeviceConfig } from "../config/campus.ts";
import type { LatestPoint } from "../contract/latest.ts";
import { type NetworkNode, type NodeState, REACH_POINT, sentenceOf, verdictOf } from "../contract/network.ts";
import type { DevicePresence } from "./parts.ts";

/** Round trip and loss, where a probe measures them. */
const FIGURES: readonly string[] = ["rtt", "loss"];

/** In place of a name that the asker may not know. */
const UNSEEN = "—";

/** What was known when. */
export interface Known {
  readonly points: readonly LatestPoint[];
  readonly presence: ReadonlyMap<string, DevicePresence>;
}

/** `seesDevice`: whether the asker may; of what they may not see only that it explains something is said, never what it is. */
export function networkBody({ devices }: CampusConfig, known: Known, seesDevice: (id: string) => boolean) {
  const byDevice = Map.groupBy(known.points, ({ device }) => device);
  const nodes = [...devices.values()].flatMap((device): NetworkNode[] => {
    if (device.network === undefined) return [];
    const { id, name, network } = device;
    return [{ device: id, name, ...network, state: stateOf(device, byDevice.get(id) ?? [], known.presence.get(id)) }];
  });
  const seen = nodes.filter(({ device }) => seesDevice(device));
  const { causes: all, explained } = verdictOf(nodes);
  const explains = new Set(seen.map(({ device }) => explained.get(device)));
  const causes = all
    .filter(({ device }) => seesDevice(device) || explains.has(device))
    .map((cause) => (seesDevice(cause.device) ? cause : { ...cause, name: UNSEEN }));
  const is = causes.length > 0 ? "down" : verdictOf(seen).is;
  return {
    verdict: is,
    sentence: sentenceOf({ is, causes, explained }, seen.length),
    causes: causes.map(({ device, ...cause }) => ({ device: seesDevice(device) ? device : null, ...cause })),
    devices: seen.map(({ device, name, level, behind, state }) => {
      const cause = explained.get(device) ?? null;
      return {
        device,
        name,
        place: devices.get(device)?.place ?? null,
        level,
        behind: behind !== null && seesDevice(behind) ? behind : null,
        state,
        explainedBy: cause !== null && seesDevice(cause) ? cause : null,
        explained: cause !== null,
        figures: (byDevice.get(device) ?? [])
          .filter(({ point, value }) => FIGURES.includes(point) && value !== null)
          .map(({ point, value, unit }) => ({ point, value, unit })),
      };
    }),
  };
}

/** A probe's own word; else whether the device answers at all. What is old says nothing. */
function stateOf(
  { enabled }: DeviceConfig,
  points: readonly LatestPoint[],
  presence: DevicePresence | undefined,
): NodeState {
  if (!enabled) return "disabled";
  const reach = points.find(({ point }) => point === REACH_POINT);
  if (typeof reach?.value === "boolean" && !reach.stale) return reach.value ? "up" : "down";
  if (presence === undefined) return "unknown";
  if (reach !== undefined && presence.online) return "unknown";
  return presence.online ? "up" : "down";
}
