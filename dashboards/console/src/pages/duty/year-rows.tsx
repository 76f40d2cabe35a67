// The holidays of a year and its working days on weekends, each a line of a form.
import { MinusCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Flex, Form, Input } from "antd";
import { useTexts } from "../../i18n/texts.ts";
import { calendarTexts } from "./calendar-texts.ts";
import { dayOfYear, type YearFields } from "./year-file.ts";

export function HolidayRows() {
  const say = useTexts(calendarTexts);
  const needed = useNeeded();
  return (
    <Form.List name="holidays">
      {(rows, { add, remove }, { errors }) => (
        <fieldset className="duty-own">
          <legend>{say("holidays")}</legend>
          {rows.map(({ key, name }) => (
            <Flex key={key} gap="small" wrap align="start">
              <Form.Item name={[name, "name", "zh-CN"]} label={say("name")} rules={needed}>
                <Input className="duty-time" maxLength={64} autoComplete="off" />
              </Form.Item>
              <DayField list="holidays" name={[name, "from"]} label={say("from")} />
              <DayField list="holidays" name={[name, "to"]} label={say("to")} />
              <Remove name={say("holidayN", { n: name + 1 })} act={() => remove(name)} />
            </Flex>
          ))}
          <Form.ErrorList errors={errors} />
          <Button icon={<PlusOutlined />} onClick={() => add({ name: { "zh-CN": "" }, from: "", to: "" })}>
            {say("addOff")}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
}

export function SwappedRows() {
  const say = useTexts(calendarTexts);
  return (
    <Form.List name="swappedWorkdays">
      {(rows, { add, remove }, { errors }) => (
        <fieldset className="duty-own">
          <legend>{say("swapped")}</legend>
          {rows.map(({ key, name }) => (
            <Flex key={key} gap="small" wrap align="start">
              <DayField list="swappedWorkdays" name={[name]} label={say("swappedN", { n: name + 1 })} />
              <Remove name={say("swappedN", { n: name + 1 })} act={() => remove(name)} />
            </Flex>
          ))}
          <Form.ErrorList errors={errors} />
          <Button icon={<PlusOutlined />} onClick={() => add("")}>
            {say("addSwapped")}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
}

interface DayProps {
  readonly list: keyof YearFields;
  /** Within the list. */
  readonly name: (string | number)[];
  readonly label: string;
}

function DayField({ list, name, label }: DayProps) {
  const form = Form.useFormInstance();
  const mend = (text: string) => {
    const year: unknown = form.getFieldValue("year");
    form.setFieldValue([list, ...name], dayOfYear(text, typeof year === "string" ? year : ""));
  };
  return (
    <Form.Item name={name} label={label} rules={useNeeded()}>
      <Input
        className="duty-time"
        maxLength={12}
        placeholder="2027-02-06"
        autoComplete="off"
        onBlur={({ target }) => mend(target.value)}
      />
    </Form.Item>
  );
}

function Remove({ name, act }: { readonly name: string; act(): void }) {
  const say = useTexts(calendarTexts);
  return (
    <Form.Item label=" ">
      <Button type="text" icon={<MinusCircleOutlined />} aria-label={say("remove", { name })} onClick={act} />
    </Form.Item>
  );
}

function useNeeded() {
  const say = useTexts(calendarTexts);
  return [{ required: true, whitespace: true, message: say("required") }];
}
