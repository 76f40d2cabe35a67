// How a Modbus device is reached: over the network, through a serial server that passes bytes on, or at a serial port of this machine.
import { Form, Input, InputNumber, Select } from "antd";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { durationText } from "../../../words/duration.ts";
import { DurationInput } from "./duration-input.tsx";
import { LINKS, type LinkKind } from "./fields.ts";
import { formTexts } from "./form-texts.ts";

const WIDE = { width: "100%" } as const;
const BAUDS = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200];
const PARITIES = ["none", "even", "odd"] as const;

export function ModbusFields() {
  const say = useTexts(formTexts);
  const language = useLanguage();
  const link: LinkKind = Form.useWatch("link", { preserve: true }) ?? "tcp";
  return (
    <div className="settings-fields">
      <Form.Item name="link" label={say("link")} extra={say("linkHelp")}>
        <Select options={LINKS.map((value) => ({ value, label: say(`link-${value}`) }))} />
      </Form.Item>
      <Where link={link} />
      <Form.Item name={["connection", "unit"]} label={say("unit")} extra={say("unitHelp")}>
        <InputNumber min={1} max={255} precision={0} placeholder={say("default", { value: 1 })} style={WIDE} />
      </Form.Item>
      {link === "serial" && <Line />}
      <Form.Item name={["connection", "timeout"]} label={say("timeout")} extra={say("timeoutHelp")}>
        <DurationInput label={say("timeout")} placeholder={say("default", { value: durationText("1s", language) })} />
      </Form.Item>
      {link !== "tcp" && (
        <Form.Item name={["connection", "turnaround"]} label={say("turnaround")} extra={say("turnaroundHelp")}>
          <DurationInput
            label={say("turnaround")}
            placeholder={say("default", { value: `${link === "serial" ? 4 : 10} ${say("ms")}` })}
            usual="ms"
          />
        </Form.Item>
      )}
    </div>
  );
}

/** The address or path; each kind keeps what was typed for it. */
function Where({ link }: { readonly link: LinkKind }) {
  const say = useTexts(formTexts);
  const { label, help, needed, example } = {
    tcp: { label: say("tcp"), help: say("tcpHelp"), needed: say("tcpNeeded"), example: "10.0.4.12:502" },
    rtuOverTcp: { label: say("tcp"), help: say("rtuHelp"), needed: say("rtuNeeded"), example: "10.0.4.12:4001" },
    serial: {
      label: say("serial"),
      help: say("serialHelp"),
      needed: say("serialNeeded"),
      example: "/dev/serial/by-id/usb-…",
    },
  }[link];
  return (
    <Form.Item
      key={link}
      name={["connection", link]}
      label={label}
      extra={help}
      rules={[{ required: true, whitespace: true, message: needed }]}
    >
      <Input placeholder={example} autoComplete="off" spellCheck={false} />
    </Form.Item>
  );
}

/** What devices and port must agree on. */
function Line() {
  const say = useTexts(formTexts);
  return (
    <>
      <Form.Item name={["connection", "baud"]} label={say("baud")} extra={say("baudHelp")}>
        <Select
          allowClear
          placeholder={say("default", { value: 9600 })}
          options={BAUDS.map((value) => ({ value, label: String(value) }))}
        />
      </Form.Item>
      <Form.Item name={["connection", "parity"]} label={say("parity")} extra={say("parityHelp")}>
        <Select
          allowClear
          placeholder={say("default", { value: say("parity-none") })}
          options={PARITIES.map((value) => ({ value, label: say(`parity-${value}`) }))}
        />
      </Form.Item>
      <Form.Item name={["connection", "stopBits"]} label={say("stopBits")} extra={say("stopBitsHelp")}>
        <Select
          allowClear
          placeholder={say("default", { value: 1 })}
          options={[1, 2].map((value) => ({ value, label: String(value) }))}
        />
      </Form.Item>
    </>
  );
}
