// Alarms reach a group chat of the school through a whole gateway, which is killed and stopped in between: campus.yaml, a device, a robot that
// checks signatures, and the ledger over HTTP.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Delivery, RoadView } from "#gateway/contract/notify.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { startRobots } from "../harness/robots.ts";
import { until } from "../harness/wait.ts";

const DEVICES = ["th-1", "th-2"];
const SLOW_MS = 60_000;

async function deliveries(gateway: Gateway): Promise<readonly Delivery[]> {
  const admin = await gateway.admin();
  return (await admin.get("notify/deliveries?says=raised")).json<{ deliveries: Delivery[] }>().deliveries.toReversed();
}

async function hot(gateway: Gateway, id: string): Promise<void> {
  const found = gateway.devices.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no device ${id}`);
  await using device = await connectDevice(gateway, found);
  await device.publish("telemetry", { points: { temperature: 31 } });
}

test("an alarm is told once by a robot; killed while it waits for the answer it is told once more with the mark, and a stop leaves nothing behind", async () => {
  await using robots = await startRobots();
  const folder = mkdtempSync(join(tmpdir(), "campus-roads-"));
  try {
    const [urlFile, secretFile] = [join(folder, "group.url"), join(folder, "group.secret")];
    writeFileSync(urlFile, `${robots.url("dingtalk")}\n`, { mode: 0o600 });
    writeFileSync(secretFile, `${robots.secret}\n`, { mode: 0o600 });
    await using gateway = await startGateway({
      devices: Object.fromEntries(DEVICES.map((id) => [id, {}])),
      config: {
        alarms: DEVICES.map((device) => ({ id: `hot-${device}`, device, point: "temperature", above: 28, severity: "high", text: { "zh-CN": "温度高" } })), // biome-ignore format: one rule
        duty: { posts: [{ id: "guard", name: "门卫室", covered: "sometimes" }] },
        notify: {
          roads: [{ id: "group", kind: "dingtalk", name: "值班群", urlFile, secretFile }],
          plans: [
            { id: "all", severities: ["critical", "high"], steps: [{ after: "0s", to: "guard", by: ["group"] }] },
          ],
        },
      },
    });
    await hot(gateway, "th-1");
    await until("the robot to have taken it", () => robots.taken.length === 1, SLOW_MS);
    await until(
      "the ledger to know",
      async () => (await deliveries(gateway)).some(({ state }) => state === "accepted"),
      SLOW_MS,
    );
    expect(robots.taken[0]?.text).toContain("【高】温度高");

    robots.answer("hang");
    const before = robots.requests;
    await hot(gateway, "th-2");
    await until("the request", () => robots.requests > before, SLOW_MS);
    await gateway.kill("SIGKILL");
    robots.answer(null);
    await gateway.start();
    await until("the repeat", () => robots.taken.length === 2, SLOW_MS);
    expect(robots.taken[1]?.text).toContain("【可能重复】");
    const told = await until(
      "the ledger to know both",
      async () => {
        const rows = (await deliveries(gateway)).filter(({ road, alarms, code }) => road === "group" && code !== "nobody-on-duty" && alarms[0]?.id.startsWith("hot-th-2") === true); // biome-ignore format: one filter
        return rows.length === 2 && rows[1]?.state === "accepted" ? rows : null;
      },
      SLOW_MS,
    );
    expect(told.map(({ state, repeated }) => [state, repeated])).toEqual([
      ["unknown", false],
      ["accepted", true],
    ]);

    const roads = (await (await gateway.admin()).get("notify/roads")).json<{ roads: RoadView[] }>().roads;
    expect(roads.map(({ id, state }) => [id, state])).toEqual([["group", "ready"]]);
    expect(JSON.stringify(roads)).not.toContain("access_token");

    expect(await gateway.kill("SIGTERM")).toMatchObject({ code: 0 });
    await gateway.start();
    await until(
      "the calls to go on",
      async () => (await (await gateway.admin()).get("notify/calls")).json<{ calls: unknown[] }>().calls.length === 2,
      SLOW_MS,
    );
    expect(robots.taken).toHaveLength(2);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 180_000);
