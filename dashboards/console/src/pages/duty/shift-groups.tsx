// Who takes turns at a shift: groups in their order, each of whom one day or week is.
import { ArrowUpOutlined, MinusCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Flex, Form, Input, Radio, Select } from "antd";
import type { PersonView } from "#gateway/contract/duty.ts";
import type { Names } from "../../api/duty.ts";
import { useTexts } from "../../i18n/texts.ts";
import { shiftTexts } from "./shift-texts.ts";
import { typedDay } from "./typed.ts";

interface Props {
  readonly people: readonly PersonView[];
  /** Of those whom the roster already names. */
  readonly names: Names;
}

export function ShiftGroups({ people, names }: Props) {
  const say = useTexts(shiftTexts);
  const form = Form.useFormInstance();
  const known = new Map([...Object.entries(names), ...people.map(({ id, name }) => [id, name] as const)]);
  const options = [...known].map(([value, label]) => ({ value, label }));
  const needed = [{ required: true, message: say("required") }];
  return (
    <>
      <Flex gap="middle" wrap>
        <Form.Item name={["rotation", "per"]} label={say("per")}>
          <Radio.Group
            optionType="button"
            options={(["day", "week"] as const).map((value) => ({ value, label: say(`per-${value}`) }))}
          />
        </Form.Item>
        <Form.Item name={["rotation", "start"]} label={say("start")} rules={needed}>
          <Input
            className="duty-time"
            maxLength={12}
            placeholder="2026-09-01"
            autoComplete="off"
            onBlur={({ target }) => form.setFieldValue(["rotation", "start"], typedDay(target.value))}
          />
        </Form.Item>
      </Flex>
      <p className="quiet">{say("groupsHelp")}</p>
      <Form.List name={["rotation", "groups"]}>
        {(rows, { add, remove, move }, { errors }) => (
          <>
            {rows.map(({ key, name }) => (
              <Flex key={key} gap={4} align="end" className="duty-group">
                <Form.Item name={name} label={say("group", { n: name + 1 })} className="duty-group-who">
                  <Select mode="multiple" showSearch={{ optionFilterProp: "label" }} options={options} />
                </Form.Item>
                <Button
                  type="text"
                  icon={<ArrowUpOutlined />}
                  disabled={name === 0}
                  aria-label={say("up", { n: name + 1 })}
                  onClick={() => move(name, name - 1)}
                />
                <Button
                  type="text"
                  icon={<MinusCircleOutlined />}
                  disabled={rows.length === 1}
                  aria-label={say("removeGroup", { n: name + 1 })}
                  onClick={() => remove(name)}
                />
              </Flex>
            ))}
            <Form.ErrorList errors={errors} />
            <Button icon={<PlusOutlined />} onClick={() => add([])}>
              {say("addGroup")}
            </Button>
          </>
        )}
      </Form.List>
    </>
  );
}
