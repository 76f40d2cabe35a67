// Days off of the school itself, and free days on which it works.
import { MinusCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Flex, Form, Input } from "antd";
import type { CalendarView, OwnDays } from "#gateway/contract/duty.ts";
import { askForDuty } from "../../api/duty.ts";
import { ApiProblem, call } from "../../api/http.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ProblemPanel } from "../../parts/problem.tsx";
import { useAct } from "../../session/act.ts";
import { useDraft } from "../settings/change/draft.ts";
import { calendarTexts } from "./calendar-texts.ts";
import { showFieldErrors } from "./field-errors.ts";
import { typedDay } from "./typed.ts";

interface Props {
  readonly own: CalendarView["own"];
  readonly mayWrite: boolean;
}

/** What a list is made of. */
const LISTS = [
  { list: "daysOff", title: "daysOff", add: "addOff", dates: ["from", "to"] },
  { list: "schoolDays", title: "schoolDays", add: "addSchool", dates: ["day"] },
] as const;

export function OwnDaysForm({ own: { version, ...days }, mayWrite }: Props) {
  const say = useTexts(calendarTexts);
  const { message } = App.useApp();
  const [form] = Form.useForm<OwnDays>();
  const draft = useDraft<OwnDays>("duty own days");
  const { busy, problem, run } = useAct();
  const send = (body: OwnDays) =>
    run(async () => {
      try {
        await call("PUT", "/duty/calendar/own", { body, headers: { "if-match": `"${version}"` } });
      } catch (error) {
        if (error instanceof ApiProblem && showFieldErrors(form, error)) return;
        throw error;
      }
      draft.forget();
      void message.success(say("saved"));
      await askForDuty();
    });
  return (
    <Form<OwnDays>
      form={form}
      layout="vertical"
      requiredMark={false}
      disabled={!mayWrite}
      initialValues={draft.found ?? days}
      onValuesChange={() => draft.keep(form.getFieldsValue(true))}
      onFinish={(given) => void send(given)}
    >
      <p className="quiet">{say("ownWhat")}</p>
      {LISTS.map((each) => (
        <OwnList key={each.list} {...each} mayWrite={mayWrite} />
      ))}
      {problem === null ? null : <ProblemPanel problem={problem} />}
      {mayWrite ? (
        <Button type="primary" htmlType="submit" loading={busy}>
          {say("save")}
        </Button>
      ) : null}
    </Form>
  );
}

function OwnList({ list, title, add: addWord, dates, mayWrite }: (typeof LISTS)[number] & Pick<Props, "mayWrite">) {
  const say = useTexts(calendarTexts);
  const form = Form.useFormInstance();
  const needed = [{ required: true, whitespace: true, message: say("required") }];
  return (
    <Form.List name={list}>
      {(rows, { add, remove }, { errors }) => (
        <fieldset className="duty-own">
          <legend>{say(title)}</legend>
          {rows.map(({ key, name }) => (
            <Flex key={key} gap="small" wrap align="end">
              <Form.Item name={[name, "name"]} label={say("name")} rules={needed}>
                <Input maxLength={64} autoComplete="off" />
              </Form.Item>
              {dates.map((date) => (
                <Form.Item key={date} name={[name, date]} label={say(date)} rules={needed}>
                  <Input
                    className="duty-time"
                    maxLength={12}
                    placeholder="2026-09-01"
                    autoComplete="off"
                    onBlur={({ target }) => form.setFieldValue([list, name, date], typedDay(target.value))}
                  />
                </Form.Item>
              ))}
              <Form.Item>
                <Button
                  type="text"
                  icon={<MinusCircleOutlined />}
                  aria-label={say("remove", { name: `${say(title)} ${name + 1}` })}
                  onClick={() => remove(name)}
                />
              </Form.Item>
            </Flex>
          ))}
          <Form.ErrorList errors={errors} />
          {mayWrite ? (
            <Button icon={<PlusOutlined />} onClick={() => add({ name: "" })}>
              {say(addWord)}
            </Button>
          ) : null}
          {rows.length === 0 && !mayWrite ? <span className="quiet">{say("none")}</span> : null}
        </fieldset>
      )}
    </Form.List>
  );
}
