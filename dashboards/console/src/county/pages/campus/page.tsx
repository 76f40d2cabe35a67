// One campus as the county's own store knows it: how it stands and why, its open alarms, the course of what it measures, what happened.
import { Alert } from "antd";
import { Link, useParams } from "react-router";
import type { CampusView } from "#gateway/contract/county.ts";
import { useGet } from "../../../api/queries.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { Age } from "../../../parts/age.tsx";
import { Loaded } from "../../../parts/loaded.tsx";
import { Page } from "../../../parts/page.tsx";
import { useCan } from "../../../session/session.tsx";
import { sinceOf, useFleet } from "../../fleet.ts";
import { StandingWord, Why } from "../../standing.tsx";
import { countyTexts, tagWord } from "../../texts.ts";
import { CampusAlarms } from "./alarms.tsx";
import { Duty } from "./duty.tsx";
import { Events } from "./events.tsx";
import { Facts } from "./facts.tsx";
import { campusPageTexts } from "./texts.ts";
import { Trends } from "./trends.tsx";
import "../../../campus/campus.css";
import "./campus.css";

const AGAIN_MS = 30_000;

export default function CampusPage() {
  const { id = "" } = useParams();
  useFleet();
  const campus = useGet<CampusView>(`/campuses/${id}`, { refresh: AGAIN_MS });
  return <Loaded query={campus}>{(view) => <Campus campus={view} />}</Loaded>;
}

function Campus({ campus }: { readonly campus: CampusView }) {
  const say = useTexts(campusPageTexts);
  const county = useTexts(countyTexts);
  const language = useLanguage();
  const { id, name, townName, tags, link, score } = campus;
  const since = sinceOf(campus);
  const alarms = useCan("alarms.read");
  const entries = useCan("entries.read");
  const latest = useCan("latest.read");
  return (
    <Page
      title={name}
      lead={
        <>
          {townName ?? county("noTown")}
          {tags.map((tag) => ` · ${tagWord(tag, language)}`)} · <StandingWord campus={campus} />
          {since === null ? null : (
            <>
              {" "}
              {county("since")} <Age at={since} />
            </>
          )}
        </>
      }
      acts={<Link to="/">{say("back")}</Link>}
    >
      {link.state === "down" ? <Alert className="campus-asof" type="warning" showIcon title={say("asOf")} /> : null}
      <div className="campus-parts">
        <section className="panel">
          <h2>
            {say("why")} {score === null ? county("scoreUnknown") : county("scoreOf", { n: score })}
          </h2>
          <div className="panel-body">
            <Why campus={campus} />
          </div>
        </section>
        <Facts campus={campus} />
        {alarms ? <CampusAlarms campus={id} /> : null}
        {alarms ? <Duty campus={id} /> : null}
        {latest ? <Trends campus={campus} /> : null}
        {entries ? <Events campus={id} /> : null}
      </div>
    </Page>
  );
}
