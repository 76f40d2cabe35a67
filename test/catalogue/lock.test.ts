// package-lock.json serves every machine: complete, with hashes, and without the address of anybody's registry.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PROJECT } from "../harness/gateway.ts";

interface Entry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly os?: string | readonly string[];
  readonly cpu?: string | readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const packages: Readonly<Record<string, Entry>> = JSON.parse(
  readFileSync(join(PROJECT, "package-lock.json"), "utf8"),
).packages;
const entries = Object.entries(packages).filter(([path]) => path !== "");

/** True for what npm may download on the machines that we run on: Linux, x64 or arm64, glibc. */
const isForUs = ({ os = ["linux"], cpu = ["x64"], libc = ["glibc"] }: Entry) =>
  [os].flat().includes("linux") &&
  [cpu].flat().some((one) => one === "x64" || one === "arm64") &&
  libc.includes("glibc");

test("no registry address is in it (else: node provisioning/front-door/complete-lock.mjs)", () => {
  expect(entries.filter(([, entry]) => entry.resolved !== undefined).map(([path]) => path)).toEqual([]);
});

test("whatever may be downloaded has an integrity hash", () => {
  const without = entries.filter(([, entry]) => isForUs(entry) && !entry.integrity?.startsWith("sha512-"));
  expect(without.map(([path]) => path)).toEqual([]);
});

test("every optional package is listed, so that npm ci takes the file (else: node provisioning/front-door/complete-lock.mjs)", () => {
  const missing = Object.values(packages).flatMap((entry) =>
    Object.keys(entry.optionalDependencies ?? {}).filter((name) => packages[`node_modules/${name}`] === undefined),
  );
  expect(missing).toEqual([]);
});

test("the pinned Node is there for both processors, in the version of .nvmrc", () => {
  const version = readFileSync(join(PROJECT, ".nvmrc"), "utf8").trim();
  for (const cpu of ["x64", "arm64"]) expect(packages[`node_modules/node-linux-${cpu}`]?.version).toBe(version);
});
