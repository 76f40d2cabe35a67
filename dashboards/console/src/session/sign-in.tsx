// The way in for somebody who has an account.
import { Button, Form, Input, Typography } from "antd";
import { useTexts } from "../i18n/texts.ts";
import { ProblemPanel } from "../parts/problem.tsx";
import { useAct } from "./act.ts";
import { PasswordInput } from "./password-input.tsx";
import { useSession } from "./session.tsx";
import { sessionTexts } from "./texts.ts";
import { useWait } from "./wait.ts";

interface Fields {
  readonly username: string;
  readonly password: string;
}

/** The page that was asked for stays in the address and is shown after signing in. */
export function SignIn({ forgotten }: { readonly forgotten: () => void }) {
  const say = useTexts(sessionTexts);
  const { signIn } = useSession();
  const { busy, problem, run } = useAct();
  const wait = useWait(problem);
  return (
    <>
      <Typography.Title level={2}>{say("signIn")}</Typography.Title>
      <Form<Fields>
        layout="vertical"
        requiredMark={false}
        onFinish={({ username, password }) => void run(() => signIn(username.trim(), password))}
      >
        <Form.Item name="username" label={say("username")} rules={[{ required: true, message: say("usernameNeeded") }]}>
          <Input autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus />
        </Form.Item>
        <PasswordInput name="password" label={say("password")} />
        {problem === null ? null : <ProblemPanel problem={problem} />}
        <Button className="form-acts" type="primary" htmlType="submit" loading={busy} disabled={wait > 0} block>
          {wait > 0 ? say("waitSeconds", { n: wait }) : say("signIn")}
        </Button>
      </Form>
      <Button type="link" className="entrance-more" onClick={forgotten} block>
        {say("forgotten")}
      </Button>
    </>
  );
}
