// `npm start` as a process, with the virtual campus at a time of day and a speed of the test's choice.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureCampus } from "#provisioning/up/first-campus.ts";
import { ADMIN_PASSWORD, PROJECT } from "./gateway.ts";
import { HttpClient } from "./http.ts";
import { tempFolder } from "./temp.ts";
import { until } from "./wait.ts";

const READY_WITHIN_MS = 60_000;

export interface VirtualCampus extends AsyncDisposable {
  /** Signed in as admin. */
  readonly client: HttpClient;
  /** All output so far. */
  said(): string;
}

export interface Beforehand {
  /** Changes campus.yaml. */
  readonly edit?: (text: string) => string;
  /** Puts something into the gateway's data folder. */
  readonly fill?: (folder: string) => Promise<void>;
}

/** Starts it on free loopback ports; `day` are options of `npm start`. */
export async function startVirtualCampus(day: readonly string[], before: Beforehand = {}): Promise<VirtualCampus> {
  await using made = new AsyncDisposableStack();
  const folder = made.use(tempFolder("virtual-campus"));
  const password = join(folder.path, "admin-password");
  writeFileSync(password, ADMIN_PASSWORD, { mode: 0o600 });
  mkdirSync(join(folder.path, "data"));
  const { config, folder: campus } = ensureCampus(join(folder.path, "data"), true);
  if (before.edit !== undefined) writeFileSync(config, before.edit(readFileSync(config, "utf8")));
  await before.fill?.(campus);
  const ports = ["--http", "0", "--mqtt", "0", "--local", "--no-county"];
  const args = [join(PROJECT, "provisioning", "up.ts"), "--data", join(folder.path, "data"), ...ports, ...day];
  const env = { ...process.env, CAMPUS_ADMIN_PASSWORD_FILE: password };
  const child = spawn(process.execPath, args, { cwd: PROJECT, env });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  made.defer(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  await until(
    "the summary",
    () => {
      if (child.exitCode !== null) throw new Error(said);
      return said.includes("stop: Ctrl-C");
    },
    READY_WITHIN_MS,
  );
  const run = JSON.parse(readFileSync(join(folder.path, "data", "campus", "run.json"), "utf8"));
  const client = new HttpClient(run.http);
  const answer = await client.signIn("admin", ADMIN_PASSWORD);
  if (answer.status !== 200) throw new Error(`sign-in as admin: ${answer.status} ${answer.text}`);
  const kept = made.move();
  return { client, said: () => said, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
