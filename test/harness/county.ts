// One real county process under test: county.yaml, data folder, start, ready by run.json, kill and start again.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { newSecret, sha256Hex } from "./campus-file.ts";
import type { Exit } from "./command.ts";
import { ADMIN_PASSWORD, PROJECT } from "./gateway.ts";
import { HttpClient } from "./http.ts";
import { type RunJson, watchRunJson } from "./run-json.ts";
import { tempFolder } from "./temp.ts";
import { within } from "./wait.ts";

export interface TestCampus {
  readonly id: string;
  readonly secret: string;
  /** A file with the secret, for campus.yaml. */
  readonly secretFile: string;
}

export interface CountyOptions {
  /** Campus id → anything that county.yaml may hold for it, laid over the generated lines. */
  readonly campuses?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Laid over the top-level keys. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What its processes tell on stderr; info unless said otherwise. */
  readonly logLevel?: "debug" | "info";
}

/** What a start took: by the clock, of processors in all its threads, and how long its main thread stood in line for one. */
export interface StartCost {
  readonly ms: number;
  readonly cpuMs: number;
  readonly waitedMs: number;
}

const READY_WITHIN_MS = 60_000;

export class County implements AsyncDisposable {
  readonly #folder = tempFolder("campus-county");
  readonly configFile = join(this.#folder.path, "county.yaml");
  readonly data = join(this.#folder.path, "data");
  readonly campuses: readonly TestCampus[];
  readonly #logLevel: string;
  #child: ChildProcess | null = null;
  /** All that were started: one that was refused the folder must not hide the one that has it. */
  readonly #children: ChildProcess[] = [];
  #exited: Promise<Exit> = Promise.resolve({ code: null, signal: null });
  #run: RunJson | null = null;
  #mqttPort = 0;
  #cost: StartCost | null = null;
  #stderr = "";

  constructor(options: CountyOptions) {
    const lines = options.campuses ?? { "no3-middle": {} };
    this.#logLevel = options.logLevel ?? "info";
    this.campuses = Object.keys(lines).map((id) => {
      const [secret, secretFile] = [newSecret(), join(this.#folder.path, `${id}.secret`)];
      writeFileSync(secretFile, `${secret}\n`, { mode: 0o600 });
      return { id, secret, secretFile };
    });
    writeFileSync(join(this.#folder.path, "admin-password"), `${ADMIN_PASSWORD}\n`, { mode: 0o600 });
    this.configure(options);
  }

  get run(): RunJson {
    if (this.#run === null) throw new Error("the county is not running");
    return this.#run;
  }
  /** What the last start took; null before the first. */
  get cost(): StartCost | null {
    return this.#cost;
  }
  /** All that the last process wrote on stderr. */
  get stderr(): string {
    return this.#stderr;
  }
  get exited(): Promise<Exit> {
    return this.#exited;
  }
  campus(id: string): TestCampus {
    const found = this.campuses.find((campus) => campus.id === id);
    if (found === undefined) throw new Error(`no campus ${id}`);
    return found;
  }

  /** Writes county.yaml anew. */
  configure({ campuses = { "no3-middle": {} }, config }: CountyOptions): void {
    const file = {
      county: { id: "lanxian", name: "岚县教育局", timezone: "Asia/Shanghai" },
      // After the first start the port stays: campuses know where the county is.
      listen: { http: "127.0.0.1:0", mqtt: `127.0.0.1:${this.#mqttPort}` },
      campuses: Object.entries(campuses).map(([id, lines]) => ({
        id,
        name: `学校 ${id}`,
        credential: { sha256: sha256Hex(this.campus(id).secret) },
        ...lines,
      })),
      ...config,
    };
    writeFileSync(this.configFile, stringify(file, { lineWidth: 0 }));
  }

  /** Starts a process on this folder and resolves when it is ready. */
  async start(withinMs = READY_WITHIN_MS): Promise<void> {
    const from = performance.now();
    mkdirSync(this.data, { recursive: true });
    const stop = new AbortController();
    const watching = watchRunJson(this.data, stop.signal);
    const child = this.#spawn();
    const ended = this.#exited.then((exit) => {
      throw new Error(`the county ended with ${exit.code ?? exit.signal}: ${this.#stderr.slice(-2000)}`);
    });
    const ready = watching.of(child.pid ?? -1);
    try {
      this.#run = await within("the county's run.json", Promise.race([ready, ended]), withinMs).catch(
        (cause: unknown) => {
          throw new Error(`no start: ${JSON.stringify(costOf(child.pid, from))} ${this.#stderr.slice(-2000)}`, {
            cause,
          });
        },
      );
      this.#cost = costOf(child.pid, from);
      if (this.#run.mqtt !== null) this.#keepPort(Number(new URL(this.#run.mqtt).port));
    } finally {
      ready.catch(() => undefined);
      ended.catch(() => undefined);
      stop.abort();
    }
  }

  /** Starts a process that is expected to end by itself. */
  async startToEnd(): Promise<Exit> {
    this.#spawn();
    return await within("the end of the county", this.#exited, 30_000);
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<Exit> {
    this.#child?.kill(signal);
    const exit = await within(`the end after ${signal}`, this.#exited);
    this.#child = null;
    return exit;
  }

  async admin(): Promise<HttpClient> {
    const client = new HttpClient(this.run.http ?? "");
    const answer = await client.signIn("admin", ADMIN_PASSWORD);
    if (answer.status !== 200) throw new Error(`sign-in at the county: ${answer.status} ${answer.text}`);
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = this.#children.map((child) => {
      if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
      child.kill("SIGKILL");
      return new Promise<void>((resolve) => child.once("close", () => resolve()));
    });
    await Promise.all(ended);
    await this.#folder[Symbol.asyncDispose]();
  }

  #keepPort(port: number): void {
    if (this.#mqttPort !== 0) return;
    this.#mqttPort = port;
    const text = readFileSync(this.configFile, "utf8");
    writeFileSync(this.configFile, text.replace("mqtt: 127.0.0.1:0", `mqtt: 127.0.0.1:${port}`));
  }

  #spawn(): ChildProcess {
    const args = [
      join(PROJECT, "cloud-bridge/county/start.ts"),
      "--config",
      this.configFile,
      "--data",
      this.data,
      "--log-level",
      this.#logLevel,
    ];
    const {
      NODE_OPTIONS: _options,
      NODE_V8_COVERAGE: _coverage,
      VITEST: _vitest,
      NODE_ENV: _env,
      ...env
    } = process.env;
    const child = spawn(process.execPath, args, {
      env: { ...env, CAMPUS_ADMIN_PASSWORD_FILE: join(this.#folder.path, "admin-password") },
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#child = child;
    this.#children.push(child);
    running.add(child);
    child.on("exit", () => running.delete(child));
    this.#stderr = "";
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

/** From the kernel's own book of each thread: nanoseconds run, and nanoseconds in line for a processor. */
function costOf(pid: number | undefined, from: number): StartCost {
  const ms = Math.round(performance.now() - from);
  const threads = threadsOf(pid).map(timesIn);
  const [run, waited] = [0, 1].map((at) => threads.map((times) => Math.round((times[at] ?? 0) / 1e6)));
  return { ms, cpuMs: (run ?? []).reduce((sum, each) => sum + each, 0), waitedMs: waited?.[0] ?? 0 };
}

function timesIn(file: string): readonly number[] {
  try {
    return readFileSync(file, "utf8").split(" ").map(Number);
  } catch {
    // The thread has ended between the list and the look.
    return [];
  }
}

function threadsOf(pid: number | undefined): string[] {
  const folder = `/proc/${pid}/task`;
  if (pid === undefined || !existsSync(folder)) return [];
  const main = String(pid);
  return [main, ...readdirSync(folder).filter((each) => each !== main)].map((each) => join(folder, each, "schedstat"));
}

/** A test that ran into its deadline leaves no county behind. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a county with campuses; `await using` stops it and removes its folder. */
export async function startCounty(options: CountyOptions = {}, withinMs = READY_WITHIN_MS): Promise<County> {
  const county = new County(options);
  try {
    await county.start(withinMs);
    return county;
  } catch (error) {
    await county[Symbol.asyncDispose]();
    throw error;
  }
}
