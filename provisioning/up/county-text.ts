// The text of a first county.yaml: the county of the virtual campus, with the campuses that are simulated beside it.
import { CAMPUSES, COUNTY, REAL_CAMPUS, TOWNS, tagsOf } from "#bridge/simulator/campuses.ts";
import { CAMPUS } from "../demo/campus-data.ts";

/** Ports that a first county.yaml names; taken ones give way at each start. */
export const USUAL_COUNTY_PORTS = { http: 8090, mqtt: 1884 } as const;

/** The secret of the real campus as a first campus.yaml names it, seen from there. */
export const SECRET_FILE = `../county/campuses/${REAL_CAMPUS.id}.secret`;

/** Every campus that the county knows, the one with a real gateway first. */
export const COUNTY_CAMPUSES: readonly string[] = [REAL_CAMPUS.id, ...CAMPUSES.map(({ id }) => id)];

/** The whole text; `sha256Of` gives the SHA-256 of a campus's secret. */
export function countyYaml(sha256Of: (campus: string) => string): string {
  const campuses = [{ ...REAL_CAMPUS, name: CAMPUS.name }, ...CAMPUSES].map(
    ({ id, name, town, kind, gateway }) =>
      `  - { id: ${id}, name: ${JSON.stringify(name)}, town: ${town}, tags: [${tagsOf({ kind, gateway }).join(", ")}],\n      credential: { sha256: ${sha256Of(id)} } }\n`,
  );
  return `# 县级平台的配置。增减学校和乡镇, 保存后几秒内生效; 其余改动要重新启动。
# Configuration of the county service. Campuses and towns are taken over within seconds after saving; the rest needs a restart.
#
# 这是一个虚拟的县: 除 ${REAL_CAMPUS.id} 外, 各校都由一个程序模拟。 / A virtual county: one program plays every campus but ${REAL_CAMPUS.id}.

county: { id: ${COUNTY.id}, name: ${JSON.stringify(COUNTY.name)}, timezone: ${COUNTY.timezone} }

# 只供本机; 真正使用时用 https、mqtts 和各校自己的证书 / this machine only; real counties use https, mqtts and a certificate for each campus
listen:
  http: 127.0.0.1:${USUAL_COUNTY_PORTS.http}
  mqtt: 127.0.0.1:${USUAL_COUNTY_PORTS.mqtt}

towns:
${TOWNS.map(({ id, name }) => `  - { id: ${id}, name: ${name} }\n`).join("")}
# 各校的密钥在 campuses/学校.secret / the secrets of the campuses lie in campuses/<id>.secret
campuses:
${campuses.join("")}`;
}
