// InfluxDB 3 Core: the database with its retention and a token. Core knows only tokens that may do everything.
import type { Plan, Said, Step } from "../plan/plan.ts";
import { ask, type Server } from "./http.ts";
import { askJson, listIn, textIn } from "./json-api.ts";
import { readSecret, writeSecret } from "./secret-file.ts";
import { accountNames, DEFAULT_KEEP_MS, secretFiles, type Target } from "./target.ts";

const UNAUTHORIZED = 401;
const DAY_MS = 24 * 60 * 60_000;
const ALL_RIGHTS: Said = [
  "InfluxDB 3 Core 的令牌不分权限: Grafana 和网关的令牌都能做一切",
  "Tokens of InfluxDB 3 Core have no rights of their own: those of Grafana and of the gateway may do everything",
];
const FIXED: Said = [
  "InfluxDB 3 Core 建库后不能改保留时间: --keep 没有作用",
  "InfluxDB 3 Core cannot change a retention afterwards: --keep had no effect",
];

/** Looks at the server and says what is to be done. */
export async function planVersion3(server: Server, title: string, target: Target): Promise<Plan> {
  const needsSignIn =
    (await ask({ ...server, authorization: null }, "GET", "/api/v3/configure/database?format=json")).status ===
    UNAUTHORIZED;
  const databases = listIn(await askJson(server, "GET", "/api/v3/configure/database?format=json"), "items");
  const exists = databases.some((row) => row["iox::database"] === target.database);
  const { gateway, grafana } = accountNames(target);
  const files = secretFiles(target);
  const tokens = needsSignIn
    ? [await tokenStep(server, gateway, files.gateway, target), await tokenStep(server, grafana, files.grafana, target)]
    : [];
  return {
    title,
    steps: [databaseStep(server, exists, target), ...tokens],
    remarks: [...(needsSignIn ? [ALL_RIGHTS] : []), ...(exists && target.keepMs !== null ? [FIXED] : [])],
  };
}

function databaseStep(server: Server, exists: boolean, { database, keepMs }: Target): Step {
  if (exists) return { what: [`数据库 ${database}`, `database ${database}`], change: null };
  const keep = keepMs ?? DEFAULT_KEEP_MS;
  const days = Math.round(keep / DAY_MS);
  const what: Said =
    keep === 0
      ? [`数据库 ${database}, 永久保留`, `database ${database}, kept for ever`]
      : [`数据库 ${database}, 保留 ${days} 天`, `database ${database}, kept for ${days} days`];
  const period = keep % DAY_MS === 0 ? `${days}d` : `${Math.round(keep / 1000)}s`;
  const retention = keep === 0 ? {} : { retention_period: period };
  const apply = async () => {
    await askJson(server, "POST", "/api/v3/configure/database", { db: database, ...retention });
  };
  return { what, change: { is: "made", apply } };
}

async function tokenStep(server: Server, name: string, file: string, target: Target): Promise<Step> {
  const what: Said = [`令牌 ${name}, 在 ${file}`, `token ${name} in ${file}`];
  const secret = readSecret(file);
  const works =
    secret !== null &&
    (await ask({ ...server, authorization: `Bearer ${secret}` }, "GET", "/api/v3/configure/database?format=json"))
      .status === 200;
  if (works) return { what, change: null };
  const apply = async () => {
    // A token is shown once: one of this name whose file is gone is of no use to anybody.
    await ask(server, "DELETE", `/api/v3/configure/token?${new URLSearchParams({ token_name: name })}`);
    const made = await askJson(server, "POST", "/api/v3/configure/token/named_admin", { token_name: name });
    writeSecret(file, textIn(made, "token", server), target.config);
  };
  return { what, change: { is: "made", apply } };
}
