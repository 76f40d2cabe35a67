// What the alarms ask of the people on duty, in figures with what they mean and where to begin.
import { Link } from "react-router";
import type { AlarmHistory } from "#gateway/contract/alarm-desk.ts";
import { useAlarmRules, useDesk } from "../../api/alarms.ts";
import { AlarmWhere, useAlarmText } from "../../campus/alarm-row.tsx";
import { useTexts } from "../../i18n/texts.ts";
import { PointName } from "../../parts/point-name.tsx";
import { Section } from "../../parts/section.tsx";
import { numberText } from "../../words/quantity.ts";
import { wallText } from "../../words/range.ts";
import { everyDay, MOST_PER_HOUR, perHour, shareOf } from "./load.ts";
import { historyTexts } from "./texts.ts";

const NOISIEST = 10;
/** Of the time (EEMUA 191). */
const MOST_FLOODED = 0.01;

interface Props {
  readonly figures: AlarmHistory["figures"];
  readonly bounds: { readonly from: number | null; readonly to: number };
}

export function Figures({ figures, bounds }: Props) {
  const say = useTexts(historyTexts);
  const load = useDesk(true).data?.load;
  const { raised, perDay } = figures;
  const hourly = perHour(raised, bounds, perDay);
  const standing = load?.standing.length ?? 0;
  return (
    <div className="history-figures">
      <Section title={say("figures")}>
        <dl className="history-facts">
          <Figure term={say("raised")} value={say("times", { n: raised })} />
          <Figure
            term={say("perHour")}
            value={numberText(Math.round(hourly * 10) / 10)}
            why={say(hourly > MOST_PER_HOUR ? "perHourMuch" : "perHourFine")}
            bad={hourly > MOST_PER_HOUR}
          />
          {load === undefined ? null : (
            <>
              <Figure
                term={say("floodShare")}
                value={`${numberText(Math.round(load.floodShare * 1000) / 10)} %`}
                why={say("floodWhy")}
                bad={load.floodShare > MOST_FLOODED}
              />
              <Figure
                term={say("standing")}
                value={String(standing)}
                why={standing === 0 ? say("standingNone") : say("standingWhy")}
                bad={standing > 0}
              />
            </>
          )}
        </dl>
        <Days days={everyDay(perDay)} />
      </Section>
      <Noisiest figures={figures} />
    </div>
  );
}

interface FigureProps {
  readonly term: string;
  readonly value: string;
  readonly why?: string;
  readonly bad?: boolean;
}

function Figure({ term, value, why, bad = false }: FigureProps) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <strong className={bad ? "history-bad" : undefined}>{value}</strong>
        {why === undefined ? null : <small className="quiet">{why}</small>}
      </dd>
    </div>
  );
}

/** One bar for each day, as high as its count. */
function Days({ days }: { readonly days: ReturnType<typeof everyDay> }) {
  const say = useTexts(historyTexts);
  if (days.length < 2) return null;
  const most = Math.max(1, ...days.map(({ raised }) => raised));
  return (
    <>
      <h3>{say("perDay")}</h3>
      <ol className="history-days">
        {days.map(({ at, raised }) => {
          const text = say("dayCount", { day: wallText(Date.parse(at)).slice(5, 10), n: raised });
          return (
            <li key={at} title={text} aria-label={text}>
              <span style={{ height: `${(raised / most) * 100}%` }} />
            </li>
          );
        })}
      </ol>
    </>
  );
}

function Noisiest({ figures: { raised, noisiest } }: { readonly figures: AlarmHistory["figures"] }) {
  const say = useTexts(historyTexts);
  const textOf = useAlarmText();
  const rules = useAlarmRules().data?.rules;
  if (noisiest.length === 0) return null;
  return (
    <Section title={say("noisiest")}>
      <ol className="history-noisiest">
        {noisiest.slice(0, NOISIEST).map(({ rule, device, point, raised: times }) => (
          <li key={`${rule} ${device} ${point}`}>
            <span className="history-what">
              <Link to={`/alarms/history?rule=${rule}${device === null ? "" : `&device=${device}`}`}>
                {textOf({ rule, text: rules?.find(({ id }) => id === rule)?.text ?? {} })}
              </Link>{" "}
              <AlarmWhere alarm={{ device }} />
              {device === null || point === null ? null : (
                <span className="quiet">
                  {" "}
                  · <PointName device={device} point={point} />
                </span>
              )}
            </span>
            <span>
              {say("times", { n: times })}{" "}
              <small className="quiet">{say("share", { n: shareOf(times, raised) })}</small>
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
