// The first account of a new gateway, made by whoever can read the code that the gateway printed.
import { Button, Form, Input, Typography } from "antd";
import { useSearchParams } from "react-router";
import { ApiProblem, call } from "../api/http.ts";
import { queryClient } from "../api/queries.ts";
import type { Session } from "../api/types.ts";
import { useTexts } from "../i18n/texts.ts";
import { ProblemPanel } from "../parts/problem.tsx";
import { useAct } from "./act.ts";
import { NewPassword } from "./new-password.tsx";
import { isAccountId } from "./password-rules.ts";
import { useSession } from "./session.tsx";
import { sessionTexts } from "./texts.ts";
import { useWait } from "./wait.ts";
import { WELCOME } from "./welcome-address.ts";

interface Fields {
  readonly code: string;
  readonly username: string;
  readonly password: string;
}

export function FirstRun() {
  const say = useTexts(sessionTexts);
  const { adopt } = useSession();
  const { busy, problem, run } = useAct();
  const wait = useWait(problem);
  const [, setSearch] = useSearchParams();
  const [form] = Form.useForm<Fields>();
  const username = (Form.useWatch("username", form) ?? "").trim();
  const send = ({ code, password }: Fields) =>
    run(async () => {
      const session = await madeBy({ code, username, password });
      if (session === null) return form.setFields([{ name: "code", errors: [say("firstCodeWrong")] }]);
      await queryClient.invalidateQueries({ queryKey: ["/setup"] });
      setSearch(WELCOME, { replace: true });
      adopt(session);
    });
  const name = (_rule: unknown, value: string | undefined) =>
    value === undefined || value === "" || isAccountId(value.trim())
      ? Promise.resolve()
      : Promise.reject(new Error(say("nameRules")));
  return (
    <>
      <Typography.Title level={2}>{say("firstTitle")}</Typography.Title>
      <Typography.Paragraph>{say("firstWhy")}</Typography.Paragraph>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ username: "admin" }}
        onFinish={(fields) => void send(fields)}
      >
        <Form.Item
          name="code"
          label={say("firstCode")}
          extra={
            <>
              {say("firstCodeWhere")}
              <code className="command-line">journalctl -u campus-gateway | grep 'first-run code'</code>
            </>
          }
          rules={[{ required: true, message: say("codeNeeded") }]}
        >
          <Input autoComplete="off" spellCheck={false} autoFocus />
        </Form.Item>
        <Form.Item
          name="username"
          label={say("username")}
          validateTrigger="onBlur"
          rules={[{ required: true, message: say("usernameNeeded") }, { validator: name }]}
        >
          <Input autoComplete="username" autoCapitalize="none" spellCheck={false} />
        </Form.Item>
        <NewPassword account={username} />
        {problem === null ? null : <ProblemPanel problem={problem} />}
        <Button className="form-acts" type="primary" htmlType="submit" loading={busy} disabled={wait > 0} block>
          {wait > 0 ? say("waitSeconds", { n: wait }) : say("firstMake")}
        </Button>
      </Form>
    </>
  );
}

/** The session of the new account; null when the code is not the one that the gateway shows. */
async function madeBy(body: Fields): Promise<Session | null> {
  try {
    return await call<Session>("POST", "/setup", { body });
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== "sign-in-failed") throw error;
    return null;
  }
}
