// One place in the list: its name, class, how many devices, and how it is there.
import { Tag } from "antd";
import { Link } from "react-router";
import type { Place } from "../../api/types.ts";
import { SeverityMark } from "../../campus/severity.tsx";
import { useTexts } from "../../i18n/texts.ts";
import { usePlaceClass } from "../../words/places.ts";
import type { Summary } from "./summary.ts";
import { placesTexts } from "./texts.ts";

const INDENT_PX = 22;

interface Props {
  readonly place: Place;
  readonly depth: number;
  readonly summary: Summary | undefined;
}

export function PlaceLine({ place, depth, summary }: Props) {
  const say = useTexts(placesTexts);
  const className = usePlaceClass();
  const { devices = 0, wrong = 0, worst = null } = summary ?? {};
  return (
    <li className="place-line">
      <span className="place-line-name" style={{ paddingLeft: depth * INDENT_PX }}>
        <Link to={`/places/${encodeURIComponent(place.id)}`}>{place.name}</Link>
        {place.key ? <Tag>{say("key")}</Tag> : null}
      </span>
      <span className="quiet">{className(place.class)}</span>
      <span className="quiet">{devices === 0 ? say("empty") : say("devices", { n: devices })}</span>
      <span>
        {worst === null ? (
          <span className="quiet">{devices === 0 ? "" : say("fine")}</span>
        ) : (
          <>
            <SeverityMark severity={worst} /> <span className="quiet">{say("wrong", { n: wrong })}</span>
          </>
        )}
      </span>
    </li>
  );
}
