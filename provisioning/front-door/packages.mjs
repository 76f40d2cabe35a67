// Brings node_modules to the state that package-lock.json describes, once, even when several starts come at the same time.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { adviceOf } from "./npm-advice.mjs";

const STAMP = join("node_modules", ".campus-gateway-stamp");
const BOOTSTRAP = fileURLToPath(new URL("../bootstrap.mjs", import.meta.url));

/** The Node that everything of ours runs on, pinned in package.json. */
export function pinnedNodeOf(root) {
  return join(root, "node_modules", `node-linux-${process.arch}`, "bin", "node");
}

/** Installs the packages if they do not match; returns 0, or 1 after saying what is wrong. */
export async function ensurePackages(root) {
  if (isInstalled(root)) return 0;
  // flock holds the lock file's lock for exactly as long as the installer lives, whatever way it ends.
  if (process.env.CAMPUS_GATEWAY_INSTALL_LOCK !== "held" && existsSync("/usr/bin/flock")) {
    const env = { ...process.env, CAMPUS_GATEWAY_INSTALL_LOCK: "held" };
    const args = [join(root, "package-lock.json"), process.execPath, BOOTSTRAP, "install-packages"];
    return exitCodeOf(spawn("/usr/bin/flock", args, { stdio: "inherit", env }));
  }
  return install(root);
}

/**
 * True when the packages on disk are those of package-lock.json. The stamp is the quick answer; without it npm's own record,
 * which npm writes last, is compared package by package. Optional packages of other machines may be absent.
 */
export function isInstalled(root) {
  const lockText = readIfThere(join(root, "package-lock.json"));
  const wanted = stampOf(lockText ?? "");
  if (lockText === null || !existsSync(pinnedNodeOf(root))) return false;
  if (readIfThere(join(root, STAMP)) === wanted) return true;
  const recordText = readIfThere(join(root, "node_modules", ".package-lock.json"));
  if (recordText === null || !recordMatches(JSON.parse(lockText), JSON.parse(recordText))) return false;
  writeFileSync(join(root, STAMP), wanted);
  return true;
}

function recordMatches(lock, record) {
  const needed = Object.entries(lock.packages).filter(([path, entry]) => path !== "" && entry.optional !== true);
  return (
    needed.every(([path, entry]) => record.packages[path]?.version === entry.version) &&
    Object.entries(record.packages).every(([path, entry]) => (lock.packages[path] ?? entry).version === entry.version)
  );
}

async function install(root) {
  if (isInstalled(root)) return 0;
  const progress = startProgress("Installing the packages of package-lock.json");
  const { code, output } = await npmCi(root);
  if (code === 0 && isInstalled(root)) {
    progress.end("done");
    return 0;
  }
  progress.end("failed");
  const missing =
    code === 0 ? `npm finished, but ${pinnedNodeOf(root)} is not there` : `npm ended with exit code ${code}`;
  process.stderr.write(`${adviceOf(missing, output)}\n`);
  return 1;
}

function npmCi(root) {
  const npmCli = process.env.npm_execpath ?? "";
  const isNpm = basename(npmCli) === "npm-cli.js";
  const command = isNpm ? (process.env.npm_node_execpath ?? process.execPath) : "npm";
  const flags = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--progress=false"];
  // devDependencies are wanted even where the environment says production: the same checkout must be able to test itself.
  const args = [...(isNpm ? [npmCli] : []), ...flags, "--include=dev", "--include=optional"];
  const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const chunks = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  child.stderr.on("data", (chunk) => chunks.push(chunk));
  child.on("error", (error) => chunks.push(Buffer.from(`${error.code} ${error.message}`)));
  return exitCodeOf(child).then((code) => ({ code, output: Buffer.concat(chunks).toString("utf8") }));
}

function exitCodeOf(child) {
  const hand = (signal) => child.kill(signal);
  process.on("SIGINT", hand).on("SIGTERM", hand);
  return new Promise((resolve) => {
    child.on("error", () => resolve(1));
    child.on("close", (code) => resolve(code ?? 1));
  }).finally(() => process.off("SIGINT", hand).off("SIGTERM", hand));
}

/** One line that counts seconds on a terminal, and a line at each end elsewhere. */
function startProgress(what) {
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1000);
  const live = process.stderr.isTTY === true;
  process.stderr.write(`${what} …${live ? "" : "\n"}`);
  const timer = live ? setInterval(() => process.stderr.write(`\r${what} … ${seconds()} s`), 1000) : undefined;
  return {
    end(word) {
      clearInterval(timer);
      process.stderr.write(`${live ? "\r" : ""}${what} … ${word} in ${seconds()} s\n`);
    },
  };
}

function stampOf(lockText) {
  return `${createHash("sha256").update(lockText).digest("hex")} ${process.arch}\n`;
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}
