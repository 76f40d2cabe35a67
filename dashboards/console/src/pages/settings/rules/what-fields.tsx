// What a rule watches and when it raises.
import { AutoComplete, Form, Input, InputNumber, Radio, Select, Switch } from "antd";
import { useEffect } from "react";
import { SEVERITIES } from "#gateway/contract/alarms.ts";
import { pointLabel } from "#gateway/contract/point-labels.ts";
import { useDevices, usePlaces, useProfiles } from "../../../api/campus.ts";
import { campusTexts } from "../../../campus/texts.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { useDeviceLatest } from "../../../live/hooks.ts";
import { Section } from "../../../parts/section.tsx";
import { unitSign } from "../../../words/quantity.ts";
import { DurationInput } from "../devices/duration-input.tsx";
import { isId, proposedId } from "../devices/fields.ts";
import { CONDITIONS, type RuleFields, SCOPES } from "./fields.ts";
import { rulesTexts } from "./texts.ts";

interface Props {
  readonly typed: RuleFields;
  readonly unit: string | null;
  /** The id of the rule that is changed; null: a new one. */
  readonly own: string | null;
  /** Ids that the school's rules have. */
  readonly ids: ReadonlySet<string>;
}

const SCOPE_WORDS = { device: "device", profile: "profileScope", place: "place" } as const;
const TARGET_WORDS = { device: "targetDevice", profile: "targetProfile", place: "targetPlace" } as const;

export function WhatFields({ typed, unit, own, ids }: Props) {
  const say = useTexts(rulesTexts);
  const word = useTexts(campusTexts);
  const form = Form.useFormInstance<RuleFields>();
  const { is, point } = typed;
  useEffect(() => {
    if (own !== null || point === undefined || point === "" || form.isFieldTouched("id")) return;
    if (form.getFieldValue("id") === "") form.setFieldValue("id", proposedId(`${point}-${is.toLowerCase()}`, ids));
  }, [form, own, point, is, ids]);
  return (
    <>
      <Section title={say("where")}>
        <Form.Item<RuleFields> name="scope" noStyle>
          <Radio.Group
            aria-label={say("where")}
            className="rule-scopes"
            onChange={() => form.setFieldValue("target", undefined)}
            options={SCOPES.map((value) => ({ value, label: say(SCOPE_WORDS[value]) }))}
          />
        </Form.Item>
        <div className="settings-fields">
          <TargetField typed={typed} />
          <PointField typed={typed} />
        </div>
      </Section>
      <Section title={say("when")}>
        <div className="settings-fields">
          <Form.Item<RuleFields> name="is" label={say("condition")}>
            <Select options={CONDITIONS.map((value) => ({ value, label: say(value) }))} />
          </Form.Item>
          <LimitField is={is} unit={unit} />
          <Form.Item<RuleFields> name="onDelay" label={say("onDelay")}>
            <DurationInput label={say("onDelay")} placeholder={say("atOnce")} />
          </Form.Item>
          <Form.Item<RuleFields> name="offDelay" label={say("offDelay")}>
            <DurationInput label={say("offDelay")} placeholder={say("atOnce")} />
          </Form.Item>
          {is === "above" || is === "below" ? (
            <Form.Item<RuleFields> name="deadband" label={say("deadband")} extra={say("deadbandHelp")}>
              <InputNumber<number> min={0} className="rule-number" suffix={unitSign(unit ?? "1")} />
            </Form.Item>
          ) : null}
          <Form.Item<RuleFields> name="severity" label={say("severity")}>
            <Select options={SEVERITIES.map((value) => ({ value, label: word(value) }))} />
          </Form.Item>
          <Form.Item<RuleFields>
            name="latched"
            label={say("latched")}
            extra={say("latchedHelp")}
            valuePropName="checked"
          >
            <Switch />
          </Form.Item>
          <Form.Item<RuleFields>
            name="id"
            label={say("id")}
            extra={own === null ? say("idHelp") : say("idFixed")}
            validateTrigger="onBlur"
            rules={[
              {
                validator: (_rule, text: string) => {
                  if (!isId(text ?? "")) return Promise.reject(new Error(say("idWrong")));
                  return own === null && ids.has(text) ? Promise.reject(new Error(say("idTaken"))) : Promise.resolve();
                },
              },
            ]}
          >
            <Input disabled={own !== null} maxLength={32} autoComplete="off" spellCheck={false} />
          </Form.Item>
        </div>
      </Section>
    </>
  );
}

function TargetField({ typed: { scope } }: Pick<Props, "typed">) {
  const say = useTexts(rulesTexts);
  const language = useLanguage();
  const devices = useDevices().data?.devices ?? [];
  const places = usePlaces().data?.places ?? [];
  const profiles = useProfiles().data?.profiles ?? [];
  const used = new Set(devices.map(({ profile }) => profile));
  const options =
    scope === "device"
      ? devices.map(({ id, name }) => ({ value: id, label: name }))
      : scope === "place"
        ? places.map(({ id, name }) => ({ value: id, label: name }))
        : profiles.filter(({ id }) => used.has(id)).map(({ id, label }) => ({ value: id, label: label[language] }));
  return (
    <Form.Item<RuleFields>
      name="target"
      label={say(TARGET_WORDS[scope])}
      rules={[{ required: true, message: say("targetNeeded") }]}
    >
      <Select showSearch={{ optionFilterProp: "label" }} options={options} />
    </Form.Item>
  );
}

/** Points of the model, those that a device of ours has sent, and whatever else somebody types. */
function PointField({ typed: { scope, target } }: Pick<Props, "typed">) {
  const say = useTexts(rulesTexts);
  const language = useLanguage();
  const devices = useDevices().data?.devices ?? [];
  const profiles = useProfiles().data?.profiles ?? [];
  const sent = useDeviceLatest(scope === "device" ? (target ?? "") : "");
  const models = new Set(
    scope === "profile"
      ? [target]
      : devices.filter(({ id, place }) => target === (scope === "device" ? id : place)).map(({ profile }) => profile),
  );
  const known = profiles.filter(({ id }) => models.has(id)).flatMap(({ points }) => points);
  const names = new Map<string, string>(sent.map(({ point }) => [point, pointLabel(point)[language]]));
  for (const { id, label } of known) names.set(id, label[language]);
  return (
    <Form.Item<RuleFields>
      name="point"
      label={say("point")}
      rules={[{ required: true, whitespace: true, message: say("pointNeeded") }]}
    >
      <AutoComplete
        showSearch={{ filterOption: (typed, option) => String(option?.label ?? "").includes(typed) }}
        options={[...names].map(([value, name]) => ({
          value,
          label: name === value ? value : `${name} ${value}`,
        }))}
      >
        <Input maxLength={32} autoComplete="off" spellCheck={false} />
      </AutoComplete>
    </Form.Item>
  );
}

function LimitField({ is, unit }: { readonly is: RuleFields["is"]; readonly unit: string | null }) {
  const say = useTexts(rulesTexts);
  const needed = { required: true, message: say("limitNeeded") };
  if (is === "equals")
    return (
      <Form.Item<RuleFields> name="equals" label={say("limit")} extra={say("equalsHelp")} rules={[needed]}>
        <AutoComplete options={[{ value: "true" }, { value: "false" }]}>
          <Input maxLength={256} autoComplete="off" spellCheck={false} />
        </AutoComplete>
      </Form.Item>
    );
  if (is === "above" || is === "below")
    return (
      <Form.Item<RuleFields> name="limit" label={say("limit")} rules={[needed]}>
        <InputNumber<number> className="rule-number" suffix={unitSign(unit ?? "1")} />
      </Form.Item>
    );
  return (
    <Form.Item<RuleFields> name="time" label={say("time")} rules={[needed]}>
      <DurationInput label={say("time")} placeholder="" usual="min" />
    </Form.Item>
  );
}
