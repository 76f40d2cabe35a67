// What a computed device is computed from: points of others, or whole devices, and the settings of its profile.
import { Form, Select } from "antd";
import { useDeviceMap, useProfileMap } from "../../../api/campus.ts";
import type { Profile } from "../../../api/types.ts";
import { type Language, useLanguage, useTexts } from "../../../i18n/texts.ts";
import { connectionKey } from "../../../words/connection.ts";
import { pointName } from "../../../words/points.ts";
import { Count, Span } from "./connection-line.tsx";
import { networkTexts } from "./network-texts.ts";

const OWN_LABELS = ["intake", "outlet", "value", "l1", "l2", "l3"] as const;
const SETTINGS = ["oldest", "window", "least", "wrapsAt", "reserve", "difference", "current", "for"] as const;

export function DerivedFields({ profile }: { readonly profile: Profile | undefined }) {
  const say = useTexts(networkTexts);
  const inputs = profile?.inputs ?? [];
  return (
    <div className="settings-fields">
      {inputs.length === 0 ? <WholeDevices /> : <Inputs inputs={inputs} />}
      {Object.entries(profile?.settings ?? {}).map(([name, usual]) => {
        const known = SETTINGS.find((setting) => setting === name);
        const help = known === undefined ? "" : say(known);
        return typeof usual === "number" ? (
          <Count key={name} name={name} help={help} usual={usual} />
        ) : (
          <Span key={name} name={name} help={help} usual={usual} />
        );
      })}
    </div>
  );
}

/** Devices that may be inputs, and their points, for choosing. */
function useSources() {
  const language = useLanguage();
  const profiles = useProfileMap();
  const devices = [...useDeviceMap().values()].filter(({ driver }) => driver !== "derived");
  return {
    devices: devices.map(({ id, name }) => ({ value: id, label: name, words: `${name} ${id}` })),
    points: devices.map((device) => ({
      label: device.name,
      options: Object.keys(device.points ?? {}).map((point) => {
        const label = `${device.name} · ${pointName(point, device, profiles.get(device.profile), language)}`;
        return { value: `${device.id}.${point}`, label, words: `${label} ${device.id} ${point}` };
      }),
    })),
    profiles: [...new Set(devices.map(({ profile }) => profile))].map((id) => {
      const label = profiles.get(id)?.label[language] ?? id;
      return { value: id, label, words: `${label} ${id}` };
    }),
  };
}

const FOUND = { optionFilterProp: "words" } as const;

function Inputs({ inputs }: { readonly inputs: NonNullable<Profile["inputs"]> }) {
  const say = useTexts(networkTexts);
  const language = useLanguage();
  const { devices, points } = useSources();
  const chosen: unknown = Form.useWatch(["connection", "inputs"], { preserve: true });
  const hasOwn = Object.values(Object(chosen)).some((source) => source !== undefined);
  return (
    <>
      <Form.Item
        name={["connection", "of"]}
        label={connectionKey("of", language)}
        extra={say("of")}
        rules={hasOwn ? [] : [{ required: true, message: say("needed") }]}
      >
        <Select allowClear showSearch={FOUND} options={devices} />
      </Form.Item>
      {inputs.map(({ id, optional }) => (
        <Form.Item
          key={id}
          name={["connection", "inputs", id]}
          label={inputName(id, say, language)}
          extra={`${say("input")}${optional ? say("inputOptional") : ""}`}
        >
          <Select allowClear showSearch={FOUND} options={points} />
        </Form.Item>
      ))}
    </>
  );
}

function inputName(id: string, say: (key: (typeof OWN_LABELS)[number]) => string, language: Language): string {
  const own = OWN_LABELS.find((label) => label === id);
  return own === undefined ? pointName(id, undefined, undefined, language) : say(own);
}

function WholeDevices() {
  const say = useTexts(networkTexts);
  const language = useLanguage();
  const { devices, profiles } = useSources();
  const others: unknown = Form.useWatch(["connection", "profiles"], { preserve: true });
  const hasProfiles = Array.isArray(others) && others.length > 0;
  return (
    <>
      <Form.Item
        name={["connection", "devices"]}
        label={connectionKey("devices", language)}
        extra={say("devices")}
        rules={hasProfiles ? [] : [{ required: true, message: say("needed") }]}
      >
        <Select mode="multiple" allowClear showSearch={FOUND} options={devices} />
      </Form.Item>
      <Form.Item name={["connection", "profiles"]} label={connectionKey("profiles", language)} extra={say("profiles")}>
        <Select mode="multiple" allowClear showSearch={FOUND} options={profiles} />
      </Form.Item>
    </>
  );
}
