// Asks a device once before it is saved, and says what it answers or, in plain words, why it does not.
import { ExperimentOutlined } from "@ant-design/icons";
import { Alert, Button, Flex } from "antd";
import { useState } from "react";
import { ApiProblem, call } from "../../../api/http.ts";
import type { Profile } from "../../../api/types.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { ProblemPanel } from "../../../parts/problem.tsx";
import { Section } from "../../../parts/section.tsx";
import { useAct } from "../../../session/act.ts";
import { booleanWords } from "../../../words/boolean-words.ts";
import { pointName } from "../../../words/points.ts";
import { quantityText } from "../../../words/quantity.ts";
import { useWords } from "../../../words/speech.ts";
import { wordTexts } from "../../../words/texts.ts";
import type { Item } from "../change/merge.ts";
import { hintOf, type TrialAnswer, type TrialPoint } from "./trial-hint.ts";
import { trialTexts } from "./trial-texts.ts";

interface Props {
  readonly profile: Profile | undefined;
  /** The device as it would be saved; null when the form says that something is missing. */
  item(): Promise<Item | null>;
  /** What the form cannot show at its fields. */
  refused(problem: ApiProblem): ApiProblem | null;
}

export function Trial({ profile, item, refused }: Props) {
  const say = useTexts(trialTexts);
  const [answer, setAnswer] = useState<TrialAnswer | null>(null);
  const [rest, setRest] = useState<ApiProblem | null>(null);
  const { busy, run } = useAct();
  const test = () =>
    run(async () => {
      setRest(null);
      const device = await item();
      if (device === null) return;
      try {
        setAnswer(await call<TrialAnswer>("POST", "/devices/test", { body: device }));
      } catch (error) {
        setAnswer(null);
        if (!(error instanceof ApiProblem)) throw error;
        setRest(refused(error));
      }
    });
  return (
    <Section title={say("title")}>
      <Flex vertical gap="small" align="start">
        <span className="quiet">{say("help")}</span>
        <Button icon={<ExperimentOutlined />} loading={busy} onClick={() => void test()}>
          {busy ? say("testing") : say("test")}
        </Button>
        <div aria-live="polite" className="trial-answer">
          {rest === null ? null : <ProblemPanel problem={rest} />}
          {answer === null || busy ? null : <Answer answer={answer} profile={profile} />}
        </div>
      </Flex>
    </Section>
  );
}

function Answer({ answer, profile }: { readonly answer: TrialAnswer; readonly profile: Profile | undefined }) {
  const say = useTexts(trialTexts);
  const words = useWords();
  const { ok, points, error, detail, raw } = answer;
  const wrong = points.filter(({ quality }) => quality !== "good");
  const silent = points.every(({ quality }) => quality === "bad");
  const why = error === null ? words.code(wrong[0]?.reason ?? "failed") : words.code(error.code, "link");
  return (
    <Flex vertical gap="small">
      <Alert
        type={ok ? "success" : "warning"}
        showIcon
        title={ok ? say("ok") : silent ? say("failed", { why }) : say("some", { n: wrong.length })}
        description={
          ok ? null : (
            <>
              <div>{say(hintOf(answer))}</div>
              {(error?.message ?? detail) === null ? null : <small className="quiet">{error?.message ?? detail}</small>}
            </>
          )
        }
      />
      {points.length === 0 ? null : <Values points={points} profile={profile} />}
      {raw === null ? null : (
        <details>
          <summary className="quiet">{say("raw")}</summary>
          <pre className="code-block">{raw.replace(/(..)/g, "$1 ").trim()}</pre>
        </details>
      )}
    </Flex>
  );
}

function Values({
  points,
  profile,
}: {
  readonly points: readonly TrialPoint[];
  readonly profile: Profile | undefined;
}) {
  const say = useTexts(trialTexts);
  const word = useTexts(wordTexts);
  const words = useWords();
  const language = useLanguage();
  const shown = ({ point, value, unit, reason }: TrialPoint) => {
    if (value === null) return <span className="trial-bad">— {words.code(reason ?? "never")}</span>;
    const [yes, no] = booleanWords(point, language) ?? [word("yes"), word("no")];
    return quantityText(value, unit, yes, no);
  };
  return (
    <table className="trial-values">
      <thead>
        <tr>
          <th scope="col">{say("point")}</th>
          <th scope="col">{say("value")}</th>
        </tr>
      </thead>
      <tbody>
        {points.map((point) => (
          <tr key={point.point}>
            <td>{pointName(point.point, undefined, profile, language)}</td>
            <td>
              {shown(point)}{" "}
              {point.quality === "uncertain" ? <small>{words.code(point.reason ?? "uncertain")}</small> : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
