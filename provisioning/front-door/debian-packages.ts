// Makes sure that the Debian packages are there that the tests use as real peers, and that none of them starts a service.
// Run as a script it takes the name of a list in debian-packages.json.
import { spawnSync } from "node:child_process";
import { constants, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";

const LISTS = new URL("../debian-packages.json", import.meta.url);
/** Brokers that would listen on all addresses as soon as they are installed. */
const SERVICES = ["mosquitto", "nats-server", "rabbitmq-server"];
const POLICY = "/usr/sbin/policy-rc.d";
const APT = ["-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=2"];

/** The packages of a list, as debian-packages.json has them. */
export function packagesOf(list: string): readonly string[] {
  const lists: unknown = JSON.parse(readFileSync(LISTS, "utf8"));
  const found =
    typeof lists === "object" && lists !== null ? Object.entries(lists).find(([name]) => name === list) : undefined;
  const names: unknown = found?.[1];
  if (!Array.isArray(names))
    throw new GatewayError(
      "debian-list-unknown",
      `debian-packages.json has no list "${list}"`,
      "Name a list of that file.",
    );
  return names.map(String);
}

/** Those of the packages that dpkg does not report as installed. */
export function missingOf(packages: readonly string[]): readonly string[] {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these placeholders are dpkg's own
  const asked = spawnSync("dpkg-query", ["-W", "-f", "${Package} ${db:Status-Status}\\n", ...packages], {
    encoding: "utf8",
  });
  if (asked.error !== undefined)
    throw new GatewayError(
      "debian-only",
      `This machine has no dpkg, so the packages that the tests need cannot be looked up: ${packages.join(" ")}`,
      "Run the tests on Debian 12 or Ubuntu, or in a container of debian:12.",
    );
  const installed = new Set(
    asked.stdout.split("\n").flatMap((line) => (line.endsWith(" installed") ? [line.split(" ")[0]] : [])),
  );
  return packages.filter((name) => !installed.has(name));
}

/** Installs what is missing (as root), or throws with the exact command to run. */
export function ensureDebianPackages(list: string): void {
  const missing = missingOf(packagesOf(list));
  if (missing.length === 0) return;
  const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0)
    throw new GatewayError(
      "debian-packages-missing",
      `The tests talk to real peers, and these Debian packages are missing: ${missing.join(" ")}`,
      `Run once as root, then try again: ${command}`,
    );
  console.error(`Installing the Debian packages ${missing.join(" ")} …`);
  const heldBack = holdBackServices(SERVICES);
  try {
    const failed = aptOnce(missing);
    const failedAgain = failed === null ? null : aptOnce(missing);
    if (failedAgain !== null)
      throw new GatewayError(
        "debian-install-failed",
        `apt-get could not install ${missing.join(" ")}, twice:\n${failedAgain}`,
        `Check the network and /etc/apt/sources.list, then run by hand: ${command}`,
      );
  } finally {
    heldBack[Symbol.dispose]();
  }
  if (!existsSync("/run/systemd/system")) return;
  for (const service of SERVICES.filter((name) => missing.includes(name)))
    spawnSync("systemctl", ["disable", `${service}.service`], { stdio: "ignore" });
}

/** Null when it worked, else apt's last lines. */
function aptOnce(packages: readonly string[]): string | null {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const steps = [
    ["update", "-q"],
    ["install", "-y", "-q", "--no-install-recommends", ...packages],
  ];
  for (const step of steps) {
    const ran = spawnSync("apt-get", [...APT, ...step], { encoding: "utf8", env, stdio: ["ignore", "pipe", "pipe"] });
    // A failed update alone is no reason to give up: the lists of yesterday often still do.
    if (ran.status !== 0 && step[0] === "install")
      return `${ran.stdout ?? ""}${ran.stderr ?? ""}${ran.error?.message ?? ""}`
        .trim()
        .split("\n")
        .slice(-10)
        .join("\n");
  }
  return null;
}

/**
 * Debian starts a service as soon as its package is installed; our tests start brokers of their own. The policy file refuses
 * these services only, and refuses nothing any more once this process is gone, even if it could not remove the file.
 */
function holdBackServices(services: readonly string[]): Disposable {
  const folder = mkdtempSync(join(tmpdir(), "campus-policy-"));
  const file = join(folder, "policy-rc.d");
  const text = `#!/bin/sh
# Written by Campus Gateway while it installs packages for its tests; may be deleted.
[ -d /proc/${process.pid} ] || exit 0
for word in "$@"; do case "$word" in ${services.map((name) => `${name}|${name}.service`).join("|")}) exit 101 ;; esac; done
exit 0
`;
  writeFileSync(file, text, { mode: 0o755 });
  const ours = !existsSync(POLICY) && placed(file);
  return {
    [Symbol.dispose]: () => {
      if (ours) rmSync(POLICY, { force: true });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Puts the policy in place without ever replacing one that the machine's owner has. */
function placed(file: string): boolean {
  try {
    copyFileSync(file, POLICY, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    console.error(`${POLICY} could not be written (${messageOf(error)}); installing without it.`);
    return false;
  }
}

if (import.meta.main) {
  try {
    ensureDebianPackages(process.argv[2] ?? "test");
  } catch (error) {
    console.error(error instanceof GatewayError ? `${error.message}\n${error.remedy}` : messageOf(error));
    process.exitCode = 1;
  }
}
