// The county as a process: what it says when its file is wrong, who may share its folder, how it stops, what a changed file does.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { FleetView } from "#bridge/county/fleet/view.ts";
import { County, startCounty } from "../harness/county.ts";
import { until } from "../harness/wait.ts";

test("run.json names process, addresses, county and store; SIGTERM ends with 0 and takes it away", async () => {
  await using county = await startCounty();
  const { run } = county;
  expect(run).toMatchObject({
    http: expect.stringMatching(/^http:/),
    mqtt: expect.stringMatching(/^mqtt:/),
    mqtts: null,
    campus: "lanxian",
  });
  const before = run.epoch;
  expect(await county.kill("SIGTERM")).toEqual({ code: 0, signal: null });
  expect(existsSync(join(county.data, "run.json"))).toBe(false);
  await county.start();
  expect(county.run.epoch).toBe(before);
});

test("a wrong county.yaml ends with 64, every mistake on a line of its own", async () => {
  await using county = new County({ config: { listen: { http: "0.0.0.0:0" }, extra: 1 } });
  expect((await county.startToEnd()).code).toBe(64);
  expect(county.stderr).toMatch(/^county\.yaml\.extra: is not an allowed key here: take it out$/m);
});

test("a second county on the same folder ends with 75", async () => {
  await using county = await startCounty();
  expect((await county.startToEnd()).code).toBe(75);
});

test("a campus that is added to county.yaml is known without a restart; a wrong file changes nothing", async () => {
  await using county = await startCounty({
    campuses: { a: {}, b: {} },
    config: { campuses: [{ id: "a", name: "a" }] },
  });
  const admin = await county.admin();
  const ids = async () =>
    (await admin.get("campuses")).json<FleetView & Record<string, unknown>>().campuses.map(({ id }) => id);
  expect(await ids()).toEqual(["a"]);
  county.configure({ campuses: { a: {}, b: {} }, config: { campuses: [{ id: "a", name: "a", town: "nowhere" }] } });
  process.kill(county.run.pid, "SIGHUP");
  await until("the mistake to be told", () => county.stderr.includes("there is no town nowhere"));
  expect(await ids()).toEqual(["a"]);
  county.configure({ campuses: { a: {}, b: {} } });
  await until("the new campus", async () => (await ids()).length === 2);
});
