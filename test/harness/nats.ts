// Debian's nats-server with its MQTT side, as a broker between campus and county.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { freePort } from "./mosquitto.ts";
import { tempFolder } from "./temp.ts";
import { until } from "./wait.ts";

export interface Nats extends AsyncDisposable {
  /** Of MQTT. */
  readonly port: number;
}

/** Starts `nats-server` on free loopback ports with a store of its own that vanishes with it. */
export async function startNats(): Promise<Nats> {
  const folder = tempFolder("campus-nats");
  const [port, own] = [await freePort(), await freePort()];
  const file = join(folder.path, "nats.conf");
  const lines = ["server_name: test", `listen: "127.0.0.1:${own}"`, `jetstream { store_dir: "${folder.path}/js" }`];
  writeFileSync(file, [...lines, `mqtt { listen: "127.0.0.1:${port}" }`, ""].join("\n"));
  const child = spawn("/usr/sbin/nats-server", ["-c", file], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  await until("nats-server to accept connections", () => accepts(port));
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await ended;
      await folder[Symbol.asyncDispose]();
    },
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
