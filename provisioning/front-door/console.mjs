// Builds the web console (dashboards/console) when what it is made of has changed since it was built last.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pinnedNodeOf } from "./packages.mjs";

const CONSOLE = join("dashboards", "console");
const STAMP = join(CONSOLE, "dist", ".stamp");
/** What the built files depend on, beside the console's own folder. */
const BESIDE = [join("gateway", "contract")];

/** Returns 0, or 1 after saying what went wrong. */
export async function ensureConsole(root) {
  // A gateway whose files came without the console runs without it.
  if (!existsSync(join(root, CONSOLE))) return 0;
  const stamp = stampOf(root);
  const stampFile = join(root, STAMP);
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return 0;
  process.stderr.write("正在构建控制台 · Building the console …\n");
  // Built aside and put in place as a whole: whoever serves the old one, or builds at the same time, never sees half of it.
  const aside = join(CONSOLE, `dist-${process.pid}`);
  try {
    const { code, output } = await build(root, aside);
    if (code !== 0) {
      process.stderr.write(`${output}\nThe console could not be built; the lines above say why.\n`);
      return 1;
    }
    writeFileSync(join(root, aside, ".stamp"), stamp);
    rmSync(join(root, CONSOLE, "dist"), { recursive: true, force: true });
    renameSync(join(root, aside), join(root, CONSOLE, "dist"));
    return 0;
  } finally {
    rmSync(join(root, aside), { recursive: true, force: true });
  }
}

function stampOf(root) {
  const hash = createHash("sha256").update(readFileSync(join(root, "package-lock.json")));
  for (const file of [CONSOLE, ...BESIDE].flatMap((path) => filesOf(join(root, path)))) {
    hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/** The files of a path in one order, without what the build itself writes. */
function filesOf(path) {
  const entries = readdirSync(path, { withFileTypes: true });
  return entries
    .filter(({ name }) => !/^(dist(-\d+)?|node_modules)$/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)]));
}

function build(root, out) {
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const args = [vite, "build", CONSOLE, "--config", join(CONSOLE, "vite.config.ts"), "--logLevel", "warn"];
  args.push("--outDir", join(root, out), "--emptyOutDir");
  const child = spawn(pinnedNodeOf(root), args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const chunks = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  child.stderr.on("data", (chunk) => chunks.push(chunk));
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 1, output: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString("utf8") }));
  });
}
