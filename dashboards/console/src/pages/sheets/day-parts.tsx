// What the three lines of a day rest on: its alarms, who was on duty, and what is still open.
import { Link } from "react-router";
import type { DaySheet, DutyRecord, SheetAlarm } from "#gateway/contract/sheets.ts";
import { useGet } from "../../api/queries.ts";
import { AlarmWhere, useAlarmText } from "../../campus/alarm-row.tsx";
import { SeverityMark } from "../../campus/severity.tsx";
import { useTexts } from "../../i18n/texts.ts";
import { Section } from "../../parts/section.tsx";
import { clockText, stampText } from "../../words/time.ts";
import { useStoryNames } from "../story/names.ts";
import { useVerdictWord } from "../story/step-words.ts";
import { sheetTexts } from "./texts.ts";

/** `HH:MM` on campus. */
const timeOf = (at: string) => clockText(Date.parse(at)).slice(0, 5);
const storyOf = ({ alarm, occurrence }: Pick<SheetAlarm, "alarm" | "occurrence">) =>
  `/alarms/story?id=${encodeURIComponent(alarm)}&occurrence=${occurrence}`;

export function AlarmsPart({ alarms }: { readonly alarms: readonly SheetAlarm[] }) {
  const say = useTexts(sheetTexts);
  const textOf = useAlarmText();
  const verdictWord = useVerdictWord();
  const names = useStoryNames(alarms.map(({ acknowledgedBy }) => ({ by: acknowledgedBy })));
  return (
    <Section title={say("alarms")}>
      {alarms.length === 0 ? (
        <p className="quiet">{say("noAlarms")}</p>
      ) : (
        <div className="sheet-wide">
          <table className="sheet-table">
            <thead>
              <tr>
                <th scope="col">{say("time")}</th>
                <th scope="col">{say("what")}</th>
                <th scope="col">{say("seen")}</th>
                <th scope="col">{say("found")}</th>
              </tr>
            </thead>
            <tbody>
              {alarms.map((one) => (
                <tr key={`${one.alarm} ${one.occurrence}`}>
                  <td>{timeOf(one.raisedAt)}</td>
                  <td>
                    <SeverityMark severity={one.severity} />{" "}
                    <Link to={storyOf(one)}>{textOf({ text: one.text, rule: one.alarm })}</Link>{" "}
                    <small className="quiet">
                      <AlarmWhere alarm={one} />
                    </small>
                  </td>
                  <td>
                    {one.acknowledgedAt === null || one.acknowledgedBy === null
                      ? say("notSeen")
                      : `${timeOf(one.acknowledgedAt)} ${names.person(one.acknowledgedBy)}`}
                  </td>
                  <td>{one.verdict === null ? say("notFound") : verdictWord(one.verdict)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

export function DutyPart({ duty, hasRecords }: { readonly duty: DutyRecord | null; readonly hasRecords: boolean }) {
  const say = useTexts(sheetTexts);
  const turns = duty?.turns ?? [];
  const names = useStoryNames(turns.map(({ person }) => ({ by: person })));
  const posts = useGet<{ readonly posts: readonly { readonly id: string; readonly name: string }[] }>("/duty/now", {
    enabled: turns.length > 0,
  }).data?.posts;
  return (
    <Section title={say("duty")}>
      {turns.length === 0 ? (
        <p className="quiet">{say(hasRecords ? "noRoster" : "noRecords")}</p>
      ) : (
        <div className="sheet-wide">
          <table className="sheet-table">
            <thead>
              <tr>
                <th scope="col">{say("post")}</th>
                <th scope="col">{say("person")}</th>
                <th scope="col">{say("hours")}</th>
                <th scope="col">{say("signedOn")}</th>
              </tr>
            </thead>
            <tbody>
              {turns.map(({ post, person, from, to, awaited, signedOnAt }) => (
                <tr key={`${post} ${person} ${from}`}>
                  <td>{posts?.find(({ id }) => id === post)?.name ?? post}</td>
                  <td>{person === null ? "—" : names.person(person)}</td>
                  <td>
                    {timeOf(from)}–{timeOf(to)}
                  </td>
                  <td>{signedOnAt !== null ? timeOf(signedOnAt) : awaited ? say("notSignedOn") : say("notAwaited")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

export function OpenPart({ sheet: { standing, tickets } }: { readonly sheet: DaySheet }) {
  const say = useTexts(sheetTexts);
  const textOf = useAlarmText();
  const since = (at: string) => stampText(Date.parse(at)).slice(5, 16);
  return (
    <Section title={say("open")}>
      {standing.length + tickets.length === 0 ? (
        <p className="quiet">{say("nothingOpen")}</p>
      ) : (
        <ul className="sheet-open">
          {standing.map((one) => (
            <li key={`${one.alarm} ${one.occurrence}`}>
              <SeverityMark severity={one.severity} />{" "}
              <Link to={storyOf(one)}>{textOf({ text: one.text, rule: one.alarm })}</Link>{" "}
              <small className="quiet">
                <AlarmWhere alarm={one} /> · {say("lasting")} · {since(one.raisedAt)}
              </small>
            </li>
          ))}
          {tickets.map(({ id, name, openedAt }) => (
            <li key={id}>
              <Link to={`/repair/${id}`}>{name}</Link>{" "}
              <small className="quiet">
                {say("repair")} {id} · {since(openedAt)}
              </small>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
