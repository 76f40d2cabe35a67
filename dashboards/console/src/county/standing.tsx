// How a campus stands: a sign and a word, and a colour that never stands alone; its score; and what costs it points as small marks.
import {
  CheckOutlined,
  CloseCircleFilled,
  DisconnectOutlined,
  ExclamationCircleFilled,
  InfoCircleOutlined,
  MoonOutlined,
  QuestionOutlined,
  WarningFilled,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { CampusView } from "#gateway/contract/county.ts";
import { useTexts } from "../i18n/texts.ts";
import { type Standing, standingOf } from "./fleet.ts";
import { countyTexts } from "./texts.ts";

export const SIGNS: Readonly<Record<Standing, ReactNode>> = {
  critical: <CloseCircleFilled aria-hidden />,
  lost: <DisconnectOutlined aria-hidden />,
  high: <WarningFilled aria-hidden />,
  medium: <ExclamationCircleFilled aria-hidden />,
  low: <InfoCircleOutlined aria-hidden />,
  fine: <CheckOutlined aria-hidden />,
  planned: <MoonOutlined aria-hidden />,
  unknown: <QuestionOutlined aria-hidden />,
};

/** Connected or not, in words: what the alarms say is said beside it. */
export function LinkWord({ campus }: { readonly campus: CampusView }) {
  const say = useTexts(countyTexts);
  const { state, planned } = campus.link;
  if (state === "up") return <span>{say("up")}</span>;
  const standing = planned ? "planned" : state === "unknown" ? "unknown" : "lost";
  return (
    <span className={`standing standing-${standing}`}>
      {SIGNS[standing]} {say(standing)}
    </span>
  );
}

export function StandingWord({ campus }: { readonly campus: CampusView }) {
  const say = useTexts(countyTexts);
  const standing = standingOf(campus);
  return (
    <span className={`standing standing-${standing}`}>
      {SIGNS[standing]} {say(standing)}
    </span>
  );
}

/** The score as a button that tells why, with the penalties as marks. */
export function Score({ campus, why }: { readonly campus: CampusView; why(): void }) {
  const say = useTexts(countyTexts);
  const standing = standingOf(campus);
  return (
    <button type="button" className={`score score-${standing}`} title={say("scoreWhy")} onClick={why}>
      <strong>{campus.score ?? say("scoreUnknown")}</strong>
      <Marks campus={campus} />
    </button>
  );
}

const SHOWN = 3;

function Marks({ campus: { score, penalties } }: { readonly campus: CampusView }) {
  const say = useTexts(countyTexts);
  if (penalties.length === 0) return null;
  const worst = [...penalties].sort((a, b) => b.points - a.points);
  const left = worst.length - SHOWN;
  return (
    <span className="marks">
      {worst.slice(0, SHOWN).map(({ code, points }) => (
        <span key={code} className="mark">
          {say(code)} {score === null ? null : `−${points}`}
        </span>
      ))}
      {left > 0 ? <span className="mark">+{left}</span> : null}
    </span>
  );
}

const SECOND_MS = 1000;

/** The penalties in whole sentences with their points; for a campus without connection, what was wrong when it was last heard. */
export function Why({ campus }: { readonly campus: CampusView }) {
  const say = useTexts(countyTexts);
  const { link, score, penalties, devices } = campus;
  const lead =
    link.state === "unknown"
      ? link.planned
        ? "whyNeverPlanned"
        : "whyNever"
      : link.planned
        ? "whyPlanned"
        : score === null
          ? penalties.length === 0
            ? "whyLastFine"
            : "whyUnknown"
          : penalties.length === 0
            ? "whyFine"
            : "whySum";
  const amount = (code: string, count: number) => (code === "clock" ? Math.round(count / SECOND_MS) : count);
  return (
    <div className="why">
      <p>{say(lead)}</p>
      <ul>
        {penalties.map(({ code, points, count }) => (
          <li key={code}>
            <span>{say(`${code}-why`, { n: amount(code, count), of: devices.known })}</span>
            {score === null ? null : <strong>{say("points", { n: points })}</strong>}
          </li>
        ))}
      </ul>
    </div>
  );
}
