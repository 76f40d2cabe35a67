// campus.yaml as text: checked while it is typed, shown as a difference before it is saved.
import { Alert, Button, Flex } from "antd";
import { useEffect, useState } from "react";
import { useTexts } from "../../../i18n/texts.ts";
import { gatewayNow } from "../../../live/clock.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { ProblemPanel } from "../../../parts/problem.tsx";
import { useCan } from "../../../session/session.tsx";
import { timeText } from "../../../words/time.ts";
import { type Config, type ConfigProblem, useConfig, versionNow } from "../change/config.ts";
import { useDraft } from "../change/draft.ts";
import { changeTexts } from "../change/texts.ts";
import { Editor } from "./editor.tsx";
import { Review } from "./review.tsx";
import { textTexts } from "./texts.ts";
import { useCheck } from "./use-check.ts";

interface Kept {
  readonly text: string;
  readonly base: string;
  readonly version: string;
}

export default function TextPart() {
  const config = useConfig();
  const [round, setRound] = useState(0);
  return (
    <Loaded query={config}>
      {(answer) => (
        <TextForm
          key={round}
          config={answer}
          restart={() => void config.refetch().then(() => setRound((before) => before + 1))}
        />
      )}
    </Loaded>
  );
}

/** The text that a change starts from. */
function textNow({ text, file }: Config): string {
  return file?.text ?? text;
}

function TextForm({ config, restart }: { readonly config: Config; restart(): void }) {
  const say = useTexts(textTexts);
  const change = useTexts(changeTexts);
  const canWrite = useCan("config.write");
  const draft = useDraft<Kept>("text");
  const [from, setFrom] = useState(
    () => draft.found ?? { base: unified(textNow(config)), version: versionNow(config) },
  );
  const [text, setText] = useState(draft.found?.text ?? from.base);
  const [reviewing, setReviewing] = useState(false);
  const [shown, setShown] = useState<{ line: number; wish: number } | null>(null);
  const isChanged = text !== from.base;
  const now = unified(textNow(config));
  const nowVersion = versionNow(config);
  // Nothing was typed yet: what others change meanwhile is simply shown.
  useEffect(() => {
    if (isChanged || nowVersion === from.version) return;
    setFrom({ base: now, version: nowVersion });
    setText(now);
  }, [isChanged, now, nowVersion, from.version]);
  const isBroken = config.file !== null;
  const { checked, problem } = useCheck(text, canWrite && (isChanged || isBroken));
  const current = checked?.text === text ? checked : null;
  const problems = canWrite && isChanged ? (current?.problems ?? []) : config.problems;
  const typed = (next: string) => {
    setText(next);
    if (next === from.base) draft.forget();
    else draft.keep({ ...from, text: next });
  };
  const again = () => {
    draft.forget();
    restart();
  };
  const state = !isChanged
    ? say("unchanged")
    : current === null
      ? say("checking")
      : problems.length === 0
        ? say("fine")
        : say("wrong", { n: problems.length });
  const by = config.by === "file" ? say("byFile") : config.by === "start" ? say("byStart") : config.by;
  return (
    <Flex vertical gap="small">
      {canWrite ? <span className="quiet">{say("lead")}</span> : null}
      <span className="quiet">
        {say("running", { time: timeText(Date.parse(config.appliedAt), gatewayNow()), by })}
      </span>
      {isBroken ? <Alert type="info" showIcon title={say("onDisk")} /> : null}
      {draft.found === null || !isChanged ? null : (
        <Alert
          type="info"
          showIcon
          title={change("draftFound")}
          action={<Button onClick={again}>{change("draftDrop")}</Button>}
        />
      )}
      <Editor
        value={text}
        readOnly={!canWrite}
        wrongLines={new Set(problems.flatMap(({ line }) => (line === null ? [] : [line])))}
        shown={shown}
        change={typed}
      />
      {problem === null ? null : <ProblemPanel problem={problem} />}
      <Problems problems={problems} show={(line) => setShown({ line, wish: (shown?.wish ?? 0) + 1 })} />
      {canWrite ? (
        <div className="settings-end">
          <span className="settings-end-text quiet" aria-live="polite">
            {state}
          </span>
          <Button disabled={!isChanged} onClick={again}>
            {say("reset")}
          </Button>
          <Button
            type="primary"
            disabled={!isChanged || current === null || current.problems.length > 0}
            onClick={() => setReviewing(true)}
          >
            {say("save")}
          </Button>
        </div>
      ) : null}
      {reviewing ? (
        <Review
          base={from.base}
          version={from.version}
          text={text}
          difference={current?.difference ?? null}
          moved={(next) => {
            setFrom({ base: next.base, version: next.version });
            setText(next.text);
            draft.keep(next);
          }}
          saved={again}
          giveUp={again}
          close={() => setReviewing(false)}
        />
      ) : null}
    </Flex>
  );
}

/** A text field knows one kind of line break only; the gateway puts the file's own back. */
function unified(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

function Problems({ problems, show }: { readonly problems: readonly ConfigProblem[]; show(line: number): void }) {
  const say = useTexts(textTexts);
  if (problems.length === 0) return null;
  return (
    <Alert
      type="error"
      showIcon
      title={say("wrong", { n: problems.length })}
      description={
        <ul className="problem-lines" aria-label={say("problems")}>
          {problems.map(({ path, message, remedy, line }) => (
            <li key={`${path} ${line} ${message}`}>
              {line === null ? (
                say("whole")
              ) : (
                <Button type="link" size="small" onClick={() => show(line)}>
                  {say("line", { n: line })}
                </Button>
              )}{" "}
              <code>{path}</code> {message}
              <div className="quiet">{remedy}</div>
            </li>
          ))}
        </ul>
      }
    />
  );
}
