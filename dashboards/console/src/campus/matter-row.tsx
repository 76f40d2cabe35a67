// One thing that needs a person, in one row: how bad, where, what, since when, and where to look further.
import { Link } from "react-router";
import type { Place } from "../api/types.ts";
import { useTexts } from "../i18n/texts.ts";
import { Age } from "../parts/age.tsx";
import { DeviceLink } from "../parts/device-link.tsx";
import { ConditionWord } from "../parts/device-state.tsx";
import { PointName } from "../parts/point-name.tsx";
import { Quantity } from "../parts/quantity.tsx";
import { useConsumerName } from "../words/consumers.ts";
import { useWords } from "../words/speech.ts";
import type { DeviceMatter, GatewayMatter, Group, Matter } from "./attention.ts";
import { SeverityMark } from "./severity.tsx";
import { campusTexts } from "./texts.ts";
import "./campus.css";

const POINTS_SHOWN = 3;
const NAMES_SHOWN = 6;

/** `withPlace={false}` on the page of the place itself. */
export function MatterRow({
  matter,
  withPlace = true,
}: {
  readonly matter: Matter | Group;
  readonly withPlace?: boolean;
}) {
  return (
    <li className={`matter matter-${matter.severity}`}>
      <SeverityMark severity={matter.severity} />
      {matter.about === "gateway" ? <GatewayText matter={matter} /> : null}
      {matter.about === "device" ? <DeviceText matter={matter} withPlace={withPlace} /> : null}
      {matter.about === "group" ? <GroupText group={matter} withPlace={withPlace} /> : null}
    </li>
  );
}

/** A name of its own for each matter, stable while it lasts. */
export function matterKey(matter: Matter | Group): string {
  if (matter.about === "gateway") return matter.what;
  return matter.about === "group"
    ? `group ${matter.place?.id ?? ""} ${matter.what}`
    : `${matter.device.id} ${matter.what}`;
}

function GroupText({ group, withPlace }: { readonly group: Group; readonly withPlace: boolean }) {
  const say = useTexts(campusTexts);
  const { place, members, what } = group;
  return (
    <div className="matter-text">
      <span className="matter-head">
        {withPlace && place !== null ? <Link to={`/places/${encodeURIComponent(place.id)}`}>{place.name}</Link> : null}
        <span>
          {say("devicesCount", { n: members.length })} <ConditionWord condition={what} />
        </span>
      </span>
      <div className="matter-why">
        {members.slice(0, NAMES_SHOWN).map(({ device }) => (
          <DeviceLink key={device.id} id={device.id} />
        ))}
        {members.length > NAMES_SHOWN ? (
          <Link to={placeAddress(place)}>{say("morePoints", { n: members.length })}</Link>
        ) : null}
      </div>
    </div>
  );
}

function placeAddress(place: Place | null): string {
  return place === null ? "/devices" : `/places/${encodeURIComponent(place.id)}`;
}

function GatewayText({ matter: { what, detail } }: { readonly matter: GatewayMatter }) {
  const say = useTexts(campusTexts);
  const nameOf = useConsumerName();
  const told = what === "consumer-behind" ? detail.map(nameOf) : detail;
  return (
    <div className="matter-text">
      <strong>{say(what)}</strong>
      <div className="quiet">{say(`${what}Do`, { detail: told.join("、") })}</div>
      {what === "not-ready" || what === "config-problems"
        ? detail.map((line) => (
            <code key={line} className="matter-detail">
              {line}
            </code>
          ))
        : null}
    </div>
  );
}

function DeviceText({ matter, withPlace }: { readonly matter: DeviceMatter; readonly withPlace: boolean }) {
  const say = useTexts(campusTexts);
  const words = useWords();
  const { device, place, points, since, what } = matter;
  const reason = what === "down" ? (device.reason ?? null) : null;
  return (
    <div className="matter-text">
      <span className="matter-head">
        {withPlace && place !== null ? <Link to={`/places/${encodeURIComponent(place.id)}`}>{place.name}</Link> : null}
        <DeviceLink id={device.id} />
        <ConditionWord condition={what} />
      </span>
      <span className="matter-why quiet">
        {reason === null ? null : <span>{words.code(reason)}</span>}
        {points.slice(0, POINTS_SHOWN).map((point) => (
          <span key={point.point}>
            <PointName device={device.id} point={point.point} /> <Quantity point={point} />
          </span>
        ))}
        {points.length > POINTS_SHOWN ? <span>{say("morePoints", { n: points.length })}</span> : null}
        {since === null ? null : <Age at={since} />}
      </span>
    </div>
  );
}
