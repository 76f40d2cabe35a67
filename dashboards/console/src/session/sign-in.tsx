// The way in for somebody who has an account.
import { Button, Card, Form, Input, Typography } from "antd";
import { useState } from "react";
import { ApiProblem } from "../api/http.ts";
import { useTexts } from "../i18n/texts.ts";
import { ProblemPanel } from "../parts/problem.tsx";
import { useSession } from "./session.tsx";
import { sessionTexts } from "./texts.ts";

interface Fields {
  readonly username: string;
  readonly password: string;
}

export function SignIn() {
  const say = useTexts(sessionTexts);
  const { signIn } = useSession();
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [busy, setBusy] = useState(false);
  const enter = async ({ username, password }: Fields) => {
    setBusy(true);
    try {
      await signIn(username.trim(), password);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="center">
      <Card style={{ width: "min(400px, 100%)" }}>
        <Typography.Title level={1} className="page-title">
          {say("signIn")}
        </Typography.Title>
        <Form<Fields> layout="vertical" onFinish={(fields) => void enter(fields)} requiredMark={false}>
          <Form.Item
            name="username"
            label={say("username")}
            rules={[{ required: true, message: say("usernameNeeded") }]}
          >
            <Input autoComplete="username" autoFocus />
          </Form.Item>
          <Form.Item
            name="password"
            label={say("password")}
            rules={[{ required: true, message: say("passwordNeeded") }]}
          >
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          {problem === null ? null : <ProblemPanel problem={problem} />}
          <Button type="primary" htmlType="submit" loading={busy} block>
            {say("signIn")}
          </Button>
        </Form>
        <Typography.Paragraph type="secondary">{say("forgot")}</Typography.Paragraph>
      </Card>
    </main>
  );
}
