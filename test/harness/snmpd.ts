// Debian's snmpd as the peer: an ordinary process on a loopback port, with one community and one user of version 3.
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "./temp.ts";
import { within } from "./wait.ts";

export const COMMUNITY = "loopback-reads";
export const USER = "reader";
export const AUTH_SECRET = "auth-secret-of-nobody";
export const PRIVACY_SECRET = "privacy-secret-of-nobody";

export interface Snmpd extends AsyncDisposable {
  readonly port: number;
  /** Files that hold one secret each. */
  readonly files: Readonly<Record<"community" | "auth" | "privacy" | "wrong", string>>;
  kill(): Promise<void>;
}

/** `lines`: more of its configuration. */
export async function startSnmpd(lines: readonly string[] = []): Promise<Snmpd> {
  const folder = tempFolder("campus-snmpd");
  const port = await freeUdpPort();
  const file = (name: string, text: string) => {
    const path = join(folder.path, name);
    writeFileSync(path, `${text}\n`, { mode: 0o600 });
    return path;
  };
  const config = file(
    "snmpd.conf",
    [
      `rocommunity ${COMMUNITY} 127.0.0.1`,
      `createUser ${USER} SHA-256 "${AUTH_SECRET}" AES "${PRIVACY_SECRET}"`,
      `rouser ${USER} authpriv`,
      "sysDescr Debian peer",
      ...lines,
    ].join("\n"),
  );
  const state = join(folder.path, "state");
  mkdirSync(state);
  const env = { ...process.env, SNMP_PERSISTENT_DIR: state, SNMPCONFPATH: state, MIBS: "" };
  const child = spawn("/usr/sbin/snmpd", ["-f", "-Lo", "-C", "-c", config, `udp:127.0.0.1:${port}`], {
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(child, "close");
  const ready = new Promise<void>((resolve) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      if (text.includes("NET-SNMP version")) resolve();
    });
  });
  await within("snmpd to begin", ready);
  const kill = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await ended;
  };
  return {
    port,
    files: {
      community: file("community", COMMUNITY),
      auth: file("auth", AUTH_SECRET),
      privacy: file("privacy", PRIVACY_SECRET),
      wrong: file("wrong", "not-the-secret-at-all"),
    },
    kill,
    [Symbol.asyncDispose]: async () => {
      await kill();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}
