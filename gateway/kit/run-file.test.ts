import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clearRunFile, writeRunFile } from "./run-file.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "run-file-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const RUN = {
  pid: 4711, http: "http://127.0.0.1:41873", mqtt: "mqtt://127.0.0.1:41874", mqtts: null, version: "0.3.0", campus: "no3-middle", epoch: "q7m2kx4c",
} as const; // biome-ignore format: the contract's example

test("run.json holds the contract's fields, appears whole by rename, and goes when the process stops", () => {
  const file = join(dir, "run.json");
  const written = writeRunFile(dir, RUN);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(RUN);
  expect(readdirSync(dir)).toEqual(["run.json"]);
  written[Symbol.dispose]();
  expect(existsSync(file)).toBe(false);
  written[Symbol.dispose]();
});

test("what a killed process left is removed, and nothing to remove is no error", () => {
  writeFileSync(join(dir, "run.json"), "{}");
  clearRunFile(dir);
  clearRunFile(dir);
  expect(readdirSync(dir)).toEqual([]);
});
