// One key place on the large screen: its name and its most telling values.
import type { Entry } from "#gateway/contract/entry.ts";
import type { LatestPoint } from "#gateway/contract/latest.ts";
import type { Place } from "../../api/types.ts";
import { useAlarms } from "../../campus/alarms.ts";
import { SEVERITIES, type Severity } from "../../campus/attention.ts";
import { placeView } from "../../campus/place-view.ts";
import type { Campus } from "../../campus/use-campus.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { DeviceState } from "../../parts/device-state.tsx";
import { EntryLine } from "../../parts/entry-line.tsx";
import { PointName } from "../../parts/point-name.tsx";
import { Quantity } from "../../parts/quantity.tsx";
import { usePlaceClass } from "../../words/places.ts";
import { wallTexts } from "./texts.ts";

const VALUES_SHOWN = 6;
/** Of these those with an alarm come first. */
const VALUES_LOOKED_AT = 60;
const EVENTS_SHOWN = 4;

/** The worst open alarm of each point that has one. */
function useAlarmedPoints(): ReadonlyMap<string, Severity> {
  const alarms = useAlarms("open").data?.alarms ?? [];
  const worst = new Map<string, Severity>();
  // They come worst first.
  for (const { device, point, severity } of alarms) {
    const key = `${device}.${point}`;
    if (!worst.has(key)) worst.set(key, severity);
  }
  return worst;
}

interface Props {
  readonly place: Place;
  readonly campus: Campus;
  readonly recent: readonly Entry[];
}

export function WallPlace({ place, campus, recent }: Props) {
  const say = useTexts(wallTexts);
  const className = usePlaceClass();
  const { devices, ids, points, shared } = placeView(place, campus, VALUES_LOOKED_AT);
  const worst = useAlarmedPoints();
  const severityOf = ({ device, point }: LatestPoint) => worst.get(`${device}.${point}`);
  const rank = (point: LatestPoint) => {
    const severity = severityOf(point);
    return severity === undefined ? SEVERITIES.length : SEVERITIES.indexOf(severity);
  };
  const shown = [...points].sort((a, b) => rank(a) - rank(b)).slice(0, VALUES_SHOWN);
  const events = recent.filter(({ device }) => ids.has(device ?? "")).slice(0, EVENTS_SHOWN);
  return (
    <article>
      <h2>
        {place.name} <small className="wall-quiet">{className(place.class)}</small>
      </h2>
      {devices.length === 0 ? <p className="wall-quiet">{say("noDevices")}</p> : null}
      <dl className="wall-values">
        {shown.map((point) => (
          <div key={`${point.device} ${point.point}`} className={`wall-value-${severityOf(point) ?? "fine"}`}>
            <dt>
              <PointName device={point.device} point={point.point} withDevice={shared.has(point.point)} />
            </dt>
            <dd>
              <Quantity point={point} />
            </dd>
          </div>
        ))}
      </dl>
      {points.length > 0 ? null : (
        <ul className="wall-events">
          {devices.slice(0, VALUES_SHOWN).map((device) => (
            <li key={device.id}>
              <strong>{device.name}</strong> <DeviceState device={device} why />
            </li>
          ))}
        </ul>
      )}
      <ul className="wall-events">
        {events.map((entry) => (
          <li key={entry.seq}>
            <EntryLine entry={entry} /> <Age at={entry.receivedAt} ageOnly />
          </li>
        ))}
      </ul>
    </article>
  );
}
