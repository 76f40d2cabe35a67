import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { tempFolder } from "#test/harness/temp.ts";

const START = fileURLToPath(new URL("./start.mjs", import.meta.url));
const UNIT = fileURLToPath(new URL("../provisioning/deploy/campus-gateway.service", import.meta.url));

test("as a service the gateway keeps its compiled code in the folder that systemd gives it", async () => {
  expect(readFileSync(UNIT, "utf8")).toContain("\nCacheDirectory=");
  await using folder = tempFolder();
  const env = { ...process.env, CACHE_DIRECTORY: folder.path };
  const { status, stderr } = spawnSync(process.execPath, [START], { env, encoding: "utf8" });
  expect({ status, said: stderr.startsWith("usage: ") }).toEqual({ status: 64, said: true });
  expect(existsSync(join(folder.path, process.version, "filled"))).toBe(true);
});
