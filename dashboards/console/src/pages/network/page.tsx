// The network as one sentence and a tree: which part is down, and what that takes along; below it who is there and not in the register.
import { Alert, Empty, Tag } from "antd";
import { Link } from "react-router";
import { useGet } from "../../api/queries.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { DeviceLink } from "../../parts/device-link.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { useCan } from "../../session/session.tsx";
import { Findings } from "./findings.tsx";
import { NetworkLine } from "./line.tsx";
import { networkTexts } from "./texts.ts";
import { type Network, rowsOf } from "./tree.ts";
import "./network.css";

/** Probes are asked a few times a minute. */
const REFRESH_MS = 5000;
const TYPES = { fine: "success", down: "error", unknown: "info", none: "info" } as const;

export default function NetworkPage() {
  const say = useTexts(networkTexts);
  const query = useGet<Network>("/network", { refresh: REFRESH_MS });
  const maySeeRegister = useCan("assets.read");
  return (
    <Page title={say("title")} lead={say("lead")}>
      <Loaded query={query} empty={({ verdict }) => verdict === "none"} nothing={<NoPlaces />}>
        {(network) => <Shown network={network} />}
      </Loaded>
      {maySeeRegister ? <Findings /> : null}
    </Page>
  );
}

function Shown({ network }: { readonly network: Network }) {
  const say = useTexts(networkTexts);
  const language = useLanguage();
  const can = useCan("alarms.read");
  const { verdict, sentence, causes, devices } = network;
  const names = new Map(devices.map(({ device, name }) => [device, name]));
  return (
    <>
      <Alert
        type={TYPES[verdict]}
        showIcon
        role="status"
        className="network-sentence"
        title={sentence[language]}
        {...(verdict === "down" && can ? { action: <Link to="/alarms">{say("alarms")}</Link> } : {})}
      />
      {causes.length === 0 ? null : (
        <ul className="panel network-causes">
          {causes.map(({ device, name, level, behind }, at) => (
            <li key={device ?? at}>
              <Tag>{say(level)}</Tag> {device === null ? name : <DeviceLink id={device} />}{" "}
              {behind === 0 ? null : <span className="quiet">{say("behind", { n: behind })}</span>}
            </li>
          ))}
        </ul>
      )}
      <ul className="panel network-tree" aria-label={say("list")}>
        {rowsOf(devices).map(({ device, depth }) => (
          <NetworkLine key={device.device} device={device} depth={depth} names={names} />
        ))}
      </ul>
    </>
  );
}

function NoPlaces() {
  const say = useTexts(networkTexts);
  const can = useCan("config.write");
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("none")}>
      {can ? <Link to="/settings">{say("addDevice")}</Link> : null}
    </Empty>
  );
}
