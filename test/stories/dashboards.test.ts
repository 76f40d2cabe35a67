// A morning of the virtual campus goes through gateway and InfluxDB into the two Grafana dashboards: every query of theirs, asked as Grafana
// asks it, with the account that was made for Grafana, has rows.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import mqtt from "mqtt";
import { expect, test } from "vitest";
import { runProvision } from "#provisioning/plan/testing.ts";
import { type Ask, askInflux, isSeen, lookAt, readDashboard } from "../harness/grafana.ts";
import { type InfluxServer, startInflux } from "../harness/influx.ts";
import { tempFolder } from "../harness/temp.ts";
import { startVirtualCampus } from "../harness/virtual-campus.ts";
import { until } from "../harness/wait.ts";

const CAMPUS = "no3-middle";
/** Water stands in the machine room until 06:30, pupils come from 07:10 on: 14 seconds later. */
const DAY = ["--from", "06:00", "--speed", "300"];
const DEADLINE_MS = 240_000;
/** The virtual campus measures at most so much ahead. */
const AHEAD_MS = 60_000;

/** A visitor's device tells what it measured forty minutes ago, which is summed up at once, and leaves. */
async function visit(folder: string): Promise<void> {
  const id = "my-first-device";
  const { mqtt: url } = JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));
  const password = readFileSync(join(folder, "devices", `${id}.secret`), "utf8").trim();
  const client = await mqtt.connectAsync(url, { clientId: id, username: id, password });
  const message = { ts: Date.now() - 40 * 60_000, points: { temperature: 21.5 } };
  await client.publishAsync(`campus/v1/${id}/telemetry`, JSON.stringify(message), { qos: 1 });
  await client.endAsync();
}

/** No device of the virtual campus is ever in doubt: a value as the contract writes it. */
async function addDoubt({ url }: InfluxServer, pair: string): Promise<void> {
  const tags = `campus=${CAMPUS},device=mr1-th1,point=temperature,unit=Cel`;
  const body = `reading,${tags} value=23.4,quality="uncertain",reason="jump" ${Date.now() - 20 * 60_000}000000`;
  const authorization = `Basic ${Buffer.from(pair).toString("base64")}`;
  const response = await fetch(`${url}/write?db=campus&precision=ns`, {
    method: "POST",
    headers: { authorization },
    body,
  });
  expect([response.status, await response.text()]).toEqual([204, ""]);
}

/** Which panels, marks and variables of a dashboard have no rows, neither for the place it opens with nor for the whole campus. */
async function withoutRows(dashboard: ReturnType<typeof readDashboard>, ask: Ask): Promise<string[]> {
  const nowMs = Date.now() + AHEAD_MS;
  const [first, all] = [await lookAt(dashboard, ask, { nowMs }), await lookAt(dashboard, ask, { nowMs, place: ".*" })];
  const empty = first.filter((one, at) => !isSeen(one) && !isSeen(all[at] ?? one));
  return empty.map(({ where, refId }) => `${where} ${refId}`);
}

test(
  "every panel of both dashboards shows something of the virtual campus, with an account that may only read",
  async () => {
    await using influx = await startInflux({ auth: true, bare: true });
    await using grafana = tempFolder("campus-grafana");
    const secrets = { gateway: "", grafana: "" };
    let data = "";
    const provisioned: string[] = [];
    await using campus = await startVirtualCampus(DAY, {
      fill: async (folder) => {
        data = folder;
        const config = ["--config", join(folder, "campus.yaml"), "--yes"];
        for (const args of [
          ["influxdb", ...config, "--url", influx.url],
          ["grafana", ...config, "--out", grafana.path],
        ]) {
          const { stdout, stderr } = await runProvision(args, folder);
          provisioned.push(stdout, stderr);
        }
        for (const name of ["gateway", "grafana"] as const)
          secrets[name] = readFileSync(join(folder, "secrets", `influxdb-${name}`), "utf8").trim();
      },
    });
    await visit(data);
    const ask = askInflux(influx.url, `grafana-${CAMPUS}:${secrets.grafana}`);
    const folder = join(grafana.path, "dashboards", "campus-gateway", "zh-CN");
    const dashboards = ["machine-room", "gateway-health"].map((name) => readDashboard(join(folder, `${name}.json`)));

    const [leak] = await until(
      "the water alarm",
      async () => {
        const { alarms } = (await campus.client.get("alarms?state=all")).json<{
          alarms: { id: string; occurrence: number; rule: string }[];
        }>();
        const found = alarms.filter(({ rule }) => rule === "mr-leak");
        return found.length > 0 && found;
      },
      DEADLINE_MS,
    );
    const acknowledged = await campus.client.post(`alarms/${leak?.id}/ack`, { occurrence: leak?.occurrence });
    expect([acknowledged.status, provisioned.filter((_text, at) => at % 2 === 1)]).toEqual([200, ["", ""]]);
    await until(
      "the first pupil",
      async () => (await ask(`SELECT * FROM "event" WHERE "type" = 'access.granted' LIMIT 1`)).length > 0,
      DEADLINE_MS,
    );

    await addDoubt(influx, secrets.gateway);
    const left = async () => (await Promise.all(dashboards.map((dashboard) => withoutRows(dashboard, ask)))).flat();
    let empty = await left();
    await until(
      "every panel to have rows",
      async () => {
        if (empty.length > 0) empty = await left();
        return empty.length === 0;
      },
      60_000,
    ).catch(() => undefined);
    expect(empty).toEqual([]);
  },
  DEADLINE_MS * 2,
);
