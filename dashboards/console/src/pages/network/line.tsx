// One device of the network: where it stands, whether it is reached, and why not.
import { CheckOutlined, DisconnectOutlined, MinusCircleOutlined, PauseOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import type { NodeState } from "#gateway/contract/network.ts";
import { useTexts } from "../../i18n/texts.ts";
import { DeviceLink } from "../../parts/device-link.tsx";
import { quantityText } from "../../words/quantity.ts";
import { networkTexts } from "./texts.ts";
import type { NetworkDevice } from "./tree.ts";

const INDENT_PX = 22;
const ICONS: Readonly<Record<NodeState, ReactNode>> = {
  up: <CheckOutlined aria-hidden />,
  down: <DisconnectOutlined aria-hidden />,
  unknown: <MinusCircleOutlined aria-hidden />,
  disabled: <PauseOutlined aria-hidden />,
};

interface Props {
  readonly device: NetworkDevice;
  readonly depth: number;
  /** Names of the devices that the reader may see. */
  readonly names: ReadonlyMap<string, string>;
}

export function NetworkLine({ device, depth, names }: Props) {
  const say = useTexts(networkTexts);
  const { state, explained, explainedBy, level, figures } = device;
  const isCause = state === "down" && !explained;
  const why = () => {
    if (!explained) return null;
    const name = explainedBy === null ? undefined : names.get(explainedBy);
    return <small className="quiet">{name === undefined ? say("becauseUnseen") : say("because", { name })}</small>;
  };
  return (
    <li className={`network-line${isCause ? " network-cause" : ""}`} data-device={device.device}>
      <span className="network-name" style={{ paddingLeft: depth * INDENT_PX }}>
        <DeviceLink id={device.device} /> <small className="quiet">{say(level)}</small>
      </span>
      <span className={`state state-${isCause ? "down" : state === "up" ? "fine" : "never"}`}>
        {ICONS[state]}
        {say(state)}
      </span>
      <span className="quiet">
        {why() ?? figures.map(({ value, unit }) => quantityText(value, unit, "", "")).join(" · ")}
      </span>
    </li>
  );
}
