// A place at a glance: its name, what is wrong there, its most telling values, the last thing that happened.
import { Link } from "react-router";
import type { Entry } from "#gateway/contract/entry.ts";
import type { Place } from "../api/types.ts";
import { useTexts } from "../i18n/texts.ts";
import { Age } from "../parts/age.tsx";
import { EntryLine } from "../parts/entry-line.tsx";
import { PointName } from "../parts/point-name.tsx";
import { Quantity } from "../parts/quantity.tsx";
import { usePlaceClass } from "../words/places.ts";
import { worstOf } from "./attention.ts";
import { placeView } from "./place-view.ts";
import { SeverityMark } from "./severity.tsx";
import { campusTexts } from "./texts.ts";
import type { Campus } from "./use-campus.ts";
import "./campus.css";

const VALUES_SHOWN = 4;

interface Props {
  readonly place: Place;
  readonly campus: Campus;
  /** The newest entries of the campus, where they may be seen. */
  readonly recent: readonly Entry[];
}

export function PlaceTile({ place, campus, recent }: Props) {
  const say = useTexts(campusTexts);
  const className = usePlaceClass();
  const { devices, ids, points, shared } = placeView(place, campus, VALUES_SHOWN);
  const matters = campus.deviceMatters.filter(({ device }) => ids.has(device.id));
  const last =
    points.length < 2 ? recent.find(({ kind, device }) => kind === "event" && ids.has(device ?? "")) : undefined;
  const worst = worstOf(matters);
  return (
    <section className={`tile ${worst === null ? "" : `tile-${worst}`}`} aria-label={place.name}>
      <header className="tile-head">
        <Link to={`/places/${encodeURIComponent(place.id)}`}>{place.name}</Link>
        <small className="quiet">{className(place.class)}</small>
      </header>
      {worst === null ? null : (
        <div className="tile-worst">
          <SeverityMark severity={worst} /> <span className="quiet">{say("wrongHere", { n: matters.length })}</span>
        </div>
      )}
      <dl className="tile-values">
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
      {last === undefined ? null : (
        <div className="tile-last">
          <EntryLine entry={last} device={false} /> <Age at={last.receivedAt} ageOnly />
        </div>
      )}
      {devices.length === 0 ? <span className="quiet">{say("noDevicesHere")}</span> : null}
    </section>
  );
}
