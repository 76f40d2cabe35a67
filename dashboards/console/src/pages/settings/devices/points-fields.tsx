// The points of a device over its profile: another name, unit or deadband; for formats that may send any point, a list of one's own.
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Flex, Form, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { UNITS } from "#gateway/contract/units.ts";
import type { Profile } from "../../../api/types.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { pointName } from "../../../words/points.ts";
import { unitSign } from "../../../words/quantity.ts";
import { type DeviceFields, isId, type PointFields } from "./fields.ts";
import { formTexts } from "./form-texts.ts";

interface Props {
  readonly profile: Profile | undefined;
  readonly points: DeviceFields["points"];
  readonly disabled: boolean;
  change(points: DeviceFields["points"]): void;
}

const UNIT_OPTIONS = UNITS.map((unit) => {
  const sign = unitSign(unit);
  return { value: unit, label: sign === unit || sign === "" ? unit : `${sign} (${unit})` };
});
const TYPES = ["number", "boolean", "text"] as const;
const TYPE_WORDS = { number: "typeNumber", boolean: "typeBoolean", text: "typeText" } as const;
const WIDE = { width: "100%" } as const;

export function PointsFields({ profile, points, disabled, change }: Props) {
  const say = useTexts(formTexts);
  const language = useLanguage();
  const known = profile?.points ?? [];
  const ids = [...new Set([...known.map(({ id }) => id), ...Object.keys(points)])];
  const anyPoint = profile !== undefined && known.length === 0;
  const remove = (id: string) => change(Object.fromEntries(Object.entries(points).filter(([key]) => key !== id)));
  return (
    <div className="points-form">
      <span className="quiet">{anyPoint ? say("pointsNone") : say("pointsHelp")}</span>
      {ids.length === 0 ? null : (
        <div className="points-row points-head" aria-hidden>
          {(["pointId", "pointName", "pointUnit", anyPoint ? "pointType" : "pointDeadband"] as const).map((key) => (
            <span key={key}>{say(key)}</span>
          ))}
        </div>
      )}
      {ids.map((id) => {
        const label = pointName(id, undefined, profile, language);
        const unit = known.find((point) => point.id === id)?.unit;
        const named = (key: string) => `${label}: ${key}`;
        return (
          <div key={id} className="points-row">
            <span className="points-id">
              {label}
              {label === id ? null : <small className="quiet">{id}</small>}
            </span>
            <Form.Item name={["points", id, "name"]}>
              <Input maxLength={64} placeholder={label} aria-label={named(say("pointName"))} />
            </Form.Item>
            <Form.Item name={["points", id, "unit"]}>
              <Select
                allowClear
                showSearch
                placeholder={unit === undefined ? "" : unitSign(unit)}
                aria-label={named(say("pointUnit"))}
                options={UNIT_OPTIONS}
              />
            </Form.Item>
            {anyPoint ? (
              <Form.Item name={["points", id, "type"]}>
                <Select
                  allowClear
                  aria-label={named(say("pointType"))}
                  options={TYPES.map((value) => ({ value, label: say(TYPE_WORDS[value]) }))}
                />
              </Form.Item>
            ) : (
              <Form.Item name={["points", id, "deadband"]}>
                <InputNumber min={0} placeholder="0" style={WIDE} aria-label={named(say("pointDeadband"))} />
              </Form.Item>
            )}
            {known.some((point) => point.id === id) || disabled ? null : (
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={say("removePoint", { id })}
                onClick={() => remove(id)}
              />
            )}
          </div>
        );
      })}
      {anyPoint && !disabled ? (
        <AddPoint taken={ids} add={(id) => change({ ...points, [id]: {} satisfies PointFields })} />
      ) : null}
    </div>
  );
}

function AddPoint({ taken, add }: { readonly taken: readonly string[]; add(id: string): void }) {
  const say = useTexts(formTexts);
  const [id, setId] = useState("");
  const wrong = id !== "" && (!isId(id) || taken.includes(id));
  const put = () => {
    if (id === "" || wrong) return;
    add(id);
    setId("");
  };
  return (
    <Flex gap="small" wrap>
      <Input
        className="settings-search"
        aria-label={say("newPoint")}
        placeholder={say("newPoint")}
        value={id}
        {...(wrong ? { status: "error" as const } : {})}
        onChange={(event) => setId(event.target.value)}
        onPressEnter={(event) => {
          event.preventDefault();
          put();
        }}
      />
      <Button icon={<PlusOutlined />} disabled={id === "" || wrong} onClick={put}>
        {say("addPoint")}
      </Button>
    </Flex>
  );
}
