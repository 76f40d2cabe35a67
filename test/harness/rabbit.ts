// Debian's RabbitMQ with its MQTT plugin, as a broker between campuses and county: without systemd, on free loopback ports. It takes long to start.
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { freePort } from "./mosquitto.ts";
import { tempFolder } from "./temp.ts";
import { until, within } from "./wait.ts";

export interface Rabbit extends AsyncDisposable {
  /** Of MQTT; the same over restarts. */
  readonly port: number;
  /** Killed, and started again with nothing of what it had. */
  restartEmpty(): Promise<void>;
}

const LIB = "/usr/lib/rabbitmq/lib";
const START_MS = 180_000;

/** Starts it; anybody on this machine may sign in. */
export async function startRabbit(): Promise<Rabbit> {
  const folder = tempFolder("campus-rabbit");
  const [port, amqp, distribution, mapper] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const home = join(LIB, readdirSync(LIB).find((name) => name.startsWith("rabbitmq_server-")) ?? "");
  const config = [`listeners.tcp.1 = 127.0.0.1:${amqp}`, `mqtt.listeners.tcp.1 = 127.0.0.1:${port}`];
  writeFileSync(join(folder.path, "rabbitmq.conf"), [...config, "mqtt.allow_anonymous = true", ""].join("\n"));
  writeFileSync(join(folder.path, "plugins"), "[rabbitmq_mqtt].\n");
  let runs = 0;
  let said = "";
  const run = (): ChildProcess => {
    const store = join(folder.path, `store-${++runs}`);
    mkdirSync(store);
    const env = {
      PATH: process.env.PATH,
      LANG: "C.UTF-8",
      HOME: folder.path,
      ERL_EPMD_PORT: String(mapper),
      ERL_EPMD_ADDRESS: "127.0.0.1",
      RABBITMQ_NODENAME: "campus@localhost",
      RABBITMQ_DIST_PORT: String(distribution),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1} +S 1:1",
      RABBITMQ_CONFIG_FILE: join(folder.path, "rabbitmq"),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder.path, "plugins"),
      RABBITMQ_MNESIA_BASE: store,
      RABBITMQ_LOG_BASE: folder.path,
      RABBITMQ_LOGS: "-",
    };
    const child = inGroup(join(home, "sbin", "rabbitmq-server"), [], { env, cwd: folder.path });
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (said += String(text)));
    return child;
  };
  // Erlang's port mapper: one of our own, or the broker would leave one behind.
  const epmd = inGroup("epmd", ["-port", String(mapper), "-address", "127.0.0.1"], { stdio: "ignore" });
  let child = run();
  const ready = () =>
    until(
      "RabbitMQ to accept connections",
      () => {
        if (child.exitCode !== null) throw new Error(`RabbitMQ ended with ${child.exitCode}: ${said.slice(-2000)}`);
        return accepts(port);
      },
      START_MS,
    );
  const close = async () => {
    for (const process of [child, epmd]) await killed(process);
    await folder[Symbol.asyncDispose]();
  };
  try {
    await ready();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    port,
    restartEmpty: async () => {
      await killed(child);
      child = run();
      await ready();
    },
    [Symbol.asyncDispose]: close,
  };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

/** The broker is a script with the real program below it: both are of one group. */
function inGroup(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(program, args, { ...options, detached: true });
  running.add(child);
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const isOver = child.exitCode !== null || child.signalCode !== null;
  killGroup(child);
  if (!isOver) await within("the end of the broker", ended);
}

function killGroup(child: ChildProcess): void {
  running.delete(child);
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    // It ended by itself.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** A test that ran into its deadline leaves no broker behind. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) killGroup(child);
});
