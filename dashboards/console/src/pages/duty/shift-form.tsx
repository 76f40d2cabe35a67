// Adds or changes a shift; what was typed stays until it is saved or given up, also when somebody else changed the roster meanwhile.
import { Alert, App, Button, Drawer, Flex, Form, Input, Radio, Select } from "antd";
import { useState } from "react";
import { type PersonView, type PostNow, type RosterView, SHIFT_DAYS, type Shift } from "#gateway/contract/duty.ts";
import { ApiProblem, call } from "../../api/http.ts";
import { useGet } from "../../api/queries.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ProblemPanel } from "../../parts/problem.tsx";
import { partTexts } from "../../parts/texts.ts";
import { useAct } from "../../session/act.ts";
import { useDraft } from "../settings/change/draft.ts";
import { showFieldErrors } from "./field-errors.ts";
import { newShiftId, saveShifts, withShift } from "./save-shifts.ts";
import { ShiftGroups } from "./shift-groups.tsx";
import { shiftTexts } from "./shift-texts.ts";
import { MOST_NAME, typedDay, typedTime } from "./typed.ts";
import { useToday } from "./use-words.ts";

type Fields = Omit<Shift, "id">;

interface Props {
  /** Null: a new one. */
  readonly shift: Shift | null;
  readonly roster: RosterView;
  readonly posts: readonly PostNow[];
  toPeople(): void;
  close(): void;
}

function startOf(shift: Shift | null, posts: readonly PostNow[], today: string): Fields {
  if (shift !== null) {
    const { id: _id, ...fields } = shift;
    return fields;
  }
  const rotation = { per: "day", start: today, groups: [[]] } as const;
  return { name: "", post: posts[0]?.id ?? "", days: "every-day", from: "", to: "", rotation };
}

export function ShiftForm({ shift, roster, posts, toPeople, close }: Props) {
  const say = useTexts(shiftTexts);
  const part = useTexts(partTexts);
  const { message } = App.useApp();
  const today = useToday();
  const [form] = Form.useForm<Fields>();
  const draft = useDraft<Fields>(`duty shift ${shift?.id ?? "new"}`);
  /** The roster that is written over: a newer one only after it was said that there is one. */
  const [base, setBase] = useState(roster);
  const [isChanged, setChanged] = useState(false);
  const { busy, problem, run } = useAct();
  const people = useGet<{ readonly people: readonly PersonView[] }>("/duty/people").data?.people;
  const leave = () => {
    draft.forget();
    close();
  };
  const send = (fields: Fields) =>
    run(async () => {
      const { from, to, rotation } = fields;
      const whole = {
        ...fields,
        name: fields.name.trim(),
        from: typedTime(from),
        to: typedTime(to),
        rotation: { ...rotation, start: typedDay(rotation.start) },
        id: shift?.id ?? newShiftId(fields.post, base.shifts),
      };
      const shifts = withShift(base.shifts, whole);
      try {
        await saveShifts(base.version, shifts);
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        if (error.code === "config-changed") {
          setBase(await call<RosterView>("GET", "/duty/roster"));
          return setChanged(true);
        }
        if (!showFieldErrors(form, error, `/shifts/${shifts.indexOf(whole)}`)) throw error;
        return;
      }
      void message.success(say("saved", { name: whole.name }));
      leave();
    });
  const needed = [{ required: true, whitespace: true, message: say("required") }];
  return (
    <Drawer
      open
      size={520}
      title={shift === null ? say("addTitle") : say("editTitle", { name: shift.name })}
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
        scrollToFirstError
        initialValues={draft.found ?? startOf(shift, posts, today)}
        onValuesChange={() => draft.keep(form.getFieldsValue(true))}
        onFinish={(fields) => void send(fields)}
      >
        {isChanged ? <Alert type="warning" showIcon title={say("changed")} className="duty-alert" /> : null}
        {problem === null ? null : <ProblemPanel problem={problem} />}
        {people?.length === 0 ? (
          <Alert
            type="info"
            showIcon
            className="duty-alert"
            title={say("noPeople")}
            action={
              <Button size="small" onClick={toPeople}>
                {say("toPeople")}
              </Button>
            }
          />
        ) : null}
        <Form.Item name="post" label={say("post")} rules={needed}>
          <Select options={posts.map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
        <Form.Item name="name" label={say("name")} rules={needed}>
          <Input maxLength={MOST_NAME} autoComplete="off" autoFocus />
        </Form.Item>
        <Form.Item name="days" label={say("days")}>
          <Radio.Group
            className="duty-radios"
            options={SHIFT_DAYS.map((value) => ({ value, label: say(`days-${value}`) }))}
          />
        </Form.Item>
        <Flex gap="middle" wrap>
          {(["from", "to"] as const).map((name) => (
            <Form.Item
              key={name}
              name={name}
              label={say(name)}
              rules={needed}
              {...(name === "to" ? { extra: say("toHelp") } : {})}
            >
              <Input
                className="duty-time"
                maxLength={8}
                placeholder="07:00"
                autoComplete="off"
                inputMode="numeric"
                onBlur={({ target }) => form.setFieldValue(name, typedTime(target.value))}
              />
            </Form.Item>
          ))}
        </Flex>
        <ShiftGroups people={people ?? []} names={roster.names} />
      </Form>
    </Drawer>
  );
}
