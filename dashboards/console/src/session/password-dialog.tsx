// Asks whoever is signed in for the password again, over the page as it is.
import { Button, Flex, Form, Input, Modal, Typography } from "antd";
import { useTexts } from "../i18n/texts.ts";
import { ProblemPanel } from "../parts/problem.tsx";
import { useAct } from "./act.ts";
import type { Asked } from "./asked.ts";
import { PasswordInput } from "./password-input.tsx";
import { sessionTexts } from "./texts.ts";
import { useWait } from "./wait.ts";

export interface PasswordQuestion {
  readonly why: Asked;
  readonly account: string;
  given(password: string): Promise<void>;
  /** Gives up; when the session has ended that means leaving the page. */
  leave(): void;
}

const TITLES = { ended: "endedTitle", fresh: "freshTitle", soon: "soonTitle" } as const;
const REASONS = { ended: "endedWhy", fresh: "freshWhy", soon: "soonWhy" } as const;

export function PasswordDialog({ why, account, given, leave }: PasswordQuestion) {
  const say = useTexts(sessionTexts);
  const { busy, problem, run } = useAct();
  const wait = useWait(problem);
  const ended = why === "ended";
  return (
    <Modal
      open
      title={say(TITLES[why])}
      footer={null}
      closable={!ended}
      keyboard={!ended}
      mask={{ closable: false }}
      onCancel={leave}
      width={440}
    >
      <Typography.Paragraph>{say(REASONS[why])}</Typography.Paragraph>
      <Form<{ password: string }>
        // The page behind may have a field of the same name.
        name="password-again"
        layout="vertical"
        requiredMark={false}
        onFinish={(fields) => void run(() => given(fields.password))}
      >
        <Form.Item label={say("username")}>
          <Input value={account} readOnly autoComplete="username" tabIndex={-1} />
        </Form.Item>
        <PasswordInput name="password" label={say("password")} autoFocus />
        {problem === null ? null : <ProblemPanel problem={problem} />}
        <Flex justify="end" gap="small" className="form-acts">
          <Button onClick={leave}>{say(ended ? "someoneElse" : "notNow")}</Button>
          <Button type="primary" htmlType="submit" loading={busy} disabled={wait > 0}>
            {wait > 0 ? say("waitSeconds", { n: wait }) : say(ended ? "signIn" : "goOn")}
          </Button>
        </Flex>
      </Form>
    </Modal>
  );
}
