// One place: what needs a person there, its devices with their live values, and what happened there.
import { LineChartOutlined } from "@ant-design/icons";
import { Breadcrumb, Button, Empty, Skeleton, Tag } from "antd";
import { useMemo } from "react";
import { Link, useParams } from "react-router";
import type { Kind } from "#gateway/contract/entry.ts";
import type { Place } from "../../api/types.ts";
import { grouped, worstFirst } from "../../campus/attention.ts";
import { MatterRow, matterKey } from "../../campus/matter-row.tsx";
import { placeView } from "../../campus/place-view.ts";
import { devicesIn, pathOf } from "../../campus/places-tree.ts";
import { useRecentEntries } from "../../campus/recent.ts";
import { type Campus, useCampus } from "../../campus/use-campus.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { trendsAddress } from "../../trends/series.ts";
import { trendTexts } from "../../trends/texts.ts";
import { NO_CAMERAS, usePlaceClass } from "../../words/places.ts";
import { EventList } from "../overview/events.tsx";
import { DeviceGroups } from "./device-groups.tsx";
import { PlaceLine } from "./place-line.tsx";
import { summariesOf } from "./summary.ts";
import { placesTexts } from "./texts.ts";
import "./places.css";
import "../overview/overview.css";

const SHOWN_KINDS: readonly Kind[] = ["event", "state", "command", "alarm", "loss"];
const EVENTS_SHOWN = 60;
/** Of these the first numbers are laid side by side. */
const MANY = 24;

export default function PlacePage() {
  const say = useTexts(placesTexts);
  const { id = "" } = useParams();
  const campus = useCampus();
  if (campus === null) return <Skeleton active />;
  const place = campus.placeMap.get(id);
  if (place === undefined) {
    return (
      <Page title={id}>
        <Empty description={say("unknown")}>
          <Link to="/places">{say("all")}</Link>
        </Empty>
      </Page>
    );
  }
  return <PlaceView place={place} campus={campus} />;
}

function PlaceView({ place, campus }: { readonly place: Place; readonly campus: Campus }) {
  const say = useTexts(placesTexts);
  const className = usePlaceClass();
  const crumbs = [
    { title: <Link to="/places">{say("title")}</Link> },
    ...pathOf(place, campus.placeMap).map(({ id, name }) => ({
      title: <Link to={`/places/${encodeURIComponent(id)}`}>{name}</Link>,
    })),
  ];
  const title = (
    <>
      {place.name} {place.key ? <Tag>{say("key")}</Tag> : null}
    </>
  );
  const lead = (
    <>
      {className(place.class)} {NO_CAMERAS.has(place.class) ? `· ${say("noCameras")}` : null}
    </>
  );
  return (
    <>
      <Breadcrumb items={crumbs} />
      <Page title={title} tab={place.name} lead={lead} acts={<ToTrends place={place} campus={campus} />}>
        <div className="place-page">
          <div className="place-main">
            <Needs place={place} campus={campus} />
            <DeviceGroups place={place} campus={campus} />
          </div>
          <div className="place-side">
            <Within place={place} campus={campus} />
            <Events place={place} campus={campus} />
          </div>
        </div>
      </Page>
    </>
  );
}

/** Its most telling numbers, side by side. */
function ToTrends({ place, campus }: { readonly place: Place; readonly campus: Campus }) {
  const say = useTexts(trendTexts);
  const { points } = placeView(place, campus, MANY);
  const numbers = points.filter((each) => typeof (each.value ?? each.lastGood?.value) === "number");
  if (numbers.length === 0) return null;
  return (
    <Link to={trendsAddress(numbers)}>
      <Button icon={<LineChartOutlined />}>{say("open")}</Button>
    </Link>
  );
}

function Needs({ place, campus }: { readonly place: Place; readonly campus: Campus }) {
  const say = useTexts(placesTexts);
  const ids = new Set(devicesIn(place.id, campus.places, campus.devices).map(({ id }) => id));
  const matters = campus.deviceMatters.filter(({ device }) => ids.has(device.id));
  if (ids.size === 0) return null;
  return (
    <section className="panel">
      {matters.length === 0 ? (
        <p className="panel-quiet">{say("nothingHere")}</p>
      ) : (
        <>
          <h2>{say("needsHere", { n: matters.length })}</h2>
          <ul className="matters">
            {grouped(worstFirst(matters)).map((matter) => (
              <MatterRow key={matterKey(matter)} matter={matter} withPlace={false} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Within({ place, campus }: { readonly place: Place; readonly campus: Campus }) {
  const say = useTexts(placesTexts);
  const within = campus.places.filter((each) => each.within === place.id);
  if (within.length === 0) return null;
  const summaries = summariesOf(campus);
  return (
    <section className="panel">
      <h2>{say("within")}</h2>
      <ul className="places places-narrow">
        {within.map((each) => (
          <PlaceLine key={each.id} place={each} depth={0} summary={summaries.get(each.id)} />
        ))}
      </ul>
    </section>
  );
}

function Events({ place, campus }: { readonly place: Place; readonly campus: Campus }) {
  const say = useTexts(placesTexts);
  const { places, devices } = campus;
  const ids = useMemo(
    () => new Set(devicesIn(place.id, places, devices).map(({ id }) => id)),
    [place.id, places, devices],
  );
  const entries = useRecentEntries(SHOWN_KINDS, EVENTS_SHOWN, ids);
  return (
    <section className="panel">
      <h2>{say("events")}</h2>
      {entries === undefined || entries.length === 0 ? (
        <p className="panel-quiet">{say("noEvents")}</p>
      ) : (
        <EventList entries={entries} />
      )}
    </section>
  );
}
