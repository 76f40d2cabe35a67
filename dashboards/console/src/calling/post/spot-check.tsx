// Somebody asks whether anybody is at the post (查岗): one tap on one's own name answers.
import { App, Button } from "antd";
import type { SpotCheck } from "#gateway/contract/duty.ts";
import { askForDuty, type Names } from "../../api/duty.ts";
import { call } from "../../api/http.ts";
import { useTexts } from "../../i18n/texts.ts";
import { useAtNow } from "../../live/clock.ts";
import { ProblemPanel } from "../../parts/problem.tsx";
import { useAct } from "../../session/act.ts";
import { leftText } from "./left.ts";
import { SignOnButton } from "./sign-on-button.tsx";
import { postTexts } from "./texts.ts";

interface Props {
  readonly check: SpotCheck;
  /** Of the post. */
  readonly name: string;
  /** Who may answer: those on duty. */
  readonly persons: readonly string[];
  readonly names: Names;
}

const COUNTY = "county:";

export function SpotCheckPrompt({ check, name, persons, names }: Props) {
  const say = useTexts(postTexts);
  const { busy, problem, run } = useAct();
  const { message } = App.useApp();
  const left = useAtNow((now) => leftText(Date.parse(check.until) - now));
  const answer = (person: string) =>
    run(async () => {
      await call("POST", `/duty/spot-checks/${encodeURIComponent(check.id)}/answer`, { body: { person } });
      void message.success(say("spotCheckDone", { name: names[person] ?? person }));
      await askForDuty();
    });
  const who = check.by.startsWith(COUNTY) ? say("spotCheckCounty") : check.by;
  return (
    <section className="post-check" aria-label={say("spotCheck")}>
      <div role="alert">
        <strong>
          {say("spotCheck")} · {name}
        </strong>
        <p>{say("spotCheckBy", { who })}</p>
      </div>
      <span className="post-check-left">{say("spotCheckLeft", { left })}</span>
      <div className="post-check-names">
        {persons.map((person) => (
          <Button key={person} size="large" type="primary" loading={busy} onClick={() => void answer(person)}>
            {say("here", { name: names[person] ?? person })}
          </Button>
        ))}
        {persons.length === 0 ? (
          <>
            <span>{say("spotCheckNobody")}</span>
            <SignOnButton />
          </>
        ) : null}
      </div>
      {problem === null ? null : <ProblemPanel problem={problem} />}
    </section>
  );
}
