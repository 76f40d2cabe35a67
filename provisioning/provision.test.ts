// `npm run provision` as a process: exit codes, what is said on which stream, and where paths start.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { command } from "#test/harness/command.ts";
import { PROJECT } from "#test/harness/gateway.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { runProvision } from "./plan/testing.ts";

test("without a terminal nothing is done unless --yes is given; paths start where npm was called", async () => {
  await using folder = tempFolder("campus-provision");
  const run = (...args: string[]) =>
    command(process.execPath, ["provisioning/provision.ts", "grafana", "--out", "here", ...args], {
      cwd: PROJECT,
      env: { INIT_CWD: folder.path },
      deadlineMs: 100_000,
    });
  const planned = await run();
  expect([planned.code, planned.stderr]).toEqual([1, ""]);
  expect(planned.stdout).toContain(`+ ${join(folder.path, "here", "datasources", "campus-gateway.yaml")}`);
  expect(readdirSync(folder.path)).toEqual([]);
  expect((await run("--yes")).code).toBe(0);
  expect(readdirSync(join(folder.path, "here"))).toEqual(["dashboards", "datasources"]);
});

test.each([
  ["yes", 0],
  ["是", 0],
  ["", 1],
  ["no", 1],
])("whoever answers %j gets exit %i", async (answer, exit) => {
  await using folder = tempFolder("campus-provision");
  const { code } = await runProvision(["grafana", "--out", "."], folder.path, answer);
  expect([code, readdirSync(folder.path).length > 0]).toEqual([exit, exit === 0]);
});

test.each([
  [[], "what to provision is missing: call it as\nnpm run provision -- influxdb"],
  [["loki"], "there is nothing called loki to provision"],
  [["grafana"], "--out is missing: Name the folder that Grafana reads"],
  [["grafana", "--out", ".", "--language", "fr"], "there is no dashboard in fr"],
  [["influxdb"], "--config is missing"],
])("%j is refused with what to do, exit 64", async (args, what) => {
  const { code, stdout, stderr } = await runProvision(args, PROJECT);
  expect([code, stdout, stderr]).toEqual([64, "", expect.stringContaining(what)]);
});

test("--help says how each target is called, and is no mistake", async () => {
  for (const args of [["--help"], ["grafana", "--help"]]) {
    const { code, stdout, stderr } = await runProvision(args, PROJECT);
    expect([code, stdout, stderr]).toEqual([0, expect.stringContaining("county-grant --config"), ""]);
  }
});
