// The way back in with a code that was made on the gateway's machine.
import { Button, Flex, Form, Input, Typography } from "antd";
import { call } from "../api/http.ts";
import type { Session } from "../api/types.ts";
import { useTexts } from "../i18n/texts.ts";
import { ProblemPanel } from "../parts/problem.tsx";
import { useAct } from "./act.ts";
import { NewPassword } from "./new-password.tsx";
import { useSession } from "./session.tsx";
import { sessionTexts } from "./texts.ts";
import { useWait } from "./wait.ts";

interface Fields {
  readonly code: string;
  readonly username: string;
  readonly password: string;
}

export function Recover({ back }: { readonly back: () => void }) {
  const say = useTexts(sessionTexts);
  const { adopt } = useSession();
  const { busy, problem, run } = useAct();
  const wait = useWait(problem);
  const [form] = Form.useForm<Fields>();
  const username = Form.useWatch("username", form) ?? "";
  const send = ({ code, password }: Fields) =>
    run(async () =>
      adopt(await call<Session>("POST", "/recover", { body: { code, username: username.trim(), password } })),
    );
  return (
    <>
      <Typography.Title level={2}>{say("recoverTitle")}</Typography.Title>
      <Typography.Paragraph>{say("recoverSteps")}</Typography.Paragraph>
      <code className="command-line">
        npm run recover -- --data {say("folder")} --account {username || say("username")}
      </code>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(fields) => void send(fields)}>
        <Form.Item name="username" label={say("username")} rules={[{ required: true, message: say("usernameNeeded") }]}>
          <Input autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus />
        </Form.Item>
        <Form.Item name="code" label={say("code")} rules={[{ required: true, message: say("codeNeeded") }]}>
          <Input autoComplete="off" spellCheck={false} />
        </Form.Item>
        <NewPassword account={username.trim()} />
        {problem === null ? null : <ProblemPanel problem={problem} />}
        <Flex justify="space-between" gap="small" className="form-acts">
          <Button onClick={back}>{say("backToSignIn")}</Button>
          <Button type="primary" htmlType="submit" loading={busy} disabled={wait > 0}>
            {wait > 0 ? say("waitSeconds", { n: wait }) : say("setAndSignIn")}
          </Button>
        </Flex>
      </Form>
    </>
  );
}
