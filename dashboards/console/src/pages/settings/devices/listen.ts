// Where devices reach the gateway over MQTT, read from the text of campus.yaml. Pure.

export interface MqttAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Only this machine reaches it. */
  readonly loopback: boolean;
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;
/** Every address of the machine. */
const ANYWHERE = /^(0\.0\.0\.0|\[::\]|\*)?$/;

/** The part below `listen`, in either way of writing it. */
function listenPart(text: string): string {
  const [, flow] = /^listen:[ \t]*\{([^}]*)\}/m.exec(text) ?? [];
  if (flow !== undefined) return flow;
  const [, block] = /^listen:[ \t]*(?:#.*)?\r?\n((?:(?:[ \t]+.*|[ \t]*#.*)?(?:\r?\n|$))*)/m.exec(text) ?? [];
  return (block ?? "").replace(/^[ \t]*#.*$/gm, "");
}

/** The address for devices, mqtts before mqtt; `shown` is the host under which the page was reached. Null where there is no port. */
export function mqttAddress(text: string, shown: string): MqttAddress | null {
  const part = listenPart(text);
  for (const key of ["mqtts", "mqtt"]) {
    const [, host = "", digits = "0"] =
      new RegExp(String.raw`(?:^|[\s,"'])${key}["']?:\s*["']?([^\s,"']*):(\d+)`, "m").exec(part) ?? [];
    const port = Number(digits);
    if (port === 0) continue;
    return { host: ANYWHERE.test(host) ? shown : host, port, tls: key === "mqtts", loopback: LOOPBACK.test(host) };
  }
  return null;
}
