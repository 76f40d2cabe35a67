// All campuses, the one to look at first on top: as a list, as a dense grid, or on the wall; what is filtered stands in the address.
import { Button, Drawer, Empty, Result } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { CampusView, FleetAnswer } from "#gateway/contract/county.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { Page } from "../../../parts/page.tsx";
import { useSession } from "../../../session/session.tsx";
import { useFleet, wants, wishOf } from "../../fleet.ts";
import { LinkWord, Why } from "../../standing.tsx";
import { countyTexts } from "../../texts.ts";
import { saveCampuses } from "./export.ts";
import { Filter } from "./filter.tsx";
import { Grid } from "./grid.tsx";
import { Outages } from "./outages.tsx";
import { CampusTable } from "./table.tsx";
import { campusesTexts } from "./texts.ts";
import "../../../parts/off-screen.css";
import "./campuses.css";

export default function Campuses() {
  const say = useTexts(campusesTexts);
  const fleet = useFleet();
  const [params, setParams] = useSearchParams();
  const wall = params.get("wall") === "1";
  if (wall)
    return (
      <Loaded query={fleet}>
        {(answer) => (
          <>
            <h1 className="off-screen">{say("title")}</h1>
            <Outages fleet={answer} />
            <Grid
              campuses={answer.campuses.filter((campus) => wants(wishOf(params), campus))}
              wall
              open={() => undefined}
            />
            <Link className="wall-leave" to={`?${without(params, "wall")}`}>
              {say("leaveWall")}
            </Link>
          </>
        )}
      </Loaded>
    );
  return (
    <Page
      title={say("title")}
      acts={
        <>
          <Button onClick={() => saveCampuses(fleet.data?.campuses ?? [], say)}>{say("csv")}</Button>
          <Button onClick={() => setParams(withOne(params, "wall", "1"))}>{say("wall")}</Button>
        </>
      }
    >
      <Loaded query={fleet} empty={({ campuses }) => campuses.length === 0} nothing={<FirstDay />}>
        {(answer) => <Listed answer={answer} />}
      </Loaded>
    </Page>
  );
}

function Listed({ answer }: { readonly answer: FleetAnswer }) {
  const say = useTexts(campusesTexts);
  const [params, setParams] = useSearchParams();
  const [asked, setAsked] = useState<string | null>(null);
  const shown = answer.campuses.filter((campus) => wants(wishOf(params), campus));
  const why = (campus: CampusView) => setAsked(campus.id);
  const grid = params.get("view") === "grid";
  return (
    <>
      <Outages fleet={answer} />
      <Filter answer={answer} shown={shown.length} />
      {shown.length === 0 ? (
        <Empty description={say("nothingFits")}>
          <Button onClick={() => setParams(grid ? { view: "grid" } : {})}>{say("clear")}</Button>
        </Empty>
      ) : grid ? (
        <Grid campuses={shown} open={why} />
      ) : (
        <CampusTable campuses={shown} all={answer.campuses} why={why} />
      )}
      <Reasons campus={answer.campuses.find(({ id }) => id === asked)} close={() => setAsked(null)} />
    </>
  );
}

/** What the score of one campus is made of, beside the list. */
function Reasons({ campus, close }: { readonly campus: CampusView | undefined; close(): void }) {
  const say = useTexts(countyTexts);
  return (
    <Drawer open={campus !== undefined} onClose={close} title={campus?.name} size={420}>
      {campus === undefined ? null : (
        <>
          <p>
            <LinkWord campus={campus} /> · {say("score")}{" "}
            <strong>{campus.score === null ? say("scoreUnknown") : say("scoreOf", { n: campus.score })}</strong>
          </p>
          <Why campus={campus} />
          <Link to={`/campuses/${campus.id}`}>{say("more")}</Link>
        </>
      )}
    </Drawer>
  );
}

/** A county without any campus, or somebody without any town. */
function FirstDay() {
  const say = useTexts(campusesTexts);
  const { can } = useSession();
  return (
    <Result
      status="info"
      title={say("emptyTitle")}
      subTitle={say(can("accounts.write") ? "emptyWhy" : "emptyRights")}
    />
  );
}

function without(params: URLSearchParams, key: string): string {
  const next = new URLSearchParams(params);
  next.delete(key);
  return next.toString();
}

function withOne(params: URLSearchParams, key: string, value: string): URLSearchParams {
  const next = new URLSearchParams(params);
  next.set(key, value);
  return next;
}
