// One's own account: who one is to the gateway, and a new password.
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { call } from "../../api/http.ts";
import type { Session } from "../../api/types.ts";
import { useRoleWords } from "../../frame/account-menu.tsx";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { Page } from "../../parts/page.tsx";
import { ProblemPanel } from "../../parts/problem.tsx";
import { useAct } from "../../session/act.ts";
import { NewPassword } from "../../session/new-password.tsx";
import { PasswordInput } from "../../session/password-input.tsx";
import { useSession } from "../../session/session.tsx";
import { sessionTexts } from "../../session/texts.ts";
import { useWait } from "../../session/wait.ts";
import { accountTexts } from "./texts.ts";
import "./account.css";
import "../../campus/campus.css";

export default function AccountPage() {
  const say = useTexts(accountTexts);
  const roles = useRoleWords();
  const { session } = useSession();
  if (typeof session !== "object" || session === null) return null;
  const { account, expiresAt } = session;
  return (
    <Page title={say("title")}>
      <div className="account">
        <section className="panel">
          <h2>{say("who")}</h2>
          <dl className="facts panel-body">
            <dt>{say("username")}</dt>
            <dd>{account.id}</dd>
            <dt>{say("roles")}</dt>
            <dd>{roles}</dd>
            {expiresAt === null ? null : (
              <>
                <dt>{say("expires")}</dt>
                <dd>
                  <Age at={expiresAt} timeOnly />
                </dd>
              </>
            )}
          </dl>
        </section>
        <section className="panel">
          <h2>{say("password")}</h2>
          <div className="panel-body">
            <p className="quiet">{say("why")}</p>
            <ChangePassword account={account.id} />
          </div>
        </section>
      </div>
    </Page>
  );
}

interface Fields {
  readonly current: string;
  readonly password: string;
}

function ChangePassword({ account }: { readonly account: string }) {
  const say = useTexts(accountTexts);
  const session = useTexts(sessionTexts);
  const { adopt } = useSession();
  const { busy, problem, run } = useAct();
  const wait = useWait(problem);
  const [done, setDone] = useState(false);
  const [form] = Form.useForm<Fields>();
  const save = async ({ current, password }: Fields) => {
    setDone(false);
    const changed = await run(async () =>
      adopt(await call<Session>("POST", "/account/password", { body: { current, next: password } })),
    );
    if (!changed) return;
    form.resetFields();
    setDone(true);
  };
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={(fields) => void save(fields)}>
      <Input hidden readOnly value={account} autoComplete="username" tabIndex={-1} aria-hidden />
      <PasswordInput name="current" label={say("current")} />
      <NewPassword account={account} />
      {problem === null ? null : <ProblemPanel problem={problem} />}
      {done ? <Alert type="success" showIcon title={say("done")} role="status" /> : null}
      <Button className="form-acts" type="primary" htmlType="submit" loading={busy} disabled={wait > 0}>
        {wait > 0 ? session("waitSeconds", { n: wait }) : say("save")}
      </Button>
    </Form>
  );
}
