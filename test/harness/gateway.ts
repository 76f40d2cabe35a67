// One real gateway process under test: campus.yaml, data folder, start, ready by run.json, sign-in, signals, restart.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CampusFileOptions, campusFile, type TestDevice } from "./campus-file.ts";
import type { Exit } from "./command.ts";
import { HttpClient } from "./http.ts";
import { type RunJson, watchRunJson } from "./run-json.ts";
import { tempFolder } from "./temp.ts";
import { within } from "./wait.ts";

export const PROJECT = new URL("../..", import.meta.url).pathname;
export const ADMIN_PASSWORD = "correct-horse-battery-staple-3";

export interface GatewayOptions extends CampusFileOptions {
  /** The data folder; default: `data` in a folder of its own that vanishes with the gateway. */
  readonly data?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Put before `node`, for example `["taskset", "-c", "0"]`; it must exec, so that the process stays the same. */
  readonly prefix?: readonly string[];
  readonly nodeArgs?: readonly string[];
  readonly args?: readonly string[];
  readonly readyWithinMs?: number;
  /** False: no administrator is preset; the first is made with the code in `firstRunCode`. */
  readonly preset?: boolean;
  /** Where the code lies, if not here: a copy with something added. */
  readonly project?: string;
}

/** The process ended before it was ready. */
export class NotReady extends Error {
  readonly exit: Exit;
  readonly stderr: string;

  constructor(exit: Exit, stderr: string) {
    super(`the gateway ended with ${exit.code ?? exit.signal} before run.json: ${stderr.slice(-2000)}`);
    this.exit = exit;
    this.stderr = stderr;
  }
}

export class Gateway implements AsyncDisposable {
  readonly #options: GatewayOptions;
  readonly #folder = tempFolder("campus-gateway");
  readonly configFile = join(this.#folder.path, "campus.yaml");
  #data: string;
  #devices: readonly TestDevice[] = [];
  #child: ChildProcess | null = null;
  #exited: Promise<Exit> = Promise.resolve({ code: null, signal: null });
  #run: RunJson | null = null;
  #admin: HttpClient | null = null;
  #stderr = "";
  #stdout = "";

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#data = options.data ?? join(this.#folder.path, "data");
    writeFileSync(join(this.#folder.path, "admin-password"), `${ADMIN_PASSWORD}\n`, { mode: 0o600 });
    this.configure(options);
  }

  /** The data folder. */
  get data(): string {
    return this.#data;
  }
  get devices(): readonly TestDevice[] {
    return this.#devices;
  }
  /** What run.json said when the process last became ready. */
  get run(): RunJson {
    if (this.#run === null) throw new Error("the gateway is not running");
    return this.#run;
  }
  get mqttPort(): number {
    return Number(new URL(this.run.mqtt ?? "").port);
  }
  get pid(): number {
    return this.run.pid;
  }
  /** All that the last process wrote on stderr. */
  get stderr(): string {
    return this.#stderr;
  }
  /** What the last process printed for whoever makes the first account. */
  get firstRunCode(): string {
    const code = /^first-run code: (\S+)$/m.exec(this.#stdout)?.[1];
    if (code === undefined) throw new Error("no first-run code was printed");
    return code;
  }
  /** Resolves when the last started process has ended. */
  get exited(): Promise<Exit> {
    return this.#exited;
  }

  device(index: number): TestDevice {
    const device = this.#devices[index];
    if (device === undefined) throw new Error(`no device number ${index}`);
    return device;
  }

  /** Writes campus.yaml anew; devices of the same id keep their secrets. The running process is told by `reload`. */
  configure(options: CampusFileOptions): void {
    const file = campusFile(options, this.#devices);
    this.#devices = file.devices;
    writeFileSync(this.configFile, file.text);
  }
  /** The text of campus.yaml as it is now. */
  configText(): string {
    return readFileSync(this.configFile, "utf8");
  }

  /** The next start uses another data folder, such as a restored copy. */
  nextStartOn(folder: string): void {
    this.#data = folder;
  }

  /** Starts a process on this folder and resolves when it is ready; rejects with NotReady when it ends before. */
  async start(more: Pick<GatewayOptions, "env" | "args" | "nodeArgs"> = {}): Promise<void> {
    mkdirSync(this.data, { recursive: true });
    using stop = aborter();
    const watching = watchRunJson(this.data, stop.signal);
    const child = this.#spawn(more);
    const ended = this.#exited.then((exit) => Promise.reject(new NotReady(exit, this.#stderr)));
    const ready = watching.of(child.pid ?? -1);
    const deadlineMs = this.#options.readyWithinMs ?? 60_000;
    try {
      this.#run = await within(`run.json in ${this.data}`, Promise.race([ready, ended]), deadlineMs);
    } catch (error) {
      child.kill("SIGKILL");
      if (error instanceof NotReady) throw error;
      throw new Error(`not ready; it said: ${this.#stderr.slice(-2000)}`, { cause: error });
    } finally {
      // Whichever promise lost the race settles later; nobody waits for it any more.
      ready.catch(() => undefined);
      ended.catch(() => undefined);
    }
  }

  /** Starts a process that is expected to end by itself, and says how. */
  async startToEnd(more: Pick<GatewayOptions, "env" | "args" | "nodeArgs"> = {}, deadlineMs = 30_000): Promise<Exit> {
    this.#spawn(more);
    return await within("the end of the gateway", this.#exited, deadlineMs);
  }

  /** Sends a signal and waits for the end. SIGKILL by default: nothing is tidied up. */
  async kill(signal: NodeJS.Signals = "SIGKILL", deadlineMs = 20_000): Promise<Exit> {
    this.#child?.kill(signal);
    const exit = await within(`the end after ${signal}`, this.#exited, deadlineMs);
    this.#child = null;
    return exit;
  }

  async restart(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    await this.kill(signal);
    await this.start();
  }

  /** Sends a signal that does not end the process, such as SIGHUP. */
  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** A client of nobody. */
  client(): HttpClient {
    return new HttpClient(this.run.http ?? "");
  }

  /** A client signed in as admin; the session outlives restarts of the process. */
  async admin(): Promise<HttpClient> {
    const base = this.run.http ?? "";
    if (this.#admin?.base === base) return this.#admin;
    const client = new HttpClient(base);
    const answer = await client.signIn("admin", ADMIN_PASSWORD);
    if (answer.status !== 200) throw new Error(`sign-in as admin: ${answer.status} ${answer.text}`);
    this.#admin = client;
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill("SIGKILL");
      await this.#exited;
    }
    await this.#folder[Symbol.asyncDispose]();
  }

  #spawn(more: Pick<GatewayOptions, "env" | "args" | "nodeArgs">): ChildProcess {
    const { prefix = [], nodeArgs = [], args = [], env, project = PROJECT } = this.#options;
    const line = [
      ...prefix,
      process.execPath,
      ...nodeArgs,
      ...(more.nodeArgs ?? []),
      join(project, "gateway/start.mjs"),
      ...["--config", this.configFile, "--data", this.data],
      ...args,
      ...(more.args ?? []),
    ];
    const child = spawn(line[0] ?? "", line.slice(1), {
      env: {
        ...plainEnvironment(),
        ...(this.#options.preset !== false && {
          CAMPUS_ADMIN_PASSWORD_FILE: join(this.#folder.path, "admin-password"),
        }),
        ...env,
        ...more.env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    running.add(child);
    child.on("exit", () => running.delete(child));
    this.#stderr = "";
    this.#stdout = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
    });
    this.#exited = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve({ code, signal }));
    });
    return child;
  }
}

/** A test that ran into its deadline leaves no gateway behind. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a gateway with devices; `await using` stops it and removes its folder. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const gateway = new Gateway(options);
  try {
    await gateway.start();
    return gateway;
  } catch (error) {
    await gateway[Symbol.asyncDispose]();
    throw error;
  }
}

/** The test runner's own settings must not reach the process under test. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, VITEST: _vitest, NODE_ENV: _env, ...rest } = process.env;
  return rest;
}

function aborter(): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  return { signal: controller.signal, [Symbol.dispose]: () => controller.abort() };
}
