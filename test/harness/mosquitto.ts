// Debian's mosquitto as the peer: a broker with a given configuration for comparison, and mosquitto_pub/_sub as devices.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import type { TestDevice } from "./campus-file.ts";
import { type CommandResult, command } from "./command.ts";
import type { Gateway } from "./gateway.ts";
import { tempFolder } from "./temp.ts";
import { until } from "./wait.ts";

/** A TCP port that nobody listens on right now, for programs that cannot take port 0. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** True when something accepts connections on the port. */
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

export interface Mosquitto extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
}

/** Starts `mosquitto` with these configuration lines on a free loopback port. */
export async function startMosquitto(lines: readonly string[], prefix: readonly string[] = []): Promise<Mosquitto> {
  const folder = tempFolder("campus-mosquitto");
  const port = await freePort();
  const file = join(folder.path, "mosquitto.conf");
  writeFileSync(file, ["user root", ...lines, `listener ${port} 127.0.0.1`, "log_dest none", ""].join("\n"));
  const line = [...prefix, "/usr/sbin/mosquitto", "-c", file];
  const child = spawn(line[0] ?? "", line.slice(1), { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  await until("mosquitto to accept connections", () => accepts(port));
  return {
    port,
    pid: child.pid ?? -1,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** `mosquitto_pub` with a device's credential at the gateway; `args` as on the command line (`-q 1 -t … -m …`). */
export function mosquittoPub(gateway: Gateway, device: TestDevice, args: readonly string[]): Promise<CommandResult> {
  return command("mosquitto_pub", [...signIn(gateway, device), ...args]);
}

/** `mosquitto_sub` likewise; give `-C COUNT` or `-W SECONDS` so that it ends. */
export function mosquittoSub(gateway: Gateway, device: TestDevice, args: readonly string[]): Promise<CommandResult> {
  return command("mosquitto_sub", [...signIn(gateway, device), ...args]);
}

function signIn(gateway: Gateway, device: TestDevice): string[] {
  return ["-h", "127.0.0.1", "-p", String(gateway.mqttPort), "-i", device.id, "-u", device.id, "-P", device.secret];
}
