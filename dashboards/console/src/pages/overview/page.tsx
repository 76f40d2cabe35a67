// What a person must know now: what is wrong, worst first; then the key places; what just happened stands at the side.
import { Button, Empty, Skeleton } from "antd";
import { Link } from "react-router";
import type { Kind } from "#gateway/contract/entry.ts";
import { useDevices } from "../../api/campus.ts";
import { PlaceTile } from "../../campus/place-tile.tsx";
import { useRecentEntries } from "../../campus/recent.ts";
import { type Campus, useCampus } from "../../campus/use-campus.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Page } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem.tsx";
import { useCan } from "../../session/session.tsx";
import { Events } from "./events.tsx";
import { Needs } from "./needs.tsx";
import { OpenAlarms } from "./open-alarms.tsx";
import { overviewTexts } from "./texts.ts";
import "./overview.css";

const SHOWN_KINDS: readonly Kind[] = ["event", "state", "command", "alarm", "loss", "system"];
const EVENTS_KEPT = 200;

export default function OverviewPage() {
  const say = useTexts(overviewTexts);
  const campus = useCampus();
  const { error, refetch } = useDevices();
  const recent = useRecentEntries(SHOWN_KINDS, EVENTS_KEPT);
  return (
    <Page title={say("title")}>
      {error === null ? null : <ProblemPanel problem={error} retry={() => void refetch()} />}
      {campus === null ? (
        <Skeleton active title={false} paragraph={{ rows: 8 }} />
      ) : (
        <div className="overview">
          <div className="overview-main">
            {campus.devices.length === 0 ? <FirstDay /> : null}
            <OpenAlarms />
            <Needs campus={campus} />
            <KeyPlaces campus={campus} recent={recent ?? []} />
          </div>
          <Events entries={recent} />
        </div>
      )}
    </Page>
  );
}

function KeyPlaces({
  campus,
  recent,
}: {
  readonly campus: Campus;
  readonly recent: NonNullable<ReturnType<typeof useRecentEntries>>;
}) {
  const say = useTexts(overviewTexts);
  const places = campus.places.filter(({ key }) => key);
  if (campus.devices.length === 0 && places.length === 0) return null;
  return (
    <section aria-label={say("keyPlaces")}>
      <h2 className="section-title">{say("keyPlaces")}</h2>
      {places.length === 0 ? <p className="quiet">{say("noKeyPlaces")}</p> : null}
      <div className="tiles">
        {places.map((place) => (
          <PlaceTile key={place.id} place={place} campus={campus} recent={recent} />
        ))}
      </div>
    </section>
  );
}

/** A campus without devices is told its next step. */
function FirstDay() {
  const say = useTexts(overviewTexts);
  const can = useCan("config.write");
  return (
    <section className="panel panel-body">
      <Empty
        image={Empty.PRESENTED_IMAGE_SIMPLE}
        description={
          <>
            <strong>{say("firstDay")}</strong>
            <div className="quiet">{say(can ? "firstDayAdmin" : "firstDayOther")}</div>
          </>
        }
      >
        {can ? (
          <Link to="/settings/devices/new">
            <Button type="primary">{say("addDevice")}</Button>
          </Link>
        ) : null}
      </Empty>
    </section>
  );
}
