// Makes a token: for whom, with which rights, for how long; then shows it once.
import { Alert, Button, Checkbox, Flex, Form, Input, Modal, Select, Typography } from "antd";
import { useState } from "react";
import { call } from "../../api/http.ts";
import { useChange } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { CopyButton } from "../../parts/copy-link.tsx";
import { ProblemPanel } from "../../parts/problem.tsx";
import { partTexts } from "../../parts/texts.ts";
import { useAct } from "../../session/act.ts";
import { useWithFreshSignIn } from "../../session/fresh-sign-in.tsx";
import { useSession } from "../../session/session.tsx";
import { PERMISSION_GROUPS, permissionTexts } from "../../words/permissions.ts";
import { tokenTexts } from "./tokens-texts.ts";

interface Fields {
  readonly name: string;
  readonly permissions: string[];
  readonly expiry: (typeof EXPIRIES)[number];
}

const EXPIRIES = ["30d", "90d", "365d", "never"] as const;
const LONGEST_NAME = 64;

export function TokenForm({ close }: { close(): void }) {
  const say = useTexts(tokenTexts);
  const part = useTexts(partTexts);
  const [form] = Form.useForm<Fields>();
  const [made, setMade] = useState<{ readonly name: string; readonly token: string } | null>(null);
  const fresh = useWithFreshSignIn();
  const create = useChange(
    (body: unknown) => fresh(() => call<{ id: string; token: string }>("POST", "/tokens", { body })),
    ["/tokens"],
  );
  const { busy, problem, run } = useAct();
  const expiry = Form.useWatch("expiry", form);

  const send = ({ name, permissions, expiry: chosen }: Fields) =>
    run(async () => {
      const expiresIn = chosen === "never" ? null : chosen;
      const { token } = await create.mutateAsync({ name: name.trim(), permissions, expiresIn });
      setMade({ name: name.trim(), token });
    });

  if (made !== null) return <Made {...made} close={close} />;
  return (
    <Modal
      open
      title={say("add")}
      okText={say("make")}
      cancelText={part("cancel")}
      okButtonProps={{ loading: busy }}
      onOk={() => form.submit()}
      onCancel={close}
      mask={{ closable: false }}
      width={520}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: "", permissions: ["latest.read", "entries.read"], expiry: "365d" }}
        onFinish={(fields) => void send(fields)}
      >
        <Form.Item
          name="name"
          label={say("name")}
          extra={say("nameHelp")}
          rules={[{ required: true, whitespace: true, message: say("nameNeeded") }]}
        >
          <Input maxLength={LONGEST_NAME} autoFocus autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="permissions"
          label={say("permissions")}
          extra={say("permissionsHelp")}
          rules={[{ required: true, type: "array", min: 1, message: say("permissionsNeeded") }]}
        >
          <RightsChoice />
        </Form.Item>
        <Form.Item name="expiry" label={say("expiry")} extra={expiry === "never" ? say("neverHelp") : null}>
          <Select options={EXPIRIES.map((value) => ({ value, label: say(value) }))} />
        </Form.Item>
        {problem === null ? null : <ProblemPanel problem={problem} />}
      </Form>
    </Modal>
  );
}

interface RightsProps {
  readonly value?: string[];
  readonly onChange?: (value: string[]) => void;
}

/** Only rights that the maker has: a token never has more. */
function RightsChoice({ value = [], onChange }: RightsProps) {
  const word = useTexts(permissionTexts);
  const { can } = useSession();
  const groups = PERMISSION_GROUPS.map(({ group, permissions }) => ({ group, own: permissions.filter(can) }));
  return (
    <Checkbox.Group value={value} onChange={(next) => onChange?.(next)} className="records-rights">
      {groups
        .filter(({ own }) => own.length > 0)
        .map(({ group, own }) => (
          <div key={group} className="records-group">
            <small className="quiet">{word(group)}</small>
            <Flex wrap gap={4}>
              {own.map((each) => (
                <Checkbox key={each} value={each}>
                  {word(each)}
                </Checkbox>
              ))}
            </Flex>
          </div>
        ))}
    </Checkbox.Group>
  );
}

/** The one time that the token can be read; it is closed only on purpose. */
function Made({ name, token, close }: { readonly name: string; readonly token: string; close(): void }) {
  const say = useTexts(tokenTexts);
  return (
    <Modal
      open
      title={say("madeTitle", { name })}
      footer={
        <Button type="primary" onClick={close}>
          {say("saved")}
        </Button>
      }
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      width={560}
    >
      <Flex vertical gap="middle">
        <Alert type="warning" showIcon title={say("madeOnce")} />
        <code className="records-secret">{token}</code>
        <div>
          <CopyButton value={() => token} text={say("copy")} />
        </div>
        <Typography.Text type="secondary">
          {say("madeUse")} <code className="records-secret">Authorization: Bearer …</code>
        </Typography.Text>
      </Flex>
    </Modal>
  );
}
