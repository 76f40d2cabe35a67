// The campuses as a table, the worst first; on a phone each row is a card.
import { Grid } from "antd";
import { Link } from "react-router";
import type { CampusView } from "#gateway/contract/county.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { useNowEvery } from "../../../live/clock.ts";
import { Age } from "../../../parts/age.tsx";
import { Windowed } from "../../../parts/windowed.tsx";
import "../../../parts/grid-table.css";
import { daysLeft, usualVersion } from "../../fleet.ts";
import { Severities } from "../../severities.tsx";
import { LinkWord, Score } from "../../standing.tsx";
import { countyTexts } from "../../texts.ts";
import { WorstValues } from "../../worst-values.tsx";
import { campusesTexts } from "./texts.ts";

const ROW_PX = { wide: 64, phone: 196 } as const;
const COLUMNS = ["campus", "score", "link", "alarms", "devices", "worst", "data", "upkeep"] as const;
/** Days before the end from which a certificate is a matter. */
const SOON_DAYS = 30;
const CLOCK_OFF_MS = 60_000;

interface Props {
  readonly campuses: readonly CampusView[];
  /** Filtered or not: what is usual is asked of all. */
  readonly all: readonly CampusView[];
  why(campus: CampusView): void;
}

export function CampusTable({ campuses, all, why }: Props) {
  const say = useTexts(campusesTexts);
  const county = useTexts(countyTexts);
  const phone = Grid.useBreakpoint().md === false;
  const usual = usualVersion(all);
  return (
    <table className="grid-table campus-table" aria-rowcount={campuses.length + 1}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {column === "score" ? county("score") : say(column)}
            </th>
          ))}
        </tr>
      </thead>
      <Windowed
        items={campuses}
        rowHeight={phone ? ROW_PX.phone : ROW_PX.wide}
        keyOf={({ id }) => id}
        row={(campus) => <Cells campus={campus} usual={usual} why={() => why(campus)} />}
      />
    </table>
  );
}

function Cells({ campus, usual, why }: { readonly campus: CampusView; readonly usual: string | null; why(): void }) {
  const say = useTexts(campusesTexts);
  const county = useTexts(countyTexts);
  const { id, name, townName, link, openAlarms, worstSince, devices, backlog } = campus;
  const isUp = link.state === "up";
  const old = isUp ? "" : " campus-old";
  return (
    <>
      <td className="campus-name">
        <Link to={`/campuses/${id}`}>{name}</Link>
        <small className="quiet">{townName ?? county("noTown")}</small>
      </td>
      <td className="campus-score">
        <Score campus={campus} why={why} />
      </td>
      <td className="campus-link">
        <LinkWord campus={campus} />
        {link.since === null ? null : (
          <small className="quiet">
            <Age at={link.since} ageOnly />
          </small>
        )}
      </td>
      <td className={`campus-alarms${old}`} title={isUp ? undefined : county("asLast")}>
        <Severities open={openAlarms} none={isUp ? say("noAlarm") : "—"} />
        {worstSince === null ? null : (
          <small className="quiet">
            <Age at={worstSince} ageOnly />
          </small>
        )}
      </td>
      <td className={`campus-devices${old}`} title={isUp ? undefined : county("asLast")}>
        <span className="campus-phone-word quiet">{say("devices")} </span>
        {devices.known === 0 ? <span className="quiet">—</span> : `${devices.online}/${devices.known}`}
      </td>
      <td className="campus-worst">
        <WorstValues campus={campus} none={say("noWorst")} most={2} />
      </td>
      <td className="campus-data">
        <span>
          {backlog.frames > 0
            ? county("backlogNow", { n: backlog.frames })
            : link.state === "up"
              ? county("noBacklog")
              : "—"}
        </span>
        {backlog.newest === null ? null : (
          <small className="quiet">
            {county("dataUntil")} <Age at={backlog.newest} ageOnly />
          </small>
        )}
      </td>
      <td className="campus-upkeep">
        <Upkeep campus={campus} usual={usual} />
      </td>
    </>
  );
}

/** Version, certificate and clock; in colour and with a word only where they are a matter. */
export function Upkeep({ campus, usual }: { readonly campus: CampusView; readonly usual: string | null }) {
  const county = useTexts(countyTexts);
  const days = daysLeft(campus.certificateUntil, useNowEvery(60));
  const { version, clockOffsetMs } = campus;
  const drift = version !== null && usual !== null && version !== usual;
  const offset = Math.abs(clockOffsetMs ?? 0);
  return (
    <>
      <span title={drift ? county("versionDrift", { usual }) : undefined}>
        {drift ? "≠ " : ""}
        {version ?? "—"}
      </span>
      <small className="quiet">
        {days === null ? null : (
          <span className={days < SOON_DAYS ? "campus-soon" : undefined}>{county("certificateDays", { n: days })}</span>
        )}{" "}
        {offset < CLOCK_OFF_MS ? null : (
          <span className="campus-soon">{county("clockOff", { n: Math.round(offset / 1000) })}</span>
        )}
      </small>
    </>
  );
}
