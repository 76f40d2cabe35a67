// InfluxDB 2.x: first setup, organisation, bucket with its retention, and tokens for the gateway and for Grafana.
import type { Change, Plan, Said, Step } from "../plan/plan.ts";
import { ask, type Server } from "./http.ts";
import { askJson, type Json, listIn, textIn } from "./json-api.ts";
import { newPassword, readSecret, writeSecret } from "./secret-file.ts";
import { accountNames, DEFAULT_KEEP_MS, secretFiles, type Target } from "./target.ts";

const ADMIN = "admin";

/** Looks at the server and says what is to be done. */
export async function planVersion2(server: Server, title: string, target: Target): Promise<Plan> {
  const { allowed } = await askJson({ ...server, authorization: null }, "GET", "/api/v2/setup");
  if (allowed === true) return { title, steps: [setup(server, target)], remarks: [], isPartial: true };
  const org = target.org ?? target.campus;
  const found = listIn(await askJson(server, "GET", `/api/v2/orgs?limit=100`), "orgs").find(({ name }) => name === org);
  if (found === undefined) return { title, steps: [organisation(server, org)], remarks: [], isPartial: true };
  const orgId = textIn(found, "id", server);
  const buckets = listIn(
    await askJson(server, "GET", `/api/v2/buckets?${new URLSearchParams({ name: target.database, orgID: orgId })}`),
    "buckets",
  );
  const bucket = buckets.find(({ name }) => name === target.database);
  const organisationStep: Step = { what: [`组织 ${org}`, `organisation ${org}`], change: null };
  if (bucket === undefined)
    return { title, steps: [organisationStep, newBucket(server, orgId, target)], remarks: [], isPartial: true };
  const bucketId = textIn(bucket, "id", server);
  const { gateway, grafana } = accountNames(target);
  const files = secretFiles(target);
  const token = (name: string, file: string, actions: readonly string[]) =>
    tokenStep(server, { name, file, actions, orgId, bucketId, target });
  return {
    title,
    steps: [
      organisationStep,
      bucketStep(server, bucket, bucketId, target),
      await token(gateway, files.gateway, ["read", "write"]),
      await token(grafana, files.grafana, ["read"]),
    ],
    remarks: [],
  };
}

/** A server that nobody has used yet: account, organisation and bucket at once. Its token may do everything. */
function setup(server: Server, target: Target): Step {
  const { admin } = secretFiles(target);
  const passwordFile = `${admin}-password`;
  const what: Said = [
    `首次设置: 账号 ${ADMIN}, 密码在 ${passwordFile}, 令牌在 ${admin}`,
    `first setup: account ${ADMIN}, its password in ${passwordFile}, its token in ${admin}`,
  ];
  const apply = async () => {
    const password = readSecret(passwordFile) ?? newPassword();
    writeSecret(passwordFile, password, target.config);
    // The token is ours, so that it is on disk before the server has it.
    const token = readSecret(admin) ?? newPassword();
    writeSecret(admin, token, target.config);
    const org = target.org ?? target.campus;
    const retentionPeriodSeconds = seconds(target.keepMs ?? DEFAULT_KEEP_MS);
    await askJson({ ...server, authorization: null }, "POST", "/api/v2/setup", {
      username: ADMIN,
      password,
      org,
      bucket: target.database,
      token,
      retentionPeriodSeconds,
    });
  };
  return { what, change: { is: "made", apply } };
}

function organisation(server: Server, name: string): Step {
  const apply = async () => {
    await askJson(server, "POST", "/api/v2/orgs", { name });
  };
  return { what: [`组织 ${name}`, `organisation ${name}`], change: { is: "made", apply } };
}

function newBucket(server: Server, orgID: string, { database, keepMs }: Target): Step {
  const keep = keepMs ?? DEFAULT_KEEP_MS;
  const apply = async () => {
    await askJson(server, "POST", "/api/v2/buckets", { orgID, name: database, retentionRules: rules(keep) });
  };
  return { what: bucketWords(database, seconds(keep)), change: { is: "made", apply } };
}

function bucketStep(server: Server, bucket: Json, id: string, { database, keepMs }: Target): Step {
  const now = Number(listIn(bucket, "retentionRules")[0]?.everySeconds ?? 0);
  if (keepMs === null || seconds(keepMs) === now) return { what: bucketWords(database, now), change: null };
  const isShorter = keepMs !== 0 && (now === 0 || seconds(keepMs) < now);
  const change: Change = {
    is: "changed",
    ...(isShorter && { note: ["更早的数据会被删除, 不能恢复", "What is older is deleted for good"] }),
    apply: async () => {
      await askJson(server, "PATCH", `/api/v2/buckets/${id}`, { retentionRules: rules(keepMs) });
    },
  };
  return { what: bucketWords(database, seconds(keepMs)), change };
}

interface Token {
  readonly name: string;
  readonly file: string;
  readonly actions: readonly string[];
  readonly orgId: string;
  readonly bucketId: string;
  readonly target: Target;
}

/** A token is shown once, when it is made; one whose file is gone is replaced. */
async function tokenStep(server: Server, token: Token): Promise<Step> {
  const { name, file, actions } = token;
  const what: Said = [
    `令牌 ${name}(${actions.join("+")}), 在 ${file}`,
    `token ${name} (${actions.join(" + ")}) in ${file}`,
  ];
  const secret = readSecret(file);
  if (secret !== null && (await seesBucket(server, secret, token))) return { what, change: null };
  const old = listIn(
    await askJson(server, "GET", `/api/v2/authorizations?orgID=${token.orgId}`),
    "authorizations",
  ).filter(({ description }) => description === name);
  const apply = async () => {
    const resource = { type: "buckets", id: token.bucketId, orgID: token.orgId };
    const permissions = actions.map((action) => ({ action, resource }));
    const made = await askJson(server, "POST", "/api/v2/authorizations", {
      orgID: token.orgId,
      description: name,
      permissions,
    });
    writeSecret(file, textIn(made, "token", server), token.target.config);
    for (const { id } of old) await askJson(server, "DELETE", `/api/v2/authorizations/${String(id)}`);
  };
  if (old.length === 0) return { what, change: { is: "made", apply } };
  return {
    what,
    change: {
      is: "changed",
      note: ["令牌文件缺失或不对: 换新的, 旧的作废", "its file is missing or wrong: a new one, the old one ends"],
      apply,
    },
  };
}

async function seesBucket(server: Server, secret: string, { bucketId }: Token): Promise<boolean> {
  const answer = await ask({ ...server, authorization: `Bearer ${secret}` }, "GET", `/api/v2/buckets/${bucketId}`);
  return answer.status === 200;
}

const seconds = (ms: number) => Math.round(ms / 1000);
const rules = (ms: number) => (ms === 0 ? [] : [{ type: "expire", everySeconds: seconds(ms) }]);

function bucketWords(name: string, keepSeconds: number): Said {
  const days = Math.round(keepSeconds / 8640) / 10;
  return keepSeconds === 0
    ? [`存储桶 ${name}, 永久保留`, `bucket ${name}, kept for ever`]
    : [`存储桶 ${name}, 保留 ${days} 天`, `bucket ${name}, kept for ${days} days`];
}
