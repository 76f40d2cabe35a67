// The story of a cause: its own alarm where it has one, and what it explains, each a click away.
import { Button } from "antd";
import { AlarmFlags, AlarmWhere, useAlarmText } from "../../campus/alarm-row.tsx";
import { SeverityMark } from "../../campus/severity.tsx";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { Section } from "../../parts/section.tsx";
import { useCan } from "../../session/session.tsx";
import type { Act } from "./acts.tsx";
import { useCauseText } from "./desk-list.tsx";
import type { GroupRow } from "./rows.ts";
import { Story } from "./story.tsx";
import { deskTexts } from "./texts.ts";

/** The list on the left shows the rest when it is opened. */
const SHOWN = 50;

interface Props {
  readonly row: GroupRow;
  readonly acts: readonly Act[];
  start(act: Act): void;
  ackAll(): void;
  choose(key: string): void;
}

export function GroupStory({ row, acts, start, ackAll, choose }: Props) {
  const say = useTexts(deskTexts);
  const causeText = useCauseText();
  const textOf = useAlarmText();
  const mayAck = useCan("alarms.ack");
  const { alarm, members, since, severity } = row;
  const unseen = members.some(({ acknowledged }) => !acknowledged) || alarm?.acknowledged === false;
  const explained = (
    <Section
      title={`${alarm === null ? causeText(row) : say("members")} ${say("withAlarms", { n: members.length })}`}
      acts={
        mayAck && unseen ? (
          <Button onClick={ackAll}>{say("ackAll")}</Button>
        ) : (
          <span className="quiet">{unseen ? null : say("ackAllNothing")}</span>
        )
      }
    >
      {alarm === null ? (
        <p>
          <SeverityMark severity={severity} /> <Age at={since} />
        </p>
      ) : null}
      <ul className="alarm-past">
        {members.slice(0, SHOWN).map((member) => (
          <li key={member.id}>
            <button type="button" className="alarm-row" onClick={() => choose(member.id)}>
              <strong>{textOf(member)}</strong> <AlarmWhere alarm={member} />{" "}
              <span className="quiet">
                <AlarmFlags alarm={member} />
              </span>
            </button>
          </li>
        ))}
        {members.length > SHOWN ? <li className="quiet">… {members.length - SHOWN}</li> : null}
      </ul>
    </Section>
  );
  return (
    <div className="alarm-stories">
      {alarm === null ? null : <Story alarm={alarm} acts={acts} start={start} />}
      {explained}
    </div>
  );
}
