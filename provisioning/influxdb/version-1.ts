// InfluxDB 1.x: database, retention, an administrator, and accounts for the gateway and for Grafana.
import type { Plan, Said, Step } from "../plan/plan.ts";
import { accountStep, pairIn } from "./accounts.ts";
import { ask, type Server } from "./http.ts";
import { done, durationOf, quotedName, quotedText, type Row, retentionMs, run } from "./influxql.ts";
import { newPassword, writeSecret } from "./secret-file.ts";
import { accountNames, DEFAULT_KEEP_MS, secretFiles, type Target } from "./target.ts";

const ADMIN = "admin";
const DAY_MS = 24 * 60 * 60_000;
const OPEN: Said = [
  "这个 InfluxDB 不要求登录(auth-enabled = false): 能连上端口的人都能读写和删除。请在 influxdb.conf 的 [http] 里写 auth-enabled = true 并重启; 账号已经准备好",
  "This InfluxDB asks nobody to sign in (auth-enabled = false): whoever reaches its port can read, write and delete. Write auth-enabled = true below [http] in influxdb.conf and restart it; the accounts are ready",
];

/** How the server is protected: not at all, by accounts, or by accounts of which there is none yet. */
type Protection = "open" | "accounts" | "no-administrator";

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
