// One road: whether it works, when it last did, why it does not, and a test.
import { CheckCircleFilled, CloseCircleFilled, QuestionCircleOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import type { RoadView } from "#gateway/contract/notify.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { useCodeWord, useConditionWords } from "./code-words.ts";
import { kindTexts, notifyTexts } from "./texts.ts";

const MARKS: Readonly<Record<RoadView["state"], ReactNode>> = {
  ready: <CheckCircleFilled aria-hidden />,
  failing: <CloseCircleFilled aria-hidden />,
  unproven: <QuestionCircleOutlined aria-hidden />,
};

/** `test` absent: the reader may not. */
export function RoadCard({ road, test }: { readonly road: RoadView; readonly test?: () => void }) {
  const say = useTexts(notifyTexts);
  const kindWord = useTexts(kindTexts);
  const codeWord = useCodeWord();
  const conditions = useConditionWords();
  const { id, name, kind, state, since, queued, lastAcceptedAt, lastFailure, condition } = road;
  return (
    <li className={`panel notify-road notify-road-${state}`} data-road={id}>
      <header>
        <strong>{name}</strong>
        <span className="notify-mark">
          {MARKS[state]} {say(state)}
        </span>
      </header>
      <div className="quiet">
        {kindWord(kind)}
        {queued > 0 ? ` · ${say("waiting", { n: queued })}` : ""}
      </div>
      {state === "failing" && lastFailure !== null ? (
        <div className="notify-why">
          {codeWord(lastFailure.code)}
          {lastFailure.detail === "" ? null : <small className="quiet notify-detail">{lastFailure.detail}</small>}
        </div>
      ) : null}
      <dl className="notify-facts">
        <dt>{say("lastAccepted")}</dt>
        <dd>{lastAcceptedAt === null ? say("neverAccepted") : <Age at={lastAcceptedAt} ageOnly />}</dd>
        {lastFailure === null ? null : (
          <>
            <dt>{say("lastFailure")}</dt>
            <dd>
              <Age at={lastFailure.at} ageOnly />
            </dd>
          </>
        )}
        {conditions(condition).map(({ key, word, value }) => (
          <div key={key} className="notify-fact">
            <dt>{word}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <footer>
        {since === null || state !== "failing" ? null : (
          <small className="quiet">
            <Age at={since} ageOnly />
          </small>
        )}
        {test === undefined ? null : (
          <Button size="small" onClick={test}>
            {say("test")}
          </Button>
        )}
      </footer>
    </li>
  );
}
