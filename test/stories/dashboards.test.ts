// A morning of the virtual campus goes through gateway and InfluxDB into the two Grafana dashboards: every query of theirs, asked as Grafana
// asks it, with the account that was made for Grafana, has rows.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import mqtt from "mqtt";
import { expect, test } from "vitest";
import { runProvision } from "#provisioning/plan/testing.ts";
import { type InfluxServer, startInflux } from "../harness/influx.ts";
import { tempFolder } from "../harness/temp.ts";
import { startVirtualCampus } from "../harness/virtual-campus.ts";
import { until } from "../harness/wait.ts";

const CAMPUS = "no3-middle";
/** Water stands in the machine room until 06:30, pupils come from 07:10 on: 14 seconds later. */
const DAY = ["--from", "06:00", "--speed", "300"];
const DEADLINE_MS = 240_000;

interface Asked {
  readonly refId?: string;
  readonly query?: string;
}
interface Dashboard {
  readonly title: string;
  readonly panels: readonly { readonly title: string; readonly type: string; readonly targets?: readonly Asked[] }[];
  readonly annotations: { readonly list: readonly { readonly name: string; readonly target: Asked }[] };
  readonly templating: {
    readonly list: readonly {
      readonly name: string;
      readonly type: string;
      readonly query: string;
      readonly current: { readonly value: string };
    }[];
  };
}

type Query = (influxQl: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** Asks as Grafana's datasource does: posted, with the sign-in of its YAML. */
function asGrafana({ url }: InfluxServer, password: string): Query {
  const authorization = `Basic ${Buffer.from(`grafana-${CAMPUS}:${password}`).toString("base64")}`;
  return async (q) => {
    const body = new URLSearchParams({ db: "campus", epoch: "ms", q });
    const response = await fetch(`${url}/query`, { method: "POST", headers: { authorization }, body });
    const answer: {
      error?: string;
      results?: { error?: string; series?: { columns: string[]; values: unknown[][] }[] }[];
    } = JSON.parse(await response.text());
    const [result] = answer.results ?? [];
    const error = answer.error ?? result?.error;
    if (error !== undefined) throw new Error(`${q}: ${error}`);
    return (result?.series ?? []).flatMap(({ columns, values }) =>
      values.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]]))),
    );
  };
}

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

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: Grafana's way to write a variable
/** The text with the variables of a dashboard in place, written as Grafana writes them. */
function filled(text: string, place: string, devices: readonly string[]): string {
  return text
    .replaceAll("${campus:raw}", CAMPUS)
    .replaceAll("${place:raw}", place)
    .replaceAll("${device:regex}", `(${devices.join("|")})`)
    .replaceAll("$timeFilter", `time >= ${Date.now() - 3_600_000}ms and time <= ${Date.now() + 60_000}ms`)
    .replaceAll("$__interval", "10s");
}

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: Grafana's way to write a variable

/** Which panels, marks and variables of a dashboard have no rows, neither for the place it opens with nor for the whole campus. */
async function withoutRows({ templating, panels, annotations }: Dashboard, query: Query): Promise<string[]> {
  const first = templating.list.find(({ name }) => name === "place")?.current.value ?? "";
  const lists = templating.list.filter(({ type }) => type === "query");
  const asked = [
    ...lists.map(({ name, query: text }) => ({ name, text })),
    ...panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ refId, query: text = "" }) => ({ name: `${title} ${refId}`, text })),
    ),
    ...annotations.list.map(({ name, target }) => ({ name, text: target.query ?? "" })),
  ];
  let empty = asked;
  for (const place of [first, ".*"]) {
    const found = await query(filled(lists.find(({ name }) => name === "device")?.query ?? "", place, []));
    const devices = found.map(({ value }) => String(value));
    const left: typeof asked = [];
    for (const one of empty) if (!hasFigures(await query(filled(one.text, place, devices)))) left.push(one);
    empty = left;
  }
  return empty.map(({ name }) => name);
}

/** A row whose figures are all null draws nothing. */
function hasFigures(rows: Awaited<ReturnType<Query>>): boolean {
  return rows.some(({ time: _time, ...figures }) => Object.values(figures).some((figure) => figure !== null));
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
    const query = asGrafana(influx, secrets.grafana);
    const folder = join(grafana.path, "dashboards", "campus-gateway", "zh-CN");
    const dashboards = ["machine-room", "gateway-health"].map(
      (name): Dashboard => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")),
    );

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
      async () => (await query(`SELECT * FROM "event" WHERE "type" = 'access.granted' LIMIT 1`)).length > 0,
      DEADLINE_MS,
    );

    await addDoubt(influx, secrets.gateway);
    const left = async () => (await Promise.all(dashboards.map((dashboard) => withoutRows(dashboard, query)))).flat();
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
