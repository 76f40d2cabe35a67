// Debian's upsd with dummy-ups as the peer: real NUT processes on a folder of their own, and UPSes whose variables the test writes.
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { freePort } from "./mosquitto.ts";
import { tempFolder } from "./temp.ts";
import { until } from "./wait.ts";

const DRIVER = "/lib/nut/dummy-ups";
const SERVER = "/lib/nut/upsd";

/** What `upsc` would print. */
export type Variables = Readonly<Record<string, string | number>>;

export interface Upsd extends AsyncDisposable {
  readonly port: number;
  /** The UPS says this from within a second or two on. */
  set(ups: string, variables: Variables): void;
  /** Sends the driver of a UPS a signal: SIGSTOP and its data go stale, SIGKILL and upsd loses it. */
  signalDriver(ups: string, signal: NodeJS.Signals): void;
  /** The lines that upsd answers to one request. */
  ask(request: string): Promise<string>;
}

/** Starts upsd on a free loopback port with one dummy driver for each UPS. */
export async function startUpsd(upses: Readonly<Record<string, Variables>>): Promise<Upsd> {
  const folder = tempFolder("campus-nut");
  const state = join(folder.path, "state");
  const port = await freePort();
  const file = (name: string) => join(folder.path, name);
  const env = { ...process.env, NUT_CONFPATH: folder.path, NUT_STATEPATH: state, NUT_ALTPIDPATH: state };
  const start = (program: string, args: readonly string[]) =>
    spawn(program, [...args, "-D", "-u", "root"], { env, cwd: folder.path, stdio: "ignore" });
  const set = (ups: string, variables: Variables) => {
    const lines = Object.entries(variables).map(([name, value]) => `${name}: ${value}\n`);
    // The driver must never read half of it.
    writeFileSync(file(`${ups}.new`), lines.join(""));
    renameSync(file(`${ups}.new`), file(`${ups}.dev`));
  };
  mkdirSync(state);
  chmodSync(state, 0o700);
  const sections = Object.keys(upses).map(
    (ups) => `[${ups}]\n  driver = dummy-ups\n  port = ${ups}.dev\n  mode = dummy-once\n  pollinterval = 1\n`,
  );
  writeFileSync(file("ups.conf"), sections.join(""));
  writeFileSync(file("upsd.conf"), `LISTEN 127.0.0.1 ${port}\nMAXAGE 3\n`);
  writeFileSync(file("upsd.users"), "[reader]\n  password = secret-of-nobody\n", { mode: 0o600 });
  const processes = new Map<string, ChildProcess>();
  for (const [ups, variables] of Object.entries(upses)) {
    set(ups, variables);
    processes.set(ups, start(DRIVER, ["-a", ups]));
  }
  const server = start(SERVER, []);
  const upsd: Upsd = {
    port,
    set,
    signalDriver: (ups, signal) => processes.get(ups)?.kill(signal),
    ask: (request) => answerOf(port, request),
    [Symbol.asyncDispose]: async () => {
      const running = [server, ...processes.values()].filter(
        ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
      );
      const ended = running.map((child) => new Promise((resolve) => child.once("close", resolve)));
      for (const child of running) child.kill("SIGKILL");
      await Promise.all(ended);
      await folder[Symbol.asyncDispose]();
    },
  };
  for (const ups of Object.keys(upses))
    await until(`upsd to tell of ${ups}`, async () => /ups\.status "(?!WAIT)/.test(await upsd.ask(`LIST VAR ${ups}`)));
  return upsd;
}

/** Everything that comes up to the last line of an answer; empty when nobody listens yet. */
function answerOf(port: number, request: string): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => socket.write(`${request}\n`));
    socket.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      if (/^(END LIST|ERR|OK|Network).*\n$/m.test(text)) socket.destroy();
    });
    socket.on("error", () => resolve(""));
    socket.on("close", () => resolve(text));
  });
}
