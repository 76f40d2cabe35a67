// Acts on an account that are asked about once: disable, enable, delete, and a new password.
import { App, Flex, Form, Modal, Typography } from "antd";
import { call } from "../../api/http.ts";
import { useChange } from "../../api/queries.ts";
import type { Account } from "../../api/types.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { ProblemPanel } from "../../parts/problem.tsx";
import { partTexts } from "../../parts/texts.ts";
import { useAct } from "../../session/act.ts";
import { useWithFreshSignIn } from "../../session/fresh-sign-in.tsx";
import { NewPassword } from "../../session/new-password.tsx";
import { peopleTexts } from "./texts.ts";

export interface Dialog {
  readonly what: "disable" | "enable" | "remove" | "password";
  readonly account: Account;
  /** It is the account of whoever asks. */
  readonly own: boolean;
}

interface Props {
  readonly dialog: Dialog;
  close(): void;
}

/** Sends one change of an account; asks for the password again where the gateway wants it. */
export function useAccountChange() {
  const fresh = useWithFreshSignIn();
  return useChange(
    ({ method, id, body }: { method: "PATCH" | "DELETE" | "POST"; id: string; body?: unknown }) =>
      fresh(() =>
        call<unknown>(method, method === "POST" ? "/accounts" : `/accounts/${encodeURIComponent(id)}`, {
          ...(body === undefined ? {} : { body }),
        }),
      ),
    ["/accounts"],
  );
}

export function Dialogs({ dialog, close }: Props) {
  const say = useTexts(peopleTexts);
  const { message } = App.useApp();
  const change = useAccountChange();
  const { what, account, own } = dialog;
  const { id } = account;
  if (what === "password") return <PasswordDialog account={account} own={own} close={close} />;
  const act = async () => {
    if (what === "remove") await change.mutateAsync({ method: "DELETE", id });
    else await change.mutateAsync({ method: "PATCH", id, body: { disabled: what === "disable" } });
    void message.success(what === "remove" ? say("removed", { id }) : say("saved"));
  };
  return (
    <Confirm title={say(`${what}Title`, { id })} word={say(what)} danger={what !== "enable"} act={act} close={close}>
      {say(`${what}Why`)}
      {own && what !== "enable" ? <p>{say("self")}</p> : null}
    </Confirm>
  );
}

function PasswordDialog({ account: { id }, own, close }: { account: Account; own: boolean; close(): void }) {
  const say = useTexts(peopleTexts);
  const part = useTexts(partTexts);
  const { message } = App.useApp();
  const [form] = Form.useForm<{ password: string }>();
  const change = useAccountChange();
  const { busy, problem, run } = useAct();
  const send = async ({ password }: { password: string }) => {
    const done = await run(async () => {
      await change.mutateAsync({ method: "PATCH", id, body: { password } });
    });
    if (!done) return;
    void message.success(say("passwordDone", { id }));
    close();
  };
  return (
    <Modal
      open
      title={say("passwordTitle", { id })}
      okText={say("save")}
      cancelText={part("cancel")}
      okButtonProps={{ loading: busy }}
      onOk={() => form.submit()}
      onCancel={close}
      mask={{ closable: false }}
      width={480}
    >
      <Flex vertical gap="small">
        <Typography.Text type="secondary">
          {say("passwordWhy")} {own ? say("self") : null}
        </Typography.Text>
        <Form form={form} layout="vertical" requiredMark={false} onFinish={(fields) => void send(fields)}>
          <NewPassword account={id} />
          {problem === null ? null : <ProblemPanel problem={problem} />}
        </Form>
      </Flex>
    </Modal>
  );
}
