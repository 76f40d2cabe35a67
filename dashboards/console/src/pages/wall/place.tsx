// One key place on the large screen: its name and its most telling values.
import type { Entry } from "#gateway/contract/entry.ts";
import type { Place } from "../../api/types.ts";
import { placeView } from "../../campus/place-view.ts";
import type { Campus } from "../../campus/use-campus.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { EntryLine } from "../../parts/entry-line.tsx";
import { PointName } from "../../parts/point-name.tsx";
import { Quantity } from "../../parts/quantity.tsx";
import { usePlaceClass } from "../../words/places.ts";
import { wallTexts } from "./texts.ts";

const VALUES_SHOWN = 6;
const EVENTS_SHOWN = 4;

interface Props {
  readonly place: Place;
  readonly campus: Campus;
  readonly recent: readonly Entry[];
}

export function WallPlace({ place, campus, recent }: Props) {
  const say = useTexts(wallTexts);
  const className = usePlaceClass();
  const { devices, ids, points, shared } = placeView(place, campus, VALUES_SHOWN);
  const events = recent.filter(({ device }) => ids.has(device ?? "")).slice(0, EVENTS_SHOWN);
  return (
    <article>
      <h2>
        {place.name} <small className="wall-quiet">{className(place.class)}</small>
      </h2>
      {devices.length === 0 ? <p className="wall-quiet">{say("noDevices")}</p> : null}
      <dl className="wall-values">
        {points.map((point) => (
          <div key={`${point.device} ${point.point}`}>
            <dt>
              <PointName device={point.device} point={point.point} withDevice={shared.has(point.point)} />
            </dt>
            <dd>
              <Quantity point={point} />
            </dd>
          </div>
        ))}
      </dl>
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
