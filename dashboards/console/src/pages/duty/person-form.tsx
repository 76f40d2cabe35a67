// Adds or changes a person; what was typed stays until it is saved or given up, the gateway's errors stand at their fields.
import { MinusCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Drawer, Flex, Form, Input } from "antd";
import type { PersonView } from "#gateway/contract/duty.ts";
import { askForDuty } from "../../api/duty.ts";
import { ApiProblem, call } from "../../api/http.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ProblemPanel } from "../../parts/problem.tsx";
import { partTexts } from "../../parts/texts.ts";
import { useAct } from "../../session/act.ts";
import { useDraft } from "../settings/change/draft.ts";
import { fieldErrors, showFieldErrors } from "./field-errors.ts";
import { personTexts } from "./person-texts.ts";
import { MOST_NAME } from "./typed.ts";

interface Fields {
  readonly name: string;
  readonly phones: readonly string[];
  readonly mail?: string;
  readonly account?: string;
}

const MOST_PHONES = 3;

function fieldsOf(person: PersonView | null): Fields {
  return {
    name: person?.name ?? "",
    phones: person === null || person.phones.length === 0 ? [""] : person.phones,
    mail: person?.mail ?? "",
    account: person?.account ?? "",
  };
}

interface Props {
  /** Null: a new one. */
  readonly person: PersonView | null;
  close(): void;
}

export function PersonForm({ person, close }: Props) {
  const say = useTexts(personTexts);
  const part = useTexts(partTexts);
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const draft = useDraft<Fields>(`duty person ${person?.id ?? "new"}`);
  const { busy, problem, run } = useAct();
  const leave = () => {
    draft.forget();
    close();
  };
  const send = ({ name, phones, mail = "", account = "" }: Fields) =>
    run(async () => {
      const told = (text: string) => (text.trim() === "" ? null : text.trim());
      const body = {
        name: name.trim(),
        phones: phones.map((phone) => phone.trim()).filter((phone) => phone !== ""),
        mail: told(mail),
        account: told(account),
      };
      try {
        if (person === null) await call("POST", "/duty/people", { body });
        else
          await call("PUT", `/duty/people/${encodeURIComponent(person.id)}`, {
            body,
            headers: { "if-match": `"${person.version}"` },
          });
      } catch (error) {
        if (error instanceof ApiProblem) {
          const stands = showFieldErrors(form, error);
          const [first] = fieldErrors(error);
          if (first !== undefined) form.scrollToField(first.name, { block: "center" });
          if (stands) return;
        }
        throw error;
      }
      void message.success(say("saved", { name: body.name }));
      leave();
      await askForDuty();
    });
  return (
    <Drawer
      open
      size={440}
      title={person === null ? say("addTitle") : say("editTitle", { name: person.name })}
      onClose={leave}
      mask={{ closable: false }}
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
        initialValues={draft.found ?? fieldsOf(person)}
        onValuesChange={() => draft.keep(form.getFieldsValue(true))}
        onFinish={(fields) => void send(fields)}
      >
        {problem === null ? null : <ProblemPanel problem={problem} />}
        <Form.Item
          name="name"
          label={say("name")}
          rules={[{ required: true, whitespace: true, message: say("required") }]}
        >
          <Input maxLength={MOST_NAME} autoComplete="off" autoFocus />
        </Form.Item>
        <Form.List name="phones">
          {(rows, { add, remove }, { errors }) => (
            <>
              {rows.map(({ key, name }) => (
                <Flex key={key} gap="small" align="end" className="duty-phone">
                  <Form.Item name={name} label={say("phone", { n: name + 1 })}>
                    <Input maxLength={24} autoComplete="off" inputMode="tel" />
                  </Form.Item>
                  <Button
                    type="text"
                    icon={<MinusCircleOutlined />}
                    aria-label={say("removePhone", { n: name + 1 })}
                    onClick={() => remove(name)}
                  />
                </Flex>
              ))}
              <Form.ErrorList errors={errors} />
              <p className="quiet">{say("phonesHelp")}</p>
              {rows.length < MOST_PHONES ? (
                <Form.Item>
                  <Button icon={<PlusOutlined />} onClick={() => add("")}>
                    {say("addPhone")}
                  </Button>
                </Form.Item>
              ) : null}
            </>
          )}
        </Form.List>
        <Form.Item name="mail" label={say("mail")}>
          <Input maxLength={254} autoComplete="off" inputMode="email" />
        </Form.Item>
        <Form.Item name="account" label={say("account")} extra={say("accountHelp")}>
          <Input maxLength={32} autoComplete="off" spellCheck={false} />
        </Form.Item>
      </Form>
    </Drawer>
  );
}
