// The campus.yaml and the device secrets of a first start. Once they exist they are the operator's: no later start writes them anew.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newDeviceSecret, sha256OfSecret } from "../device-secret.ts";

/** The device that provisioning/demo plays. */
export const SIMULATED = "mr1-env";
/** A device that nobody plays: for the visitor's own first message. */
export const OWN = "my-first-device";

export interface CampusFiles {
  readonly folder: string;
  readonly config: string;
  readonly isFirst: boolean;
  secretFileOf(device: string): string;
}

/** Makes what is missing below `data` and returns where things are. Secrets are readable by their owner only. */
export function ensureCampus(data: string, local: boolean): CampusFiles {
  const folder = join(data, "campus");
  const devices = join(folder, "devices");
  mkdirSync(devices, { recursive: true, mode: 0o700 });
  const config = join(folder, "campus.yaml");
  const secretFileOf = (device: string) => join(devices, `${device}.secret`);
  const isFirst = !existsSync(config);
  if (isFirst) {
    const sha256 = Object.fromEntries(
      [SIMULATED, OWN].map((id) => [id, sha256OfSecret(ensureSecret(secretFileOf(id)))]),
    );
    writeFileSync(config, campusYaml(sha256[SIMULATED] ?? "", sha256[OWN] ?? "", local), { mode: 0o600, flag: "wx" });
  }
  return { folder, config, isFirst, secretFileOf };
}

/** The secret in a file, made if it is not there. */
function ensureSecret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, `${newDeviceSecret()}\n`, { mode: 0o600, flag: "wx" });
  chmodSync(file, 0o600);
  return readFileSync(file, "utf8").trim();
}

/** The text of a first campus.yaml: small, and every line that an operator will want to change has its reason beside it. */
export function campusYaml(simulatedSha256: string, ownSha256: string, local: boolean): string {
  return `# 校园网关的配置。改完保存即可, 网关两秒内自动重新读取; 写错了会说明哪一行, 并继续用原来的配置。
# Configuration of this campus. Save it and the gateway reads it again within two seconds; a mistake is reported
# with its line, and the running configuration stays. All options: docs/campus-yaml.md

# 学校: id 用于时序库和县级平台, 以后不要改 / the id appears in InfluxDB and at the county: choose it once
campus:
  id: demo-school
  name: 示范学校
  timezone: Asia/Shanghai

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
  - { id: machine-room-1, name: 网络机房, class: machine-room, key: true }
  - { id: gate-east, name: 东门, class: gate }

# 设备。credential 是密钥的 SHA-256; 新密钥: node provisioning/new-device-secret.ts 设备ID
# Devices. credential is the SHA-256 of the device's secret; a new one: node provisioning/new-device-secret.ts ID
devices:
  - id: ${SIMULATED}
    name: 机房环境 (模拟 / simulated)
    driver: mqtt
    profile: native
    place: machine-room-1
    credential: { sha256: ${simulatedSha256} }
    staleAfter: 30s           # 多久没有新值就标为过期 / older values are marked stale
    points:                   # 单位和名称; 常见的点有默认单位 / units and names; well-known points have a unit already
      temperature: { unit: Cel, name: 温度 / temperature }
      humidity: { unit: "%", name: 湿度 / humidity }
      co2: { unit: "[ppm]", name: 二氧化碳 / CO2 }
      door: { name: 机柜门 / cabinet door }

  # 没有人扮演这台设备, 留给你发第一条消息 (密钥在 devices/${OWN}.secret)
  # Nobody plays this device: it is for your own first message (secret in devices/${OWN}.secret)
  - id: ${OWN}
    name: 我的第一台设备 / my first device
    driver: mqtt
    profile: native
    place: gate-east
    credential: { sha256: ${ownSha256} }

# 时序库, 可以不配 / time series database, optional:
# influx: { url: "http://127.0.0.1:8086", version: 1, database: campus }
`;
}
