// After saving: the device live at once, with the time that its first reading took, and the ways on.
import { LoadingOutlined } from "@ant-design/icons";
import { Alert, Button, Flex } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useDeviceMap, useProfileMap } from "../../../api/campus.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { useNow } from "../../../live/clock.ts";
import { useDeviceLatest } from "../../../live/hooks.ts";
import { Quantity } from "../../../parts/quantity.tsx";
import { Section } from "../../../parts/section.tsx";
import { pointName } from "../../../words/points.ts";
import type { Item } from "../change/merge.ts";
import { formTexts } from "./form-texts.ts";
import { Secret } from "./secret.tsx";
import { trialTexts } from "./trial-texts.ts";

interface Props {
  readonly device: Item;
  /** Gateway's time of saving, ms. */
  readonly atMs: number;
  readonly secret: string | null;
  again(): void;
  another(): void;
}

export function SavedDevice({ device, atMs, secret, again, another }: Props) {
  const say = useTexts(trialTexts);
  const form = useTexts(formTexts);
  const id = String(device.id);
  return (
    <div className="settings-form">
      <Section title={form("saved", { name: String(device.name) })}>
        <Flex vertical gap="middle">
          <FirstReading device={device} atMs={atMs} />
          <Flex gap="small" wrap>
            <Link to={`/devices/${encodeURIComponent(id)}`}>
              <Button type="primary" tabIndex={-1}>
                {say("look")}
              </Button>
            </Link>
            <Button onClick={again}>{say("again")}</Button>
            <Button onClick={another}>{say("another")}</Button>
            <Link to="/settings/devices">
              <Button tabIndex={-1}>{say("toList")}</Button>
            </Link>
          </Flex>
        </Flex>
      </Section>
      {secret === null ? null : (
        <Section title={say("secretTitle")}>
          <Secret device={device} secret={secret} />
        </Section>
      )}
    </div>
  );
}

/** From here on a person should hear that something may be wrong. */
const LONG_S = 20;

function FirstReading({ device, atMs }: { readonly device: Item; readonly atMs: number }) {
  const say = useTexts(trialTexts);
  const language = useLanguage();
  const now = useNow();
  const id = String(device.id);
  const known = useDeviceMap().get(id);
  const profile = useProfileMap().get(String(device.profile));
  const points = useDeviceLatest(id).filter(
    ({ receivedAt, reason }) => receivedAt !== null && Date.parse(receivedAt) >= atMs && reason !== "disabled",
  );
  // Later readings replace the first one's time, so it is kept when it is seen.
  const [first, setFirst] = useState<number | null>(null);
  if (first === null && points.length > 0)
    setFirst(Math.min(...points.map(({ receivedAt }) => Date.parse(receivedAt ?? ""))));
  const isPush = device.driver === "mqtt";
  if (known === undefined) return <Alert type="info" showIcon title={say("gone")} />;
  if (device.enabled === false) return <Alert type="info" showIcon title={say("off")} />;
  if (first === null) {
    const n = Math.max(0, Math.floor((now - atMs) / 1000));
    return (
      <Alert
        type="info"
        showIcon
        icon={<LoadingOutlined />}
        title={say(isPush ? "waitingPush" : "waiting", { n })}
        description={n < LONG_S ? null : say(isPush ? "waitingLongPush" : "waitingLong")}
      />
    );
  }
  return (
    <>
      <div aria-live="polite">{say("first", { n: ((first - atMs) / 1000).toFixed(1) })}</div>
      <table className="trial-values">
        <tbody>
          {points.map((point) => (
            <tr key={point.point}>
              <th scope="row">{pointName(point.point, known, profile, language)}</th>
              <td>
                <Quantity point={point} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
