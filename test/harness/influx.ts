// Debian's InfluxDB 1.6 and VictoriaMetrics as peers: real servers on free loopback ports, to be stopped, killed and started again on the same data.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./mosquitto.ts";
import { tempFolder } from "./temp.ts";
import { until } from "./wait.ts";

/** One row of an answer, by column. */
export type InfluxRow = Readonly<Record<string, string | number | null>>;

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  /** Starts it (again, on the same port and data) and resolves when it answers. */
  start(): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface InfluxServer extends TestServer {
  /** Runs InfluxQL in the database; rows of the first series of each statement, with the tags of GROUP BY. Times are ns, as text. */
  query(influxQl: string): Promise<InfluxRow[]>;
}

export interface InfluxOptions {
  readonly database?: string;
  /** Asks for a user and password; the administrator is `admin` / `secret`. */
  readonly auth?: boolean;
  /** InfluxQL duration; absent: for ever. */
  readonly keep?: string;
  /** True: as it is after its installation, without administrator and database. */
  readonly bare?: boolean;
}

/** InfluxDB 1.6 with one database. */
export async function startInflux({
  database = "campus",
  auth = false,
  keep,
  bare = false,
}: InfluxOptions = {}): Promise<InfluxServer> {
  const folder = tempFolder("campus-influx");
  const [http, rpc] = [await freePort(), await freePort()];
  const file = join(folder.path, "influxdb.conf");
  const dirs = ["meta", "data", "wal"].map((name) => join(folder.path, name));
  for (const dir of dirs) mkdirSync(dir);
  const [meta, data, wal] = dirs;
  writeFileSync(
    file,
    `reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
dir = "${meta}"
[data]
dir = "${data}"
wal-dir = "${wal}"
query-log-enabled = false
[monitor]
store-enabled = false
[http]
bind-address = "127.0.0.1:${http}"
auth-enabled = ${auth}
log-enabled = false
[logging]
level = "error"
`,
  );
  const url = `http://127.0.0.1:${http}`;
  const server = serverOf("influxd", ["-config", file], url, "/ping");
  const ask = async (influxQl: string, db = database): Promise<InfluxRow[]> => {
    const query = new URLSearchParams({ db, epoch: "ns", q: influxQl, ...(auth && { u: "admin", p: "secret" }) });
    const response = await fetch(`${url}/query?${query}`, { method: "POST" });
    // Nanoseconds are beyond what a number holds: they are kept as text.
    const text = (await response.text()).replace(/([[,])(-?\d{17,})(?=[,\]])/g, '$1"$2"');
    const answer = JSON.parse(text) as QueryAnswer;
    const [error] = [answer.error, ...(answer.results ?? []).map((result) => result.error)].filter(Boolean);
    if (error !== undefined) throw new Error(`${influxQl}: ${error}`);
    return (answer.results ?? []).flatMap(({ series = [] }) => series.flatMap(rowsOf));
  };
  try {
    await server.start();
    if (auth && !bare) await ask("CREATE USER admin WITH PASSWORD 'secret' WITH ALL PRIVILEGES", "");
    if (!bare) await ask(`CREATE DATABASE "${database}"${keep === undefined ? "" : ` WITH DURATION ${keep}`}`, "");
  } catch (error) {
    await server.stop("SIGKILL");
    throw error;
  }
  return {
    url,
    start: server.start,
    stop: server.stop,
    query: (influxQl) => ask(influxQl),
    [Symbol.asyncDispose]: async () => {
      await server.stop("SIGKILL");
      await folder[Symbol.asyncDispose]();
    },
  };
}

interface QueryAnswer {
  readonly error?: string;
  readonly results?: readonly { readonly error?: string; readonly series?: readonly Series[] }[];
}

interface Series {
  readonly name: string;
  readonly tags?: InfluxRow;
  readonly columns: readonly string[];
  readonly values: readonly (readonly (string | number | null)[])[];
}

function rowsOf({ tags, columns, values }: Series): InfluxRow[] {
  return values.map((row) => ({
    ...tags,
    ...Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null])),
  }));
}

/** VictoriaMetrics, single node; it keeps numbers only. */
export async function startVictoria(): Promise<TestServer> {
  const folder = tempFolder("campus-victoria");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = [
    `-storageDataPath=${join(folder.path, "data")}`,
    `-httpListenAddr=127.0.0.1:${port}`,
    "-retentionPeriod=100y",
  ];
  const server = serverOf("victoria-metrics", args, url, "/health");
  await server.start();
  return {
    url,
    ...server,
    [Symbol.asyncDispose]: async () => {
      await server.stop("SIGKILL");
      await folder[Symbol.asyncDispose]();
    },
  };
}

function serverOf(program: string, args: readonly string[], url: string, probe: string) {
  let child: ChildProcess | null = null;
  let ended: Promise<void> = Promise.resolve();
  let said = "";
  return {
    start: async () => {
      said = "";
      const started = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
      child = started;
      running.add(started);
      started.stderr.setEncoding("utf8").on("data", (text: string) => {
        said = (said + text).slice(-4000);
      });
      let failed: Error | null = null;
      started.on("error", (error) => {
        failed = error;
      });
      ended = new Promise((resolve) => started.on("close", () => resolve()));
      started.on("close", () => running.delete(started));
      await until(
        `${program} to answer`,
        async () => {
          if (failed !== null) throw failed;
          if (started.exitCode !== null) throw new Error(`${program} ended: ${said}`);
          return await fetch(`${url}${probe}`).then(
            (response) => response.ok,
            () => false,
          );
        },
        60_000,
      );
    },
    stop: async (signal: NodeJS.Signals = "SIGTERM") => {
      if (child === null) return;
      child.kill(signal);
      await ended;
      child = null;
    },
  };
}

/** A test that ran into its deadline leaves no server behind. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
