// The last look before a text is saved: its effect in words and its lines; and what to do when the file was changed meanwhile.
import { Alert, Button, Flex, Modal } from "antd";
import { useState } from "react";
import type { ConfigDifference } from "#gateway/contract/config.ts";
import { ApiProblem, call } from "../../../api/http.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ProblemPanel } from "../../../parts/problem.tsx";
import { useAct } from "../../../session/act.ts";
import { useWithFreshSignIn } from "../../../session/fresh-sign-in.tsx";
import { type Config, useWrite, versionNow } from "../change/config.ts";
import { Difference } from "../change/difference.tsx";
import { useTold } from "../change/told.tsx";
import { DiffView } from "./diff-view.tsx";
import { mergedText } from "./lines.ts";
import { textTexts } from "./texts.ts";

interface Next {
  readonly base: string;
  readonly version: string;
  readonly text: string;
}

interface Props {
  readonly base: string;
  readonly version: string;
  readonly text: string;
  readonly difference: ConfigDifference | null;
  /** The text now stands on another version of the file. */
  moved(next: Next): void;
  saved(): void;
  giveUp(): void;
  close(): void;
}

export function Review({ base, version, text, difference, moved, saved, giveUp, close }: Props) {
  const say = useTexts(textTexts);
  const write = useWrite();
  const fresh = useWithFreshSignIn();
  const tell = useTold();
  const { busy, problem, run } = useAct();
  const [now, setNow] = useState<{ text: string; version: string } | null>(null);
  const save = () =>
    run(async () => {
      try {
        const written = await fresh(() => write("PUT", "/config/text", version, { text }));
        tell({ text: say("saved"), before: version, after: written.version });
        close();
        saved();
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== "config-changed") throw error;
        const config = await call<Config>("GET", "/config");
        setNow({ text: (config.file?.text ?? config.text).replaceAll("\r\n", "\n"), version: versionNow(config) });
      }
    });
  if (now !== null) {
    const merged = mergedText(base, text, now.text);
    const go = (next: string) => {
      moved({ base: now.text, version: now.version, text: next });
      setNow(null);
    };
    return (
      <Modal
        open
        width={860}
        title={say("conflict")}
        onCancel={close}
        footer={
          <Flex gap="small" wrap justify="end">
            <Button onClick={giveUp}>{say("give")}</Button>
            {merged === null ? (
              <Button onClick={() => go(text)}>{say("overwrite")}</Button>
            ) : (
              <Button type="primary" onClick={() => go(merged)}>
                {say("merge")}
              </Button>
            )}
          </Flex>
        }
      >
        <Flex vertical gap="small">
          <Alert type="warning" showIcon title={merged === null ? say("conflictClash") : say("conflictMerge")} />
          <strong>{say("theirs")}</strong>
          <DiffView before={base} after={now.text} />
        </Flex>
      </Modal>
    );
  }
  return (
    <Modal
      open
      width={860}
      title={say("reviewTitle")}
      okText={say("confirm")}
      cancelText={say("back")}
      okButtonProps={{ loading: busy }}
      onOk={() => void save()}
      onCancel={close}
    >
      <Flex vertical gap="small">
        {problem === null ? null : <ProblemPanel problem={problem} />}
        <strong>{say("reviewEffect")}</strong>
        {difference === null ? null : <Difference difference={difference} />}
        <strong>{say("reviewText")}</strong>
        <DiffView before={base} after={text} />
      </Flex>
    </Modal>
  );
}
