// How a device is reached, by protocol: each field with one sentence.
import { Collapse, Form, Input, Select } from "antd";
import type { Profile } from "../../../api/types.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Choice } from "./connection-line.tsx";
import { DerivedFields } from "./derived-fields.tsx";
import { DurationInput } from "./duration-input.tsx";
import { formTexts } from "./form-texts.ts";
import { ModbusFields } from "./modbus-fields.tsx";
import { NutFields, ProbeFields } from "./network-fields.tsx";
import { SnmpFields } from "./snmp-fields.tsx";

const BIASES = ["as-is", "pull-up", "pull-down", "disable"] as const;

interface Props {
  readonly driver: string;
  readonly profile: Profile | undefined;
}

export function ConnectionFields({ driver, profile }: Props) {
  const say = useTexts(formTexts);
  if (driver === "modbus") return <ModbusFields />;
  if (driver === "gpio") return <Gpio isOutput={(profile?.commands.length ?? 0) > 0} />;
  if (driver === "mqtt") return <Mqtt />;
  if (driver === "nut") return <NutFields />;
  if (driver === "probe") return <ProbeFields asks={profile?.asks ?? ""} />;
  if (driver === "snmp") return <SnmpFields />;
  if (driver === "derived") return <DerivedFields profile={profile} />;
  return <p className="quiet">{say("otherDriver")}</p>;
}

function Gpio({ isOutput }: { readonly isOutput: boolean }) {
  const say = useTexts(formTexts);
  return (
    <div className="settings-fields">
      <Form.Item
        name={["connection", "line"]}
        label={say("line")}
        extra={say("lineHelp")}
        rules={[{ required: true, message: say("lineNeeded") }]}
        // A number of campus.yaml is typed like a name.
        getValueProps={(value: unknown) => ({ value: value === undefined || value === null ? "" : String(value) })}
      >
        <Input autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Form.Item name={["connection", "chip"]} label={say("chip")} extra={say("chipHelp")}>
        <Input placeholder="gpiochip0" autoComplete="off" spellCheck={false} />
      </Form.Item>
      <Choice name="invert" off={say("no")} on={say("yes")} label={say("invert")} help={say("invertHelp")} />
      {isOutput ? (
        <Choice name="safe" off={say("off")} on={say("on")} label={say("safe")} help={say("safeHelp")} />
      ) : (
        <>
          <Form.Item name={["connection", "bias"]} label={say("bias")} extra={say("biasHelp")}>
            <Select
              allowClear
              placeholder={say("bias-as-is")}
              options={BIASES.map((value) => ({ value, label: say(`bias-${value}`) }))}
            />
          </Form.Item>
          <Form.Item name={["connection", "debounce"]} label={say("debounce")} extra={say("debounceHelp")}>
            <DurationInput
              label={say("debounce")}
              placeholder={say("default", { value: `0 ${say("ms")}` })}
              usual="ms"
            />
          </Form.Item>
        </>
      )}
    </div>
  );
}

function Mqtt() {
  const say = useTexts(formTexts);
  const foreign = (
    <>
      <p className="quiet">{say("foreignHelp")}</p>
      <div className="settings-fields">
        <Form.Item name={["mqtt", "username"]} label={say("username")} extra={say("usernameHelp")}>
          <Input maxLength={64} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name={["mqtt", "clientId"]} label={say("clientId")} extra={say("clientIdHelp")}>
          <Input maxLength={64} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name={["mqtt", "topics"]} label={say("topics")} extra={say("topicsHelp")}>
          <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[" "]} />
        </Form.Item>
      </div>
    </>
  );
  return (
    <>
      <p className="quiet">{say("pushHelp")}</p>
      <Collapse ghost size="small" items={[{ key: "foreign", label: say("foreign"), children: foreign }]} />
    </>
  );
}
