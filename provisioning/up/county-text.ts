// The text of a first county.yaml: the county of the virtual campus, with the campuses that are simulated beside it.
import { CAMPUSES, COUNTY, REAL_CAMPUS, TOWNS, tagsOf } from "#bridge/simulator/campuses.ts";
import { COUNTY_TLS } from "../certificates/county-authority.ts";
import { CAMPUS } from "../demo/campus-data.ts";

/** Ports that a first county.yaml names; taken ones give way at each start. */
export const USUAL_COUNTY_PORTS = { http: 8090, mqtts: 8884 } as const;

/** `tls` of county.yaml: the broker's certificate, and the authority that signs those of campuses. */
export const TLS_LINE = `tls: { certificateFile: ${COUNTY_TLS.server}, keyFile: ${COUNTY_TLS.server}, clientCaFile: ${COUNTY_TLS.authority} }`;

/** Every campus that is played by one program. */
export const PLAYED_CAMPUSES: readonly string[] = CAMPUSES.map(({ id }) => id);

const DAY_MS = 86_400_000;
const WORKS_DAYS = 30;

/** The whole text; `sha256Of` gives the SHA-256 of a played campus's secret, `nowMs` the day on which announced works begin. */
export function countyYaml(sha256Of: (campus: string) => string, nowMs: number): string {
  const dateOf = (ms: number) =>
    new Intl.DateTimeFormat("sv-SE", { timeZone: COUNTY.timezone, dateStyle: "short" }).format(ms);
  const works = `{ from: ${dateOf(nowMs)}, to: ${dateOf(nowMs + WORKS_DAYS * DAY_MS)} }`;
  const planned: Readonly<Record<string, string>> = {
    "shuangtan-bashang": '{ from: "17:30", to: "07:00" }',
    "wangchuan-central": works,
    "wangchuan-dingshan": works,
  };
  const played = CAMPUSES.map(({ id, name, town, kind, gateway }) => {
    const off = planned[id] === undefined ? "" : ` plannedOff: [${planned[id]}],`;
    return `  - { id: ${id}, name: ${JSON.stringify(name)}, town: ${town}, tags: [${tagsOf({ kind, gateway }).join(", ")}],${off}\n      credential: { sha256: ${sha256Of(id)} } }\n`;
  });
  return `# 县级平台的配置。增减学校和乡镇, 保存后几秒内生效; 其余改动要重新启动。
# Configuration of the county service. Campuses and towns are taken over within seconds after saving; the rest needs a restart.
#
# 这是一个虚拟的县: 除 ${REAL_CAMPUS.id} 外, 各校都由一个程序模拟。 / A virtual county: one program plays every campus but ${REAL_CAMPUS.id}.

# simulated: 每个页面都会标明"模拟数据" / every page says so
county: { id: ${COUNTY.id}, name: ${JSON.stringify(COUNTY.name)}, timezone: ${COUNTY.timezone}, simulated: true }

# 只供本机; 真正使用时把 http 换成 https, mqtts 用 0.0.0.0 / this machine only; real counties use https, and mqtts on 0.0.0.0
listen:
  http: 127.0.0.1:${USUAL_COUNTY_PORTS.http}
  mqtts: 127.0.0.1:${USUAL_COUNTY_PORTS.mqtts}
# 县级平台自己的证书, 以及给各校签发证书的机构 / the county's own certificate, and the authority that signs those of campuses
${TLS_LINE}

towns:
${TOWNS.map(({ id, name }) => `  - { id: ${id}, name: ${name} }\n`).join("")}
# 没有 credential 的学校凭自己的证书连接 (私钥不出校); 模拟学校用密钥 (campuses/学校.secret)。plannedOff: 计划停电, 不算故障
# A campus without credential signs in with its certificate (the key stays on campus); the played ones with a secret (campuses/<id>.secret).
# plannedOff: its power is switched off as planned, which is no fault.
campuses:
  - { id: ${REAL_CAMPUS.id}, name: ${JSON.stringify(CAMPUS.name)}, town: ${REAL_CAMPUS.town}, tags: [${tagsOf(REAL_CAMPUS).join(", ")}] }
${played.join("")}`;
}
