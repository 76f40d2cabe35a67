// What the dashboards of one campus know of it, taken from campus.yaml: names and places, nothing else.
import type { CampusConfig, DeviceConfig } from "#gateway/config/campus.ts";
import type { ProfileRegistry } from "#gateway/config/profiles.ts";
import { pointLabel } from "#gateway/contract/point-labels.ts";
import type { CampusFacts, PlaceFacts, PointFacts } from "../../dashboards/grafana/facts.ts";
import type { Language } from "../../dashboards/grafana/words.ts";

/** Places with their devices, and each point by device and name. */
export function factsOf(campus: CampusConfig, { profiles }: ProfileRegistry, language: Language): CampusFacts {
  const devices = [...campus.devices.values()];
  const places = [...campus.places.values()].map(
    ({ id, name, class: kind }): PlaceFacts => ({
      name,
      class: kind,
      devices: devices.filter(({ place }) => place === id).map((device) => device.id),
    }),
  );
  const texts = devices.flatMap(({ points, profile }) => [
    ...[...points].filter(([, { type }]) => type === "text").map(([point]) => point),
    ...[...(profiles.get(profile)?.points ?? [])].filter(([, { type }]) => type === "text").map(([point]) => point),
  ]);
  const points = devices.flatMap((device) => pointsOf(device));
  return {
    id: campus.campus.id,
    places,
    devices: devices.map(({ id, name }) => ({ id, name })),
    points,
    textPoints: [...new Set(texts)].sort(),
  };

  function pointsOf({ id, name, profile, points }: DeviceConfig): PointFacts[] {
    const known = profiles.get(profile)?.points ?? new Map();
    const ids = new Set([...known.keys(), ...points.keys()]);
    return [...ids].map((point) => {
      const label = points.get(point)?.name ?? known.get(point)?.name?.[language] ?? pointLabel(point)[language];
      return { device: id, point, name: `${name} ${label}`, wrong: wrongValue(campus, id, point) };
    });
  }
}

/** What a rule for this one contact raises at. */
function wrongValue({ alarms }: CampusConfig, device: string, point: string): boolean | null {
  const rule = alarms.find(({ target, point: of }) => target.by === "device" && target.id === device && of === point);
  if (rule?.condition.is !== "equals" || typeof rule.condition.value !== "boolean") return null;
  return rule.condition.value;
}
