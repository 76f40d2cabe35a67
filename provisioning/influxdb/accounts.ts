// One account of InfluxDB 1.x: it is there, its password is the one in its file, and it may do what it needs.
import { GatewayError } from "#gateway/kit/errors.ts";
import type { Change, Said, Step } from "../plan/plan.ts";
import { ask, type Server } from "./http.ts";
import { done, quotedName, quotedText, run } from "./influxql.ts";
import { newPassword, readSecret, writeSecret } from "./secret-file.ts";
import type { Target } from "./target.ts";

/** `Authorization` for version 1; 1.6 knows no other form for a name and a password. */
export function basic(secret: string): string {
  return `Basic ${Buffer.from(secret, "utf8").toString("base64")}`;
}

export interface Account {
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

/** What is to be done for one account. */
export async function accountStep(server: Server, account: Account): Promise<Step> {
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

/** The name and password in a file, null when there is none. */
export function pairIn(file: string): readonly [name: string, password: string] | null {
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
