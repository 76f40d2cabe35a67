// Adds or changes an account: user name, password, roles in words, and what it may see. What was typed stays until it is saved.
import { App, Button, Checkbox, Drawer, Flex, Form, Input, Radio } from "antd";
import { useState } from "react";
import { ApiProblem } from "../../api/http.ts";
import type { Account } from "../../api/types.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { ProblemPanel } from "../../parts/problem.tsx";
import { partTexts } from "../../parts/texts.ts";
import { useAct } from "../../session/act.ts";
import { NewPassword } from "../../session/new-password.tsx";
import { isAccountId } from "../../session/password-rules.ts";
import { PERMISSION_GROUPS, permissionTexts } from "../../words/permissions.ts";
import { momentOfWall, wallText } from "../../words/range.ts";
import { useAccountChange } from "./dialogs.tsx";
import { ADMIN, lastAdminOf, type Role, useRoles } from "./roles.ts";
import { chosenOf, type Scope, scopeOf } from "./scope.ts";
import { ScopeTree } from "./scope-tree.tsx";
import { peopleTexts } from "./texts.ts";

interface Fields {
  readonly id: string;
  readonly password?: string;
  readonly roles: string[];
  readonly whole: boolean;
  readonly scope: string[];
  /** Last day, `YYYY-MM-DD` on campus; empty: no end. */
  readonly until: string;
}

interface Props {
  /** Null: a new one. */
  readonly account: Account | null;
  readonly accounts: readonly Account[];
  close(): void;
}

export function AccountForm({ account, accounts, close }: Props) {
  const say = useTexts(peopleTexts);
  const part = useTexts(partTexts);
  const { message, modal } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const [touched, setTouched] = useState(false);
  const change = useAccountChange();
  const { busy, problem, run } = useAct();
  const whole = Form.useWatch("whole", form) ?? account?.scope == null;
  const id = Form.useWatch("id", form) ?? account?.id ?? "";

  const send = async (fields: Fields) => {
    const scope: Scope = fields.whole ? null : scopeOf(fields.scope);
    const { roles, password } = fields;
    const until = fields.until === "" ? null : new Date(momentOfWall(`${fields.until}T23:59`)).toISOString();
    const done = await run(async () => {
      try {
        if (account !== null)
          await change.mutateAsync({
            method: "PATCH",
            id: account.id,
            body: { roles, scope, ...(dayOf(account) === fields.until ? {} : { until }) },
          });
        else
          await change.mutateAsync({
            method: "POST",
            id: fields.id,
            body: { id: fields.id, password, roles, scope, ...(until === null ? {} : { until }) },
          });
      } catch (error) {
        if (error instanceof ApiProblem) form.setFields(fieldErrors(error));
        throw error;
      }
    });
    if (!done) return;
    void message.success(account === null ? say("added", { id: fields.id }) : say("saved"));
    close();
  };
  const leave = () => {
    if (!touched) return close();
    void modal.confirm({
      title: say("unsavedTitle"),
      content: say("unsaved"),
      okText: say("discard"),
      cancelText: part("cancel"),
      onOk: close,
    });
  };
  return (
    <Drawer
      open
      size={520}
      title={account === null ? say("addTitle") : say("editTitle", { id: account.id })}
      onClose={leave}
      mask={{ closable: !touched }}
      footer={
        <Flex gap="small" justify="end">
          <Button onClick={leave}>{part("cancel")}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {say("save")}
          </Button>
        </Flex>
      }
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        scrollToFirstError
        initialValues={{
          id: account?.id ?? "",
          roles: account?.roles ?? [],
          whole: account === null || account.scope === null,
          scope: chosenOf(account?.scope ?? null),
          until: dayOf(account),
        }}
        onValuesChange={() => setTouched(true)}
        onFinish={(fields) => void send(fields)}
      >
        {account === null ? (
          <>
            <Form.Item
              name="id"
              label={say("id")}
              extra={say("idHelp")}
              validateTrigger="onBlur"
              rules={[
                { required: true, message: say("idWrong") },
                {
                  validator: (_rule, text: string) => {
                    if (text !== "" && !isAccountId(text)) return Promise.reject(new Error(say("idWrong")));
                    const taken = accounts.some((other) => other.id === text);
                    return taken ? Promise.reject(new Error(say("idTaken"))) : Promise.resolve();
                  },
                },
              ]}
            >
              <Input autoComplete="off" autoFocus />
            </Form.Item>
            <NewPassword account={id} />
          </>
        ) : null}
        <Form.Item
          name="roles"
          label={say("role")}
          extra={say("rolesHelp")}
          rules={[{ required: true, type: "array", min: 1, message: say("rolesNeeded") }]}
        >
          <RoleChoice locked={account !== null && lastAdminOf(accounts) === account.id} />
        </Form.Item>
        <Form.Item name="whole" label={say("scope")}>
          <Radio.Group
            vertical
            options={[
              { value: true, label: say("scopeAll") },
              { value: false, label: say("scopeSome") },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="scope"
          hidden={whole}
          extra={say("scopeHelp")}
          rules={whole ? [] : [{ required: true, type: "array", min: 1, message: say("scopeNeeded") }]}
        >
          <ScopeTree />
        </Form.Item>
        <Form.Item name="until" label={say("until")} extra={say("untilHelp")}>
          <Input type="date" />
        </Form.Item>
        {problem === null ? null : <ProblemPanel problem={problem} />}
      </Form>
    </Drawer>
  );
}

/** The last day of an account that ends. */
function dayOf(account: Account | null): string {
  return account?.until == null ? "" : wallText(Date.parse(account.until)).slice(0, 10);
}

/** The gateway's errors at the fields that they are about. */
function fieldErrors({ body }: ApiProblem): { name: keyof Fields; errors: string[] }[] {
  return (body.errors ?? []).flatMap(({ path, message }) => {
    const field = path.split("/")[1];
    return field === "id" || field === "password" || field === "roles" || field === "scope"
      ? [{ name: field, errors: [message] }]
      : [];
  });
}

interface RoleChoiceProps {
  readonly value?: string[];
  readonly onChange?: (value: string[]) => void;
  /** The role of administrator cannot be taken away. */
  readonly locked: boolean;
}

function RoleChoice({ value = [], onChange, locked }: RoleChoiceProps) {
  const say = useTexts(peopleTexts);
  const word = useTexts(permissionTexts);
  const language = useLanguage();
  const roles = useRoles().data?.roles ?? [];
  const all = PERMISSION_GROUPS.flatMap(({ permissions }) => permissions);
  const allows = ({ id, permissions }: Role) =>
    id === ADMIN
      ? say("mayAll")
      : say("mayDo", {
          list: all
            .filter((each) => permissions.includes(each))
            .map((each) => word(each))
            .join(say("comma")),
        });
  return (
    <Checkbox.Group value={value} onChange={(next) => onChange?.(next)} className="people-roles">
      {roles.map((role) => (
        <Checkbox key={role.id} value={role.id} disabled={locked && role.id === ADMIN}>
          {role.label[language]}
          <div className="quiet people-allows">
            {locked && role.id === ADMIN ? `${say("lastAdminWhy")} ` : null}
            {allows(role)}
          </div>
        </Checkbox>
      ))}
    </Checkbox.Group>
  );
}
