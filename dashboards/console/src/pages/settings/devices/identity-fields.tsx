// Name, id, place, and whether the device is in use.
import { Form, Input, Select } from "antd";
import { useDeviceMap, usePlaces } from "../../../api/campus.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { placeClassSearch } from "../../../words/places.ts";
import { isId } from "./fields.ts";
import { formTexts } from "./form-texts.ts";

const LONGEST_NAME = 64;

export function IdentityFields({ fixedId }: { readonly fixedId: string | null }) {
  const say = useTexts(formTexts);
  const devices = useDeviceMap();
  const places = usePlaces().data?.places ?? [];
  return (
    <div className="settings-fields">
      <Form.Item
        name="name"
        label={say("name")}
        extra={say("nameHelp")}
        rules={[{ required: true, whitespace: true, message: say("nameNeeded") }]}
      >
        <Input maxLength={LONGEST_NAME} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="id"
        label={say("id")}
        extra={fixedId === null ? say("idHelp") : say("idFixed")}
        validateTrigger="onBlur"
        rules={
          fixedId === null
            ? [
                {
                  validator: (_rule, text: string) => {
                    if (!isId(text ?? "")) return Promise.reject(new Error(say("idWrong")));
                    return devices.has(text) ? Promise.reject(new Error(say("idTaken"))) : Promise.resolve();
                  },
                },
              ]
            : []
        }
      >
        <Input disabled={fixedId !== null} maxLength={32} autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name="place" label={say("place")} extra={say("placeHelp")}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: "search" }}
          placeholder={say("noPlace")}
          options={places.map(({ id, name, class: placeClass }) => ({
            value: id,
            label: name,
            search: `${name} ${id} ${placeClassSearch(placeClass)}`,
          }))}
        />
      </Form.Item>
      <Form.Item name="enabled" label={say("enabled")} extra={say("enabledHelp")}>
        <Select
          options={[
            { value: true, label: say("yes") },
            { value: false, label: say("no") },
          ]}
        />
      </Form.Item>
    </div>
  );
}
