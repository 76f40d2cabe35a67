// What a device that sends to us must be told: address, user, secret (shown this once), topics, and an example to copy.
import { CopyOutlined } from "@ant-design/icons";
import { Alert, Button, Flex } from "antd";
import { useTexts } from "../../../i18n/texts.ts";
import { CopyButton, useCopy } from "../../../parts/copy-link.tsx";
import { useConfig } from "../change/config.ts";
import type { Item } from "../change/merge.ts";
import { mqttAddress } from "./listen.ts";
import { trialTexts } from "./trial-texts.ts";

interface Props {
  readonly device: Item;
  readonly secret: string;
}

export function Secret({ device, secret }: Props) {
  const say = useTexts(trialTexts);
  const copy = useCopy();
  const text = useConfig().data?.text ?? "";
  const address = mqttAddress(text, window.location.hostname);
  const id = String(device.id);
  const { username = id, clientId = id } = (device.mqtt ?? {}) as { username?: string; clientId?: string };
  const topic = (name: string) => `campus/v1/${id}/${name}`;
  const host = address?.host ?? window.location.hostname;
  const port = String(address?.port ?? (address?.tls === true ? 8883 : 1883));
  const rows: readonly (readonly [name: string, value: string])[] = [
    [say("host"), host],
    [say("port"), port],
    [say("tls"), address?.tls === true ? say("tlsYes") : say("tlsNo")],
    [say("user"), username],
    [say("client"), clientId],
    [say("secret"), secret],
    [say("telemetry"), topic("telemetry")],
    [say("event"), topic("event")],
    [say("command"), topic("command")],
  ];
  const tls = address?.tls === true ? " --cafile gateway.pem" : "";
  const example = `mosquitto_pub -h ${host} -p ${port}${tls} -V mqttv311 -q 1 \\
  -u '${username}' -i '${clientId}' -P '${secret}' \\
  -t ${topic("telemetry")} -m '{"points":{"temperature":23.4}}'`;
  return (
    <Flex vertical gap="small">
      <Alert type="warning" showIcon title={say("secretOnce")} />
      {address === null ? <Alert type="warning" showIcon title={say("noPort")} /> : null}
      {address?.loopback === true ? <Alert type="info" showIcon title={say("loopback")} /> : null}
      <dl className="facts-copy">
        {rows.map(([name, value]) => (
          <Row key={name} name={name} value={value} copy={() => void copy(value)} />
        ))}
      </dl>
      <div className="quiet">{say("example")}</div>
      <pre className="code-block">{example}</pre>
      <Flex gap="small" wrap>
        <CopyButton text={say("copyAll")} value={() => rows.map(([name, value]) => `${name}: ${value}`).join("\n")} />
        <CopyButton text={`${say("copy")}: ${say("example")}`} value={() => example} />
      </Flex>
    </Flex>
  );
}

function Row({ name, value, copy }: { readonly name: string; readonly value: string; copy(): void }) {
  const say = useTexts(trialTexts);
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <code>{value}</code>
      </dd>
      <Button type="text" size="small" icon={<CopyOutlined />} aria-label={`${say("copy")} ${name}`} onClick={copy} />
    </>
  );
}
