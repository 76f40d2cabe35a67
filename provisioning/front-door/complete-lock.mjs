// For whoever changes a dependency: run it after npm install. npm leaves optional packages of other platforms out of
// package-lock.json when its registry does not carry them, and npm ci then refuses the file; this names them again, and takes
// out the addresses of the registry that happened to be used.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const LOCK = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "package-lock.json");
const SYSTEMS = [
  "linux",
  "darwin",
  "win32",
  "android",
  "freebsd",
  "netbsd",
  "openbsd",
  "openharmony",
  "aix",
  "sunos",
  "wasm32",
];
const PROCESSORS = ["arm64", "arm", "x64", "ia32", "ppc64", "riscv64", "s390x", "loong64", "mips64el"];

/** The lock file's object with every optional package listed and no registry address in it. */
export function completed(lock) {
  const packages = Object.fromEntries(
    Object.entries(lock.packages).map(([path, { resolved, ...entry }]) => [path, entry]),
  );
  for (const entry of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const path = `node_modules/${name}`;
      const platform = platformOf(name);
      if (packages[path] === undefined && platform !== null && /^\d/.test(version))
        packages[path] = { version, ...platform, ...(entry.dev === true ? { dev: true } : {}), optional: true };
    }
  }
  const [root, ...others] = Object.entries(packages);
  return { ...lock, packages: Object.fromEntries([root, ...others.sort(([a], [b]) => a.localeCompare(b, "en"))]) };
}

/** What a package such as `@biomejs/cli-linux-arm64-musl` runs on, by its name; null if the name does not say. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined) return null;
  const musl = words.some((word) => word.startsWith("musl"));
  const gnu = words.some((word) => word.startsWith("gnu"));
  return { os: [os], cpu: [cpu], ...(musl ? { libc: ["musl"] } : gnu ? { libc: ["glibc"] } : {}) };
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(LOCK, `${JSON.stringify(completed(JSON.parse(readFileSync(LOCK, "utf8"))), null, 2)}\n`);
