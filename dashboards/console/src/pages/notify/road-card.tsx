// One road: whether it works, what to do where it does not, when it last did, and a test.
import {
  CheckCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  QuestionCircleOutlined,
} from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import type { RoadView } from "#gateway/contract/notify.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { useConditionWords } from "./condition-words.ts";
import { type RoadState, useRoadState } from "./road-state.ts";
import { kindTexts, notifyTexts } from "./texts.ts";

const MARKS: Readonly<Record<RoadState["tone"], ReactNode>> = {
  fine: <CheckCircleFilled aria-hidden />,
  warn: <ExclamationCircleFilled aria-hidden />,
  bad: <CloseCircleFilled aria-hidden />,
  quiet: <QuestionCircleOutlined aria-hidden />,
};

/** `test` absent: the reader may not. */
export function RoadCard({ road, test }: { readonly road: RoadView; readonly test?: () => void }) {
  const say = useTexts(notifyTexts);
  const kindWord = useTexts(kindTexts);
  const stateOf = useRoadState();
  const conditions = useConditionWords();
  const { id, name, kind, state, since, queued, lastAcceptedAt, lastFailure, condition } = road;
  const { tone, word, help, raw } = stateOf(road);
  const { provenAt } = condition;
  return (
    <li className={`panel notify-road notify-road-${tone}`} data-road={id} data-state={state}>
      <header>
        <strong>{name}</strong>
        <span className="notify-mark">
          {MARKS[tone]} {word}
        </span>
      </header>
      <div className="quiet">
        {kindWord(kind)}
        {queued > 0 ? ` · ${say("waiting", { n: queued })}` : ""}
      </div>
      {help === null ? null : <div className={tone === "quiet" ? "quiet" : "notify-why"}>{help}</div>}
      <Raw text={raw} />
      <dl className="notify-facts">
        {since === null || state !== "failing" ? null : (
          <Fact word={say("failingSince")}>
            <Age at={since} ageOnly />
          </Fact>
        )}
        <Fact word={say("lastAccepted")}>
          {lastAcceptedAt === null ? say("neverAccepted") : <Age at={lastAcceptedAt} ageOnly />}
        </Fact>
        {lastFailure === null ? null : (
          <Fact word={say("lastFailure")}>
            <Age at={lastFailure.at} ageOnly />
          </Fact>
        )}
        {provenAt === undefined ? null : (
          <Fact word={say("provenAt")}>
            {typeof provenAt === "string" ? <Age at={provenAt} ageOnly /> : say("notProven")}
          </Fact>
        )}
        {conditions(condition).map(({ key, word: what, value }) => (
          <Fact key={key} word={what}>
            {value}
          </Fact>
        ))}
      </dl>
      {test === undefined ? null : (
        <footer>
          <Button size="small" onClick={test}>
            {say("test")}
          </Button>
        </footer>
      )}
    </li>
  );
}

function Fact({ word, children }: { readonly word: string; readonly children: ReactNode }) {
  return (
    <div className="notify-fact">
      <dt>{word}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What the other side said, in its own words: for whoever mends it, not for everybody. */
export function Raw({ text }: { readonly text: string | null }) {
  const say = useTexts(notifyTexts);
  return text === null || text === "" ? null : (
    <details className="notify-raw">
      <summary>{say("raw")}</summary>
      <small className="quiet notify-detail">{text}</small>
    </details>
  );
}
