// The text of a first campus.yaml: the virtual campus, with a reason beside every line that an operator will want to change.
import { ALARM_RULES, type RuleSpec } from "../demo/alarm-data.ts";
import {
  CAMPUS,
  DERIVED,
  type DerivedSpec,
  LINK_KINDS,
  MODBUS,
  type ModbusSpec,
  MQTT,
  type MqttSpec,
  OWN,
  PLACES,
  type PointSpec,
} from "../demo/campus-data.ts";
import { NETWORK, type NetworkSpec, USUAL_NETWORK_PORT } from "../demo/network-data.ts";
import {
  SWITCH_HOST,
  SWITCH_PLACE,
  SWITCH_SECRET,
  SWITCH_UPLINK,
  SWITCHES,
  type SwitchSpec,
} from "../demo/switch-data.ts";
import { type Beside, sectionText } from "./campus-link.ts";
import { USUAL_LINK_PORTS } from "./links.ts";

/**
 * The whole text; `sha256Of` gives the SHA-256 of a device's secret. `local`: HTTPS for this machine only. `beside`: the county, if there is one.
 * `modem`: the port of the modem that is played.
 */
export function campusYaml(
  sha256Of: (device: string) => string,
  local: boolean,
  beside: Beside | null = null,
  modem = "/dev/serial/by-id/modem",
): string {
  return `# 校园网关的配置。改完保存即可, 网关两秒内自动重新读取; 写错了会说明哪一行, 并继续用原来的配置。
# Configuration of this campus. Save it and the gateway reads it again within two seconds; a mistake is reported
# with its line, and the running configuration stays. All options: docs/campus-yaml.md
#
# 这是一所虚拟学校: 学校、设备、数据都是模拟的。 / This is a virtual campus: the school, its devices and its data are simulated.

# 学校: id 用于时序库和县级平台, 以后不要改 / the id appears in InfluxDB and at the county: choose it once
campus:
  id: ${CAMPUS.id}
  name: ${CAMPUS.name}
  timezone: Asia/Shanghai
  simulated: true             # 每个页面都会标明"模拟数据"; 接入真实设备时删掉这一行 / every page says so; take this line out for a real school

# 只打开这里写明的端口 / no port is open that is not named here
listen:
  http: 127.0.0.1:8080        # 仅本机, 不加密 / this machine only, not encrypted
  https: ${local ? "127.0.0.1" : "0.0.0.0"}:8443${local ? "      " : "        "}# ${local ? "改成 0.0.0.0:8443 供局域网使用 / 0.0.0.0:8443 opens it to the LAN" : "局域网用; 证书由网关自己签发 / for the LAN, with the gateway's own certificate"}
  mqtt: 127.0.0.1:1883        # 仅本机设备 / devices on this machine only
  # mqtts: 0.0.0.0:8883       # 其他机器上的设备走加密连接 / devices elsewhere come encrypted

# 日志保留多久; 超过 maxSize 时先删最旧的读数 / how long the journal keeps entries; at maxSize the oldest readings go first
journal:
  keepReadings: 7d
  keepOther: 190d
  maxSize: 8GB

# 场所; key: true 表示重点部位 / places; key: true marks a key place
places:
${PLACES.map(({ id, name, class: kind, key }) => `  - { id: ${id}, name: ${quoted(name)}, class: ${kind}${key ? ", key: true" : ""} }\n`).join("")}
devices:
  # ---- 机房: 一台串口服务器后面的 Modbus 设备; 同一个地址就是同一条总线, 轮流询问
  # ---- Machine room: Modbus devices behind one serial server. The same address is the same bus: one is asked after the other.
${MODBUS.filter(({ link }) => link === "mr1")
  .map(modbusLines)
  .join("")}
  # ---- 机柜配电: 一台只透传字节的串口服务器 (RTU over TCP); 本机串口写 serial: /dev/serial/by-id/…, baud: 9600
  # ---- Power of the racks: a serial server that passes bytes on. A port of this machine is serial: /dev/serial/by-id/…, baud: 9600
${MODBUS.filter(({ link }) => link === "pdu")
  .map(modbusLines)
  .join("")}
  # ---- 校园开关量: 另一台串口服务器 / contacts around the campus, behind another serial server
${MODBUS.filter(({ link }) => link === "io")
  .map(modbusLines)
  .join("")}
  # ---- 网络探测: 出口、核心、各楼; network 写明谁在谁后面, 断在一处只报一处 (每台在本机有一个自己的地址)
  # ---- Probes of the network: exit, core, buildings. network says who is behind whom, so that one break is one alarm.
${NETWORK.map(networkLines).join("")}
  # ---- 核心交换机 (SNMP, 只读): 端口和流量; 地址表与设备台账比对, 找出未登记的电脑。community 在文件里, 不写在这里
  # ---- The core switch (SNMP, read only): ports and traffic; its tables of addresses against the register find unknown computers.
${SWITCHES.map(switchLines).join("")}
  # ---- 主动上报的设备 (MQTT)。credential 是密钥的 SHA-256; 新密钥: node provisioning/new-device-secret.ts 设备ID
  # ---- Devices that send to us (MQTT). credential is the SHA-256 of the secret; a new one: node provisioning/new-device-secret.ts ID
${MQTT.map((spec) => mqttLines(spec, sha256Of(spec.id))).join("")}
  # ---- 由其他设备计算得出, 不用询问; 种类见 device-drivers/derived / computed from the others and never asked; kinds: device-drivers/derived
${DERIVED.map(derivedLine).join("")}
  # ---- 没有人扮演这台设备, 留给你发第一条消息 (密钥在 devices/${OWN.id}.secret)
  # ---- Nobody plays this device: it is for your own first message (secret in devices/${OWN.id}.secret)
${mqttLines(OWN, sha256Of(OWN.id))}
# 告警规则: 超过界限多久才告警 (onDelay), 回落多少才解除 (deadband), 需要人工复位的写 latched
# Alarm rules: for how long beyond the limit (onDelay), how far back until it is over (deadband), latched where a person must reset it
alarms:
${ALARM_RULES.map(ruleLines).join("")}
${notifyText(modem, beside !== null)}
${sectionText(beside)}
# 时序库, 可以不配; npm run provision -- influxdb 会准备好并写上 / time series database, optional; that command prepares it and writes this:
# influx: { url: "http://127.0.0.1:8086", version: 1, database: campus }
`;
}

/** `escalates`: there is a county, which hears last. */
function notifyText(modem: string, escalates: boolean): string {
  return `# 岗位: 谁在岗由控制台的"值班"页面安排 / posts: who is on duty is arranged on the console's page 值班
duty:
  posts:
    - { id: guard, name: 东门门卫室, place: guard-e }
    - { id: it-teacher, name: 信息技术教师 }
    - { id: leader, name: 带班领导 }
    - { id: vp-safety, name: 分管安全副校长 }

# 升级通知: 没有人确认时, 多久以后、用哪些方式通知谁 / escalation: whom to tell, when and how, as long as nobody has acknowledged
notify:
  night: { from: "22:00", to: "06:30" }
  modem: { serial: ${JSON.stringify(modem)}, baud: 115200 }   # 模拟的 4G 模块: 没有人会接到真的电话 / a simulated modem: nobody is really called
  roads:
    - { id: post, kind: post, name: 岗位电脑语音 }
    - { id: call, kind: modem-call, name: 4G 电话 }
    - { id: sms, kind: modem-sms, name: 4G 短信 }
    # - { id: group, kind: dingtalk, name: 值班群, urlFile: group.url, secretFile: group.secret }   # 钉钉群机器人; 企业微信 wecom, 飞书 feishu / a group's robot
${escalates ? "    - { id: county, kind: county, name: 县级平台 }\n" : ""}  plans:
    - id: everything
      severities: [critical, high]
      steps:
        - { after: 0s, to: guard, by: [post] }
        - { after: 2min, to: it-teacher, by: [call, sms] }
        - { after: 10min, to: leader, by: [call, sms] }
${escalates ? "        - { after: 20min, to: county, by: [county] }   # 还没有人确认: 县级平台置顶显示 / nobody has acknowledged: the county's desk sees it\n" : ""}        - { after: 30min, to: vp-safety, by: [sms] }
  # 今日平安: 早晚各三句话发给带班领导, 节假日也发; 也可以写个人编号 (p-…) / three lines for the leader, morning and evening, holidays too
  sheet: { to: [leader], by: [sms], morning: "08:15", evening: "22:00" }
`;
}

function ruleLines({ id, when, severity, zh, en, actionZh, actionEn }: RuleSpec): string {
  return `  - { id: ${id}, ${when}, severity: ${severity},
      text: { zh-CN: ${JSON.stringify(zh)}, en: ${JSON.stringify(en)} },
      action: { zh-CN: ${JSON.stringify(actionZh)}, en: ${JSON.stringify(actionEn)} } }
`;
}

function modbusLines(spec: ModbusSpec): string {
  const { id, name, profile, place, link, unit, every, onChange, enabled, remark } = spec;
  return [
    `  - id: ${id}`,
    `    name: ${quoted(name)}`,
    "    driver: modbus",
    `    profile: ${profile}`,
    `    place: ${place}`,
    `    connection: { ${LINK_KINDS[link]}: "127.0.0.1:${USUAL_LINK_PORTS[link]}", unit: ${unit}, timeout: 1s }${remark === undefined ? "" : `   # ${remark}`}`,
    `    every: ${every}`,
    ...(onChange
      ? [
          "    report: { onChange: true, atLeast: 60s }   # 有变化才记一条, 至少每分钟一条 / an entry on a change, and one a minute",
        ]
      : []),
    ...pointLines(spec.points),
    ...(enabled === false ? ["    enabled: false"] : []),
    "",
  ].join("\n");
}

function derivedLine({ id, name, profile, place, connection }: DerivedSpec): string {
  return `  - { id: ${id}, name: ${quoted(name)}, driver: derived, profile: ${profile}, place: ${place}, connection: ${connection} }\n`;
}

function networkLines({ id, name, place, host, level, behind, every }: NetworkSpec): string {
  return [
    `  - id: ${id}`,
    `    name: ${quoted(name)}`,
    "    driver: probe",
    "    profile: probe-tcp",
    `    place: ${place}`,
    `    connection: { connect: "${host}:${USUAL_NETWORK_PORT}", timeout: 1s }`,
    `    every: ${every}`,
    "    report: { onChange: true, atLeast: 60s }",
    `    network: { level: ${level}${behind === undefined ? "" : `, behind: ${behind}`} }`,
    "    points:",
    "      rtt: { deadband: 20 }",
    "",
  ].join("\n");
}

function switchLines({ id, name, profile, every }: SwitchSpec): string {
  const secret = `communityFile: devices/${SWITCH_SECRET}.secret`;
  return [
    `  - id: ${id}`,
    `    name: ${quoted(name)}`,
    "    driver: snmp",
    `    profile: ${profile}`,
    `    place: ${SWITCH_PLACE}`,
    `    connection: { snmp: "${SWITCH_HOST}:${USUAL_NETWORK_PORT}", ${secret}${profile === "snmp-switch" ? `, uplinks: [${SWITCH_UPLINK}]` : ""} }`,
    `    every: ${every}`,
    "",
  ].join("\n");
}

function mqttLines({ id, name, profile, place, points }: MqttSpec, sha256: string): string {
  return [
    `  - id: ${id}`,
    `    name: ${quoted(name)}`,
    "    driver: mqtt",
    `    profile: ${profile}`,
    `    place: ${place}`,
    `    credential: { sha256: ${sha256} }`,
    ...(points === undefined ? [] : ["    staleAfter: 60s"]),
    ...pointLines(points),
    "",
  ].join("\n");
}

function pointLines(points: Readonly<Record<string, PointSpec>> = {}): string[] {
  const lines = Object.entries(points).map(([point, options]) => {
    const words = Object.entries(options).map(
      ([key, value]) => `${key}: ${typeof value === "string" ? quoted(value) : value}`,
    );
    return `      ${point}: { ${words.join(", ")} }`;
  });
  return lines.length === 0 ? [] : ["    points:", ...lines];
}

/** Quoted where YAML would read punctuation. */
function quoted(text: string): string {
  return /^[\p{L}\p{N}（）]+$/u.test(text) && !/^\d/.test(text) ? text : JSON.stringify(text);
}
