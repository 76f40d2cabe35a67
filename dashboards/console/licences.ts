// A module for the build, `virtual:licences`: every package that is installed for running, with its version, licence and the licence's text.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const ROOT = new URL("../..", import.meta.url).pathname;
const MODULE = "virtual:licences";
/** Vite's mark for modules that are no files. */
const RESOLVED = `\0${MODULE}`;
const TEXT_FILE = /^(licen[cs]e|copying)(\.md|\.txt|-mit)?$/i;

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
}

interface Found {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Index into the texts; null when the package brings none. */
  readonly text: number | null;
}

/** Packages of the lock file that are there and are not only for development; each text is kept once. */
export function licences(root = ROOT): { packages: Found[]; texts: string[] } {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, Locked>;
  };
  const texts: string[] = [];
  const packages = Object.entries(lock.packages).flatMap(([path, { version = "", license, dev }]) => {
    if (path === "" || dev === true || !existsSync(join(root, path))) return [];
    const text = textOf(join(root, path));
    let index = text === null ? null : texts.indexOf(text);
    if (index === -1 && text !== null) index = texts.push(text) - 1;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    return [{ name, version, licence: license ?? "", text: index }];
  });
  return { packages, texts };
}

function textOf(folder: string): string | null {
  const name = readdirSync(folder).find((file) => TEXT_FILE.test(file));
  return name === undefined ? null : readFileSync(join(folder, name), "utf8").trim();
}

export function licencesModule(): Plugin {
  return {
    name: "licences",
    resolveId: (id) => (id === MODULE ? RESOLVED : null),
    load: (id) => (id === RESOLVED ? `export default ${JSON.stringify(licences())}` : null),
  };
}
