// What npm start tells when everything runs: addresses, the first-run code, the certificate's fingerprint, lines to try, how to stop.
import { networkInterfaces } from "node:os";
import { MODBUS, MQTT, OWN } from "../demo/campus-data.ts";
import { NETWORK } from "../demo/network-data.ts";
import { SWITCHES } from "../demo/switch-data.ts";
import type { CampusFiles } from "./first-campus.ts";
import type { PlayedDay } from "./options.ts";
import type { RunJson } from "./run-json.ts";

export interface Summary {
  readonly run: RunJson;
  readonly https: HttpsDoor | null;
  readonly files: CampusFiles;
  /** Only before the first account exists. */
  readonly firstRunCode: string | null;
  readonly notes: readonly string[];
  readonly day: PlayedDay;
}

export interface HttpsDoor {
  readonly host: string;
  readonly port: number;
  /** SHA-256 of the certificate, as browsers show it; null when it could not be read. */
  readonly server: string | null;
  /** SHA-256 of the gateway's own authority; null when the certificate is the owner's. */
  readonly authority: string | null;
}

/** The whole summary, Chinese first. */
export function summaryText({ run, https, files, firstRunCode, notes, day }: Summary): string {
  const mqtt = new URL(run.mqtt ?? "mqtt://127.0.0.1:1883");
  return [
    "",
    `校园网关已启动 · Campus Gateway is running (${run.campus}, ${run.version})`,
    "",
    `  本机 HTTP   · HTTP, this machine   ${run.http}`,
    ...httpsLines(https),
    `  设备 MQTT   · MQTT for devices     ${run.mqtt}`,
    `  配置        · configuration        ${files.config}`,
    `  虚拟校园    · virtual campus       ${MODBUS.length + NETWORK.length + SWITCHES.length + MQTT.length} 台设备, 全部是模拟数据 / devices, all data simulated`,
    `  校园时间    · time of its day      ${dayText(day)}`,
    ...notes.map((note) => `  注意        · note                 ${note}`),
    "",
    ...accountLines(firstRunCode, run.http ?? ""),
    "发送你自己的第一条数据 · send a message of your own (apt-get install mosquitto-clients):",
    `  mosquitto_pub -h ${mqtt.hostname} -p ${mqtt.port} -q 1 -i ${OWN.id} -u ${OWN.id} -P "$(cat '${files.secretFileOf(OWN.id)}')" \\`,
    `    -t campus/v1/${OWN.id}/telemetry -m '{"points":{"temperature":23.4}}'`,
    "",
    "停止 · stop: Ctrl-C",
    "",
  ].join("\n");
}

function dayText({ speed, from, seed }: PlayedDay): string {
  const begins = from === null ? "现在 / now" : `从 ${from} 起 / from ${from}`;
  const pace = speed === 1 ? "" : `, ${speed} 倍速 / ${speed} times faster`;
  return `${begins}${pace} (--from HH:MM, --speed N, seed ${seed})`;
}

function accountLines(code: string | null, address: string): string[] {
  if (code === null) return [`在浏览器里打开并登录 · open in a browser and sign in:  ${address}`];
  return [
    `1. 在浏览器里打开 · open in a browser:  ${address}`,
    `2. 首次启动码 · first-run code:  ${code}   (建好第一个账号后失效 · void once the first account exists)`,
    "",
  ];
}

function httpsLines(https: HttpsDoor | null): string[] {
  if (https === null) return [];
  const hosts = https.host === "0.0.0.0" ? ["127.0.0.1", ...lanAddresses()] : [https.host];
  const [first = "", ...others] = hosts.map((host) => `https://${host}:${https.port}`);
  return [
    `  HTTPS       · HTTPS, this machine  ${first}`,
    ...others.map((address) => `  HTTPS 局域网 · HTTPS, LAN          ${address}`),
    `  证书指纹    · certificate SHA-256  ${https.server ?? "?"}`,
    ...(https.authority === null
      ? []
      : [`  根证书指纹  · authority SHA-256    ${https.authority}  (${first}/certificate)`]),
  ];
}

function lanAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).flatMap(({ family, internal, address }) => (family === "IPv4" && !internal ? [address] : [])),
  );
}
