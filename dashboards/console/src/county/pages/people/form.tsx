// A new account at the county: name, role, the towns and campuses that it sees, its first password.
import { App, Button, Form, Input, Select } from "antd";
import { ID_PATTERN } from "#gateway/contract/ids.ts";
import { call } from "../../../api/http.ts";
import { useChange, useGet } from "../../../api/queries.ts";
import type { Account } from "../../../api/types.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { ProblemPanel } from "../../../parts/problem.tsx";
import { useWithFreshSignIn } from "../../../session/fresh-sign-in.tsx";
import { NewPassword } from "../../../session/new-password.tsx";
import { useFleet } from "../../fleet.ts";
import type { Role } from "./page.tsx";
import { countyPeopleTexts } from "./texts.ts";

interface Fields {
  readonly id: string;
  readonly role: string;
  readonly towns?: readonly string[];
  readonly campuses?: readonly string[];
  readonly password: string;
}

/** What makes sense at a county; the others are posts and people of a campus. */
const ROLES: readonly string[] = ["admin", "county", "county-duty", "viewer", "integrator"];

export function AccountForm({ done }: { done(): void }) {
  const say = useTexts(countyPeopleTexts);
  const language = useLanguage();
  const fresh = useWithFreshSignIn();
  const { message } = App.useApp();
  const fleet = useFleet().data;
  const roles = useGet<{ readonly roles: readonly Role[] }>("/roles").data?.roles ?? [];
  const [form] = Form.useForm<Fields>();
  const id = Form.useWatch("id", form) ?? "";
  const make = useChange<Fields, Account>(
    ({ id: name, role, towns = [], campuses = [], password }) => {
      const scope = towns.length + campuses.length === 0 ? null : { places: towns, devices: campuses };
      return fresh(() => call("POST", "/accounts", { body: { id: name.trim(), password, roles: [role], scope } }));
    },
    ["/accounts"],
  );
  const save = async (fields: Fields) => {
    await make.mutateAsync(fields);
    void message.success(say("made"));
    done();
  };
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      // What was refused is shown above the button.
      onFinish={(fields) => void save(fields).catch(() => undefined)}
    >
      <Form.Item
        name="id"
        label={say("id")}
        rules={[{ required: true, pattern: new RegExp(ID_PATTERN), message: say("idRules") }]}
      >
        <Input autoComplete="off" autoCapitalize="none" spellCheck={false} />
      </Form.Item>
      <Form.Item name="role" label={say("role")} rules={[{ required: true, message: say("roleNeeded") }]}>
        <Select
          options={roles
            .filter((role) => ROLES.includes(role.id))
            .map((role) => ({ value: role.id, label: role.label[language] }))}
        />
      </Form.Item>
      <Form.Item name="towns" label={say("towns")} extra={say("townsHint")}>
        <Select
          mode="multiple"
          optionFilterProp="label"
          options={(fleet?.towns ?? []).map(({ id: value, name }) => ({ value, label: name }))}
        />
      </Form.Item>
      <Form.Item name="campuses" label={say("campuses")}>
        <Select
          mode="multiple"
          optionFilterProp="label"
          options={(fleet?.campuses ?? []).map(({ id: value, name }) => ({ value, label: name }))}
        />
      </Form.Item>
      <NewPassword account={id} />
      {make.error === null ? null : <ProblemPanel problem={make.error} />}
      <Button className="form-acts" type="primary" htmlType="submit" loading={make.isPending} block>
        {say("save")}
      </Button>
    </Form>
  );
}
