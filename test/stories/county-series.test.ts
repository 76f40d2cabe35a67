// Summaries of campuses in a real series store: whatever ends or is away in between, each bucket is there once, and it is the newest.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inventedCampuses } from "#bridge/simulator/campuses.ts";
import { MINUTE_MS } from "#bridge/simulator/figures.ts";
import { type Fleet, startFleet } from "#bridge/simulator/fleet.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { type County, startCounty } from "../harness/county.ts";
import { bucketName, countyRows, exact, figuresStored, type Total } from "../harness/county-db.ts";
import { QUICK } from "../harness/county-link.ts";
import { type InfluxServer, startInflux, startVictoria, type TestServer } from "../harness/influx.ts";
import { until } from "../harness/wait.ts";

/** Long enough for late readings to correct what was sent before. */
const PLAYED_MS = 150 * MINUTE_MS;
/** Until then everything that comes late has come. */
const COUNTED_MS = PLAYED_MS - 20 * MINUTE_MS;
const WAIT_MS = 90_000;
const SPECS = inventedCampuses(2);
const IDS = SPECS.map(({ id }) => id);
const MEASUREMENTS = [
  ["reading_1m", 1],
  ["reading_15m", 15],
] as const;

let county: County;
let influx: InfluxServer;
let fleet: Fleet;

const seriesOf = (store: TestServer) => ({ series: { url: store.url, version: 1, database: "county" } });
const campuses = Object.fromEntries(IDS.map((id) => [id, {}]));

beforeAll(async () => {
  influx = await startInflux({ database: "county" });
  county = await startCounty({ campuses, config: seriesOf(influx) });
  fleet = startFleet({
    campuses: SPECS,
    url: county.run.mqtt ?? "",
    secretFileOf: (campus) => county.campus(campus).secretFile,
    clock,
    log: createLog("silent"),
    historyMs: PLAYED_MS,
    speed: 900,
    patience: QUICK,
  });
});
afterAll(async () => {
  await fleet[Symbol.asyncDispose]();
  await county[Symbol.asyncDispose]();
  await influx[Symbol.asyncDispose]();
});

/** Every bucket of a campus in InfluxDB, as `figuresStored` names them. */
async function inInflux(campus: string): Promise<Map<string, Total>> {
  const found = new Map<string, Total>();
  for (const [measurement, step] of MEASUREMENTS)
    for (const row of await influx.query(
      `SELECT * FROM ${measurement} WHERE campus = '${campus}' AND time < ${endMs()}000000 GROUP BY *`,
    )) {
      const atMs = Number(String(row.time).slice(0, -6));
      const [min, max] = [row.min, row.max].map((value) => (value === null ? null : Number(value)));
      const total: Total = [Number(row.count), min ?? null, max ?? null, exact(Number(row.sum))];
      found.set(bucketName(String(row.device), String(row.point), step, atMs), total);
    }
  return found;
}
const endMs = () => fleet.fromMs + COUNTED_MS;
const sorted = (totals: Map<string, Total>) => [...totals].sort(([a], [b]) => a.localeCompare(b));
const due = () => Number(countyRows(county.data, "SELECT count(*) AS n FROM due")[0]?.n);
const swept = () => Number(countyRows(county.data, "SELECT swept FROM target")[0]?.swept);
const stored = () => Number(countyRows(county.data, "SELECT count(*) AS n FROM figure")[0]?.n);
const isThrough = () => fleet.campuses.every(({ told, held }) => told.figuresToMs > fleet.fromMs + PLAYED_MS - MINUTE_MS && told.behind.fromMs >= told.behind.toMs && held === 0); // biome-ignore format: one condition

test("a county that is killed while it sends, and a store that is away meanwhile: each bucket is in the store once, and it is the county's", async () => {
  for (const part of [0.2, 0.5]) {
    await until("some of it", () => fleet.campuses.every(({ told }) => told.figuresToMs > fleet.fromMs + part * PLAYED_MS), WAIT_MS); // biome-ignore format: one line
    await county.kill("SIGKILL");
    await county.start();
  }
  await influx.stop("SIGKILL");
  const before = stored();
  await until("more to be told", () => stored() > before || isThrough(), WAIT_MS);
  await influx.start();
  await until("all to be told", isThrough, WAIT_MS);
  await until("all to be sent", () => due() === 0 && swept() === -1, WAIT_MS);
  for (const id of IDS) {
    const kept = figuresStored(county.data, id, 0, endMs());
    expect(kept.size).toBeGreaterThan(1000);
    expect(sorted(await inInflux(id))).toEqual(sorted(kept));
  }
}, 300_000);

test("a store that is named later gets all that the county keeps", async () => {
  await until("all to be told", isThrough, WAIT_MS);
  await using victoria = await startVictoria();
  await county.kill("SIGTERM");
  county.configure({ campuses, config: { listen: { http: "127.0.0.1:0", mqtt: new URL(county.run.mqtt ?? "").host }, ...seriesOf(victoria) } }); // biome-ignore format: one line
  await county.start();
  await until("all to be sent", () => swept() === -1 && due() === 0, WAIT_MS);
  const match = new URLSearchParams({ "match[]": `{__name__=~"reading_(1m|15m)_count",campus="${IDS[0]}"}` });
  const samples = async () => {
    await fetch(`${victoria.url}/internal/force_flush`);
    const lines = (await (await fetch(`${victoria.url}/api/v1/export?${match}`)).text()).trim().split("\n");
    const found = new Set<string>();
    for (const line of lines.filter(Boolean)) {
      const { metric, timestamps }: { metric: Record<string, string>; timestamps: number[] } = JSON.parse(line);
      for (const at of timestamps) found.add(bucketName(metric.device ?? "", metric.point ?? "", metric.__name__ === "reading_1m_count" ? 1 : 15, at)); // biome-ignore format: one line
    }
    return found;
  };
  const kept = figuresStored(county.data, IDS[0] ?? "", 0, endMs());
  await until("it to be searchable", async () => (await samples()).size >= kept.size, WAIT_MS);
  const found = await samples();
  expect([...kept.keys()].filter((name) => !found.has(name))).toEqual([]);
}, 300_000);
