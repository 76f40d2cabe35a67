// Compiles the LD_PRELOAD libraries of native/ once per content and machine, into test/.cache.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "../harness/gateway.ts";

const SOURCES = join(PROJECT, "test/chaos/native");
const CACHE = join(PROJECT, "test/.cache");

/** Path of the compiled library, whose source lies in `folder`; needs gcc. */
export function nativeLibrary(name: "powercut" | "diskfault" | "gpiosim", folder = SOURCES): string {
  const hash = createHash("sha256").update(process.arch);
  const sources = readdirSync(folder).filter((file) => /\.[ch]$/.test(file));
  for (const file of sources.sort()) hash.update(readFileSync(join(folder, file)));
  const library = join(CACHE, `${name}-${hash.digest("hex").slice(0, 16)}.so`);
  if (existsSync(library)) return library;
  mkdirSync(CACHE, { recursive: true });
  const fresh = `${library}.${process.pid}`;
  const source = join(folder, `${name}.c`);
  execFileSync("gcc", ["-O2", "-Wall", "-Wextra", "-shared", "-fPIC", "-o", fresh, source, "-ldl", "-lpthread"]);
  renameSync(fresh, library);
  return library;
}

/** Path of a shared library of Debian's, such as faketime's; null when it is not installed. */
export function debianLibrary(name: string): string | null {
  const folder = "/usr/lib";
  for (const triplet of ["x86_64-linux-gnu", "aarch64-linux-gnu"]) {
    const path = join(folder, triplet, name);
    if (existsSync(path)) return path;
  }
  return null;
}
