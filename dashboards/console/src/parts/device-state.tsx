// How a device is: a word with an icon; colour only for what is abnormal.
import {
  CheckOutlined,
  ClockCircleOutlined,
  DisconnectOutlined,
  MinusCircleOutlined,
  PauseOutlined,
  WarningOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Device } from "../api/types.ts";
import { useTexts } from "../i18n/texts.ts";
import { useAtNow } from "../live/clock.ts";
import { useDeviceLatest, useLine } from "../live/hooks.ts";
import { type Condition, conditionOf } from "../words/device-condition.ts";
import { useWords } from "../words/speech.ts";
import { wordTexts } from "../words/texts.ts";
import { ageText } from "../words/time.ts";
import { deviceTexts } from "./device-texts.ts";
import "./device.css";

const ICONS: Readonly<Record<Condition, ReactNode>> = {
  down: <DisconnectOutlined aria-hidden />,
  bad: <WarningOutlined aria-hidden />,
  stale: <ClockCircleOutlined aria-hidden />,
  never: <MinusCircleOutlined aria-hidden />,
  fine: <CheckOutlined aria-hidden />,
  disabled: <PauseOutlined aria-hidden />,
};

/** The word alone, for one that already knows the condition. */
export function ConditionWord({ condition }: { readonly condition: Condition }) {
  const say = useTexts(deviceTexts);
  return (
    <span className={`state state-${condition}`}>
      {ICONS[condition]}
      {say(condition)}
    </span>
  );
}

/** How the device is now; `why` adds since when and for what reason. */
export function DeviceState({ device, why = false }: { readonly device: Device; readonly why?: boolean }) {
  const points = useDeviceLatest(device.id);
  const line = useLine();
  const condition = useAtNow((now) => conditionOf(device, points, now, line));
  return (
    <span>
      <ConditionWord condition={condition} />
      {why ? <StateReason device={device} condition={condition} /> : null}
    </span>
  );
}

/** Since when it is so, and why, where that is known; nothing for a device that is as it should be. */
export function StateReason({ device, condition }: { readonly device: Device; readonly condition: Condition }) {
  const say = useTexts(wordTexts);
  const words = useWords();
  const { since = null, reason = null } = device;
  const age = useAtNow((now) => (since === null ? "" : ageText(now - Date.parse(since), say)));
  if (condition !== "down") return null;
  const parts = [reason === null ? "" : words.code(reason), age].filter((part) => part !== "");
  return parts.length === 0 ? null : <small className="quiet state-why">{parts.join(" · ")}</small>;
}
