// Who may ping: an account without rights, as the service is, on a network of its own whose kernel setting is that of ping.conf or not.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SENDER = fileURLToPath(new URL("echo_sender.py", import.meta.url));
const SETTING = fileURLToPath(new URL("../../provisioning/deploy/ping.conf", import.meta.url));
const [, RANGE = ""] = /^net\.ipv4\.ping_group_range = (.+)$/m.exec(readFileSync(SETTING, "utf8")) ?? [];

/** What the sender says first to an account of no rights, where the kernel has this setting. */
async function said(range: string): Promise<string> {
  // Its text and not its file, because the folder may be closed to that account. It may become nobody, and nothing else.
  const asNobody = `exec setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set -all /usr/bin/python3 -I -B -c "$0"`;
  const script = `ip link set lo up && echo "${range}" > /proc/sys/net/ipv4/ping_group_range && ${asNobody}`;
  const args = ["-n", "sh", "-c", script, readFileSync(SENDER, "utf8")];
  const child = spawn("unshare", args, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "close");
  child.stdin.write("1 127.0.0.1 1 200 20000\n");
  const [line]: unknown[] = await once(createInterface(child.stdout), "line");
  child.stdin.end();
  await ended;
  return String(line);
}

// Only root may make a network of its own.
test.skipIf(process.getuid?.() !== 0)(
  "an account without rights may ping with the setting that is shipped, and is refused without it",
  async () => {
    expect(await said(RANGE)).toMatch(/^done 1 1 1 [\d.]+$/);
    expect(await said("1 0")).toMatch(/^refused /);
  },
);
