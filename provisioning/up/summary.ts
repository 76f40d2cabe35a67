// What npm start tells when everything runs: addresses, the first-run code, the certificate's fingerprint, lines to try, how to stop.
import { networkInterfaces } from "node:os";
import { MODBUS, MQTT, OWN } from "../demo/campus-data.ts";
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
  const api = `${run.http ?? ""}/api/v1`;
  const mqtt = new URL(run.mqtt ?? "mqtt://127.0.0.1:1883");
  const jar = `${files.folder}/cookies.txt`;
  return [
    "",
    `校园网关已启动 · Campus Gateway is running (${run.campus}, ${run.version})`,
    "",
    `  本机 HTTP   · HTTP, this machine   ${run.http}`,
    ...httpsLines(https),
    `  设备 MQTT   · MQTT for devices     ${run.mqtt}`,
    `  配置        · configuration        ${files.config}`,
    `  虚拟校园    · virtual campus       ${MODBUS.length + MQTT.length} 台设备, 全部是模拟数据 / devices, all data simulated`,
    `  校园时间    · time of its day      ${dayText(day)}`,
    ...notes.map((note) => `  注意        · note                 ${note}`),
    "",
    ...accountLines(firstRunCode, api, jar),
    "当前值 · present values:",
    `  curl -sS -b '${jar}' '${api}/latest'`,
    "记录, 从最早的开始 · the journal, from its oldest entry on:",
    `  curl -sS -b '${jar}' '${api}/entries?limit=5'`,
    "实时查看 (Ctrl-C 结束) · follow it live (Ctrl-C ends):",
    `  curl -sS -N -b '${jar}' '${api}/stream'`,
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

function accountLines(code: string | null, api: string, jar: string): string[] {
  if (code === null)
    return [
      "登录 (用你建的账号) · sign in (with the account you made):",
      `  curl -sS -c '${jar}' -H 'content-type: application/json' -d '{"username":"admin","password":"…"}' '${api}/session'`,
    ];
  return [
    `首次启动码 · first-run code:  ${code}   (建好第一个账号后失效 · void once the first account exists)`,
    "建第一个管理员账号并登录, 密码换成自己的 (至少 10 个字符) · make the first administrator and sign in, with a password of your own (10 characters or more):",
    `  curl -sS -c '${jar}' -H 'content-type: application/json' -d '{"code":"${code}","username":"admin","password":"自己的密码"}' '${api}/setup'`,
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
