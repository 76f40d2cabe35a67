// `npm run recover -- --data DIR --account ID`: a one-time code for a lost password, for whoever has the machine; works while the gateway runs.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { issueRecovery, RECOVERY_MINUTES } from "#gateway/kit/accounts/recovery.ts";
import { readAccounts } from "#gateway/kit/accounts/rows.ts";
import { APPLICATION_ID, CAMPUS_SCHEMA } from "#gateway/kit/accounts/schema.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import { schemaVersion } from "#gateway/kit/migrations.ts";
import { type Database, openDatabase, pragma } from "#gateway/kit/sqlite.ts";

const EXIT_USAGE = 64;
const EXIT_STORE = 70;
const STORE_REMEDY = "Check that this user may write the folder and that its disk is not full, and try again.";
const USAGE = "npm run recover -- --data DIR (--account ID | --list)";

/** Opens DIR/campus.db after making sure that it is one: nothing is written into anything else. */
function openCampus(dir: string): Database {
  const file = join(dir, "campus.db");
  if (!existsSync(file)) {
    const inside = existsSync(join(dir, "campus", "campus.db"));
    const remedy = inside
      ? `Use --data ${join(dir, "campus")}.`
      : "Name the folder that the gateway was started with (--data).";
    throw new GatewayError("usage", `${dir} is not a gateway's data folder: it has no campus.db`, remedy);
  }
  requireCampus(file);
  return openDatabase(file);
}

function requireCampus(file: string): void {
  const notOurs = (why: string) =>
    new GatewayError(
      "usage",
      `${file} is not a gateway's: ${why}`,
      "Name the folder that the gateway was started with (--data).",
    );
  let looked: { id: unknown; schema: number };
  try {
    const db = openDatabase(file, { readOnly: true });
    looked = { id: pragma(db, "application_id"), schema: schemaVersion(db) };
    db.close();
  } catch (error) {
    throw notOurs(messageOf(error));
  }
  if (looked.id !== APPLICATION_ID) throw notOurs("it was made by another program");
  if (looked.schema !== CAMPUS_SCHEMA) {
    const what = `${file} has schema ${looked.schema}, this version knows schema ${CAMPUS_SCHEMA}`;
    throw new GatewayError(
      "usage",
      what,
      "Use the version of the gateway that runs on this folder, or start this one on it first.",
    );
  }
}

/** Where the running gateway listens, or null. */
function addressOf(dir: string): string | null {
  const file = join(dir, "run.json");
  if (!existsSync(file)) return null;
  const run: unknown = JSON.parse(readFileSync(file, "utf8"));
  return typeof run === "object" && run !== null && "http" in run && typeof run.http === "string" ? run.http : null;
}

function list(db: Database): void {
  const accounts = readAccounts(db);
  if (accounts.length === 0) console.log("还没有账号 / There is no account yet.");
  for (const { id, roles, disabled } of accounts)
    console.log(`${id}\t${roles.join(",")}${disabled ? "\tdisabled" : ""}`);
}

function issue(db: Database, dir: string, account: string): void {
  const known = readAccounts(db);
  if (known.length === 0) {
    const remedy = "Start the gateway: it prints the first-run code, with which the first administrator is made.";
    throw new GatewayError("usage", "there is no account yet", remedy);
  }
  const found = known.find(({ id }) => id === account);
  if (found === undefined)
    throw new GatewayError(
      "usage",
      `there is no account "${account}"`,
      `See them with: npm run recover -- --data ${dir} --list`,
    );
  if (found.disabled)
    throw new GatewayError(
      "usage",
      `account "${account}" is disabled`,
      "Take another account that may change accounts, and enable this one with it.",
    );
  const code = issueRecovery(db, account, systemClock.now());
  const page = `${addressOf(dir) ?? "the gateway"}/api/docs`;
  console.log(`恢复代码 / Recovery code for "${account}":  ${code}`);
  console.log(
    `${RECOVERY_MINUTES} 分钟内有效，只能使用一次。打开 ${page}，在 POST /api/v1/recover 中填写 code、username 和新密码 password。`,
  );
  console.log(
    `Valid for ${RECOVERY_MINUTES} minutes, once. Open ${page} and give code, username and the new password to POST /api/v1/recover.`,
  );
}

function run(): void {
  const { values } = parseArgs({
    options: { data: { type: "string" }, account: { type: "string" }, list: { type: "boolean", default: false } },
  });
  const { data, account } = values;
  if (data === undefined || (account === undefined) !== values.list) {
    throw new GatewayError("usage", "--data and one of --account and --list are needed", USAGE);
  }
  const db = openCampus(data);
  try {
    if (account === undefined) list(db);
    else issue(db, data, account);
  } finally {
    db.close();
  }
}

try {
  if (process.argv.includes("--help")) console.log(USAGE);
  else run();
} catch (error) {
  const misread = error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  const remedy = error instanceof GatewayError ? error.remedy : misread ? USAGE : STORE_REMEDY;
  console.error(`recover: ${messageOf(error)}: ${remedy}`);
  process.exitCode = misread || (error instanceof GatewayError && error.code === "usage") ? EXIT_USAGE : EXIT_STORE;
}
