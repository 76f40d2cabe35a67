// One field of a connection that is typed or chosen, with its label, one sentence, and whether it must be there.
import { Form, Input, InputNumber, Select } from "antd";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { connectionKey } from "../../../words/connection.ts";
import { durationText } from "../../../words/duration.ts";
import { DurationInput } from "./duration-input.tsx";
import { formTexts } from "./form-texts.ts";
import { networkTexts } from "./network-texts.ts";

const WIDE = { width: "100%" } as const;

interface LineProps {
  readonly name: string;
  readonly help: string;
  readonly example?: string;
  readonly needed?: boolean;
}

/** A text. */
export function Line({ name, help, example = "", needed = false }: LineProps) {
  const say = useTexts(networkTexts);
  const label = connectionKey(name, useLanguage());
  return (
    <Form.Item
      key={name}
      name={["connection", name]}
      label={label}
      extra={help}
      rules={needed ? [{ required: true, whitespace: true, message: say("needed") }] : []}
    >
      <Input placeholder={example} autoComplete="off" spellCheck={false} />
    </Form.Item>
  );
}

/** A number that has a default. */
export function Count({ name, help, usual, most }: LineProps & { readonly usual: number; readonly most?: number }) {
  const say = useTexts(formTexts);
  return (
    <Form.Item name={["connection", name]} label={connectionKey(name, useLanguage())} extra={help}>
      <InputNumber
        min={0}
        max={most ?? Number.MAX_SAFE_INTEGER}
        placeholder={say("default", { value: usual })}
        style={WIDE}
      />
    </Form.Item>
  );
}

/** A duration that has a default. */
export function Span({ name, help, usual }: LineProps & { readonly usual: string }) {
  const say = useTexts(formTexts);
  const language = useLanguage();
  const label = connectionKey(name, language);
  const placeholder = say("default", { value: durationText(usual, language) });
  return (
    <Form.Item name={["connection", name]} label={label} extra={help}>
      <DurationInput label={label} placeholder={placeholder} {...(usual.endsWith("min") && { usual: "min" })} />
    </Form.Item>
  );
}

/** One of a few words; without `none` it must be chosen or has a default. */
export function OneOf({
  name,
  help,
  options,
  placeholder,
}: LineProps & { readonly options: readonly string[]; readonly placeholder: string }) {
  return (
    <Form.Item name={["connection", name]} label={connectionKey(name, useLanguage())} extra={help}>
      <Select allowClear placeholder={placeholder} options={options.map((value) => ({ value, label: value }))} />
    </Form.Item>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly on: string;
  readonly off: string;
}

/** Yes or no in words; not chosen is no. */
export function Choice({ name, label, help, on, off }: ChoiceProps) {
  return (
    <Form.Item name={["connection", name]} label={label} extra={help}>
      <Select
        placeholder={off}
        options={[
          { value: false, label: off },
          { value: true, label: on },
        ]}
      />
    </Form.Item>
  );
}
