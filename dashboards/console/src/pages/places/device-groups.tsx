// The devices of a place with all their live values; a machine room is grouped as its duty staff think of it.
import type { Device, Place } from "../../api/types.ts";
import { devicesIn } from "../../campus/places-tree.ts";
import type { Campus } from "../../campus/use-campus.ts";
import { useTexts } from "../../i18n/texts.ts";
import { DeviceLink } from "../../parts/device-link.tsx";
import { DeviceState } from "../../parts/device-state.tsx";
import { PointName } from "../../parts/point-name.tsx";
import { Quantity } from "../../parts/quantity.tsx";
import { severityOf } from "../../words/device-condition.ts";
import { GROUPS, type GroupName, groupOf } from "./groups.ts";
import { placesTexts } from "./texts.ts";

/** Rooms with technical duty: their devices are grouped by what they watch over. */
const TECHNICAL = new Set(["machine-room", "power-room", "pump-room", "boiler-room", "monitor-room"]);

export function DeviceGroups({ place, campus }: { readonly place: Place; readonly campus: Campus }) {
  const say = useTexts(placesTexts);
  const devices = devicesIn(place.id, campus.places, campus.devices);
  if (devices.length === 0) return <p className="quiet">{say("noDevices")}</p>;
  const worst = new Map(campus.deviceMatters.map(({ device, what }) => [device.id, severityOf(what)]));
  const sorted = [...devices].sort((a, b) => rankOf(a, worst) - rankOf(b, worst) || a.name.localeCompare(b.name));
  if (!TECHNICAL.has(place.class)) return <Cards title={say("devicesHere")} devices={sorted} campus={campus} />;
  const groups = new Map<GroupName, Device[]>();
  for (const device of sorted) {
    const group = groupOf((campus.latest.get(device.id) ?? []).map(({ point }) => point));
    groups.set(group, [...(groups.get(group) ?? []), device]);
  }
  return GROUPS.map((group) => {
    const members = groups.get(group);
    return members === undefined ? null : <Cards key={group} title={say(group)} devices={members} campus={campus} />;
  });
}

function rankOf(device: Device, worst: ReadonlyMap<string, number>): number {
  return worst.get(device.id) ?? (device.enabled ? severityOf("fine") : severityOf("disabled"));
}

function Cards({
  title,
  devices,
  campus,
}: {
  readonly title: string;
  readonly devices: readonly Device[];
  readonly campus: Campus;
}) {
  return (
    <section aria-label={title}>
      <h2 className="section-title">{title}</h2>
      <div className="device-cards">
        {devices.map((device) => (
          <DeviceCard key={device.id} device={device} campus={campus} />
        ))}
      </div>
    </section>
  );
}

function DeviceCard({ device, campus }: { readonly device: Device; readonly campus: Campus }) {
  const say = useTexts(placesTexts);
  const points = campus.latest.get(device.id) ?? [];
  return (
    <article className="panel device-card">
      <header>
        <DeviceLink id={device.id} withId />
        <DeviceState device={device} />
      </header>
      {points.length === 0 ? <span className="quiet">{say("noValues")}</span> : null}
      <dl className="tile-values">
        {points.map((point) => (
          <div key={point.point}>
            <dt>
              <PointName device={device.id} point={point.point} />
            </dt>
            <dd>
              <Quantity point={point} />
            </dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
