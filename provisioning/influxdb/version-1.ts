// InfluxDB 1.x: database, retention, an administrator, and accounts for the gateway and for Grafana.
import { GatewayError } from "#gateway/kit/errors.ts";
import type { Change, Plan, Said, Step } from "../plan/plan.ts";
import { ask, type Server } from "./http.ts";
import { durationOf, quotedName, quotedText, type Row, retentionMs, run } from "./influxql.ts";
import { newPassword, readSecret, writeSecret } from "./secret-file.ts";
import { accountNames, DEFAULT_KEEP_MS, secretFiles, type Target } from "./target.ts";

const ADMIN = "admin";
const DAY_MS = 24 * 60 * 60_000;
const OPEN: Said = [
  "这个 InfluxDB 不要求登录(auth-enabled = false): 能连上端口的人都能读写和删除。请在 influxdb.conf 的 [http] 里写 auth-enabled = true 并重启; 账号已经准备好",
  "This InfluxDB asks nobody to sign in (auth-enabled = false): whoever reaches its port can read, write and delete. Write auth-enabled = true below [http] in influxdb.conf and restart it; the accounts are ready",
];

/** How the server is protected: not at all, by accounts, or by accounts of which there is none yet. */
type Protection = "open" | "accounts" | "no-administrator";

/** `Authorization` for version 1; 1.6 knows no other form for a name and a password. */
export function basic(secret: string): string {
  return `Basic ${Buffer.from(secret, "utf8").toString("base64")}`;
}

/** Looks at the server and says what is to be done. */
export async function planVersion1(server: Server, title: string, target: Target): Promise<Plan> {
  const protection = await protectionOf(server);
  if (protection === "no-administrator") {
    const steps = [administrator(server, target, false)];
    return { title, steps, remarks: [], isPartial: true };
  }
  const users = await run(server, "SHOW USERS");
  const hasAdministrator = users.some(({ admin }) => admin === true);
  const { gateway, grafana } = accountNames(target);
  const files = secretFiles(target);
  const isOpen = protection === "open";
  const account = (name: string, file: string, rights: "ALL" | "READ", whose: Said, isPair: boolean) =>
    accountStep(server, {
      name,
      file,
      rights,
      whose,
      isPair,
      target,
      isOpen,
      exists: users.some(({ user }) => user === name),
    });
  return {
    title,
    steps: [
      ...(await databaseSteps(server, target)),
      administrator(server, target, hasAdministrator),
      await account(gateway, files.gateway, "ALL", ["校园网关", "of the gateway"], true),
      await account(grafana, files.grafana, "READ", ["Grafana(只读)", "of Grafana, read only"], false),
    ],
    remarks: isOpen ? [OPEN] : [],
  };
}

async function protectionOf(server: Server): Promise<Protection> {
  const { status, text } = await ask(
    { ...server, authorization: null },
    "POST",
    "/query",
    new URLSearchParams({ q: "SHOW USERS" }),
  );
  if (status === 200) return "open";
  return text.includes("create admin user first") ? "no-administrator" : "accounts";
}

async function databaseSteps(server: Server, { database, keepMs }: Target): Promise<Step[]> {
  const what: Said = [`数据库 ${database}`, `database ${database}`];
  const name = quotedName(database);
  const databases = await run(server, "SHOW DATABASES");
  if (!databases.some((row) => row.name === database)) {
    const keep = keepMs ?? DEFAULT_KEEP_MS;
    const statement = `CREATE DATABASE ${name} WITH DURATION ${durationOf(keep)} REPLICATION 1 NAME ${name}`;
    const [chinese, english] = kept(keep);
    return [
      {
        what: [`${what[0]}, ${chinese}`, `${what[1]}, ${english}`],
        change: { is: "made", apply: () => done(server, statement) },
      },
    ];
  }
  const policies = await run(server, `SHOW RETENTION POLICIES ON ${name}`);
  return [{ what, change: null }, retentionStep(server, database, policies, keepMs)];
}

/** The default policy is the one that is written to; how long is changed only when it is asked for, because shortening deletes. */
function retentionStep(server: Server, database: string, policies: readonly Row[], keepMs: number | null): Step {
  const policy = policies.find((row) => row.default === true);
  const now = retentionMs(String(policy?.duration ?? ""));
  if (policy === undefined || keepMs === null || keepMs === now) return { what: kept(now), change: null };
  const isShorter = keepMs !== 0 && (now === 0 || keepMs < now);
  const statement = `ALTER RETENTION POLICY ${quotedName(String(policy.name))} ON ${quotedName(database)} DURATION ${durationOf(keepMs)}`;
  return {
    what: kept(keepMs),
    change: {
      is: "changed",
      note: isShorter
        ? ["更早的数据会被删除, 不能恢复", "What is older is deleted for good"]
        : [`原来: ${kept(now)[0]}`, `before: ${kept(now)[1]}`],
      apply: () => done(server, statement),
    },
  };
}

function kept(ms: number): Said {
  if (ms === 0) return ["永久保留", "kept for ever"];
  const days = Math.round((ms / DAY_MS) * 10) / 10;
  return [`保留 ${days} 天`, `kept for ${days} days`];
}

/** One administrator, so that sign-in can be switched on without locking anybody out. */
function administrator(server: Server, target: Target, exists: boolean): Step {
  const file = secretFiles(target).admin;
  const what: Said = [
    `管理员账号${exists ? "" : ` ${ADMIN}, 密码存入 ${file}`}`,
    `administrator${exists ? "" : ` ${ADMIN}, its password in ${file}`}`,
  ];
  if (exists) return { what, change: null };
  const apply = () => {
    const [, password] = pairIn(file) ?? [];
    const chosen = password ?? newPassword();
    writeSecret(file, `${ADMIN}:${chosen}`, target.config);
    const statement = `CREATE USER ${quotedName(ADMIN)} WITH PASSWORD ${quotedText(chosen)} WITH ALL PRIVILEGES`;
    return done(server, statement, `CREATE USER ${ADMIN}`);
  };
  return { what, change: { is: "made", apply } };
}

interface Account {
  readonly name: string;
  readonly file: string;
  readonly rights: "ALL" | "READ";
  readonly whose: Said;
  /** True: the file holds `name:password`; false: the password alone. */
  readonly isPair: boolean;
  readonly exists: boolean;
  readonly isOpen: boolean;
  readonly target: Target;
}

async function accountStep(server: Server, account: Account): Promise<Step> {
  const { name, file, whose } = account;
  const what: Said = [`${whose[0]}账号 ${name}, 密码在 ${file}`, `account ${name} ${whose[1]}, password in ${file}`];
  const change = await accountChange(server, account);
  return { what, change };
}

async function accountChange(server: Server, account: Account): Promise<Change | null> {
  const { name, rights, exists, target } = account;
  const password = passwordIn(account);
  const grant = () => done(server, `GRANT ${rights} ON ${quotedName(target.database)} TO ${quotedName(name)}`);
  const setPassword = (statement: (quoted: string) => string) => async () => {
    const chosen = password ?? newPassword();
    // First the file: a password that is set and then lost would have to be set again.
    if (password === null) writeSecret(account.file, account.isPair ? `${name}:${chosen}` : chosen, target.config);
    await done(server, statement(quotedText(chosen)), `password of ${name}`);
    await grant();
  };
  if (!exists) {
    const statement = (quoted: string) => `CREATE USER ${quotedName(name)} WITH PASSWORD ${quoted}`;
    return { is: "made", apply: setPassword(statement) };
  }
  if (password === null || !(await signsIn(server, account, password))) {
    const statement = (quoted: string) => `SET PASSWORD FOR ${quotedName(name)} = ${quoted}`;
    const note: Said = ["密码文件缺失或不对, 重新设置密码", "its file is missing or wrong: the password is set anew"];
    return { is: "changed", note, apply: setPassword(statement) };
  }
  const grants = await run(server, `SHOW GRANTS FOR ${quotedName(name)}`);
  const has = grants.find((row) => row.database === target.database)?.privilege;
  if (has === (rights === "ALL" ? "ALL PRIVILEGES" : "READ")) return null;
  return { is: "changed", note: [`权限: ${rights}`, `rights: ${rights}`], apply: grant };
}

/** Without sign-in the server takes any password, so nothing can be said against this one. */
async function signsIn(server: Server, { name, isOpen }: Account, password: string): Promise<boolean> {
  if (isOpen) return true;
  const authorization = basic(`${name}:${password}`);
  const answer = await ask(
    { ...server, authorization },
    "POST",
    "/query",
    new URLSearchParams({ q: "SHOW DATABASES" }),
  );
  return answer.status === 200;
}

/** The password in an account's file, null when there is none. */
function passwordIn({ file, isPair, name }: Account): string | null {
  if (!isPair) return readSecret(file);
  const pair = pairIn(file);
  if (pair === null || pair[0] === name) return pair?.[1] ?? null;
  throw new GatewayError(
    "secret-file-unusable",
    `${file} is for the account ${pair[0]}, not for ${name}`,
    "Name another folder with --secrets, or remove the file to have a new one made.",
  );
}

function pairIn(file: string): readonly [name: string, password: string] | null {
  const secret = readSecret(file);
  if (secret === null) return null;
  const at = secret.indexOf(":");
  if (at > 0) return [secret.slice(0, at), secret.slice(at + 1)];
  throw new GatewayError(
    "secret-file-unusable",
    `${file} holds no name:password`,
    "Write both into it, or remove it to have a new one made.",
  );
}

async function done(server: Server, statement: string, doing = statement): Promise<void> {
  await run(server, statement, doing);
}
