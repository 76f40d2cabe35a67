// A gateway and a county, both real processes: what happens on campus is known at the county, also over kills of either.

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CampusView, FleetView } from "#bridge/county/fleet/view.ts";
import { type County, startCounty } from "../harness/county.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { HttpClient } from "../harness/http.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";

const ID = "no3-middle";
let county: County;
let gateway: Gateway;

const CAMPUSES = {
  [ID]: { town: "chengguan", tags: ["middle"] },
  "no4-primary": { town: "beishan", tags: ["primary"] },
};
const TOWNS = {
  towns: [
    { id: "chengguan", name: "城关镇" },
    { id: "beishan", name: "北山乡" },
  ],
};

beforeAll(async () => {
  county = await startCounty({ campuses: CAMPUSES, config: TOWNS });
  const { secretFile } = county.campus(ID);
  gateway = await startGateway({
    devices: 2,
    config: {
      county: { url: county.run.mqtt, secretFile, summaryEvery: "1s" },
      alarms: [{ id: "hot", device: "dev-0001", point: "temperature", above: 28, severity: "critical" }],
    },
  });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await county[Symbol.asyncDispose]();
});

async function fleet(query = ""): Promise<FleetView> {
  return (await (await county.admin()).get(`campuses${query}`)).json<unknown>() as FleetView;
}
async function campus(): Promise<CampusView> {
  const found = (await fleet()).campuses.find(({ id }) => id === ID);
  if (found === undefined) throw new Error("the campus is not listed");
  return found;
}
/** Entries at the county, counted in its file. */
function atCounty(type: string): number {
  const db = new DatabaseSync(join(county.data, "county.db"), { readOnly: true });
  try {
    return Number(db.prepare("SELECT count(*) AS n FROM entry WHERE campus = ? AND type = ?").get(ID, type)?.n);
  } finally {
    db.close();
  }
}

interface FigureRow {
  readonly at_min: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** The county's figures of a device's temperature, in order. */
function figuresAtCounty(device: string, step: number): FigureRow[] {
  const db = new DatabaseSync(join(county.data, "county.db"), { readOnly: true });
  try {
    const sql = `SELECT at_min, count, sum, min, max FROM figure JOIN series ON series.n = figure.series
      WHERE campus = ? AND device = ? AND point = 'temperature' AND step = ? ORDER BY at_min`;
    return db.prepare(sql).all(ID, device, step) as unknown as FigureRow[];
  } finally {
    db.close();
  }
}

test("a campus that signs in with its secret is seen as connected, with version and clock", async () => {
  const seen = await until("the campus", async () => {
    const now = await campus();
    return now.link.state === "up" && now.version !== null && now;
  });
  expect(seen).toMatchObject({ town: "chengguan", townName: "城关镇", tags: ["middle"] });
  expect(Math.abs(seen.clockOffsetMs ?? Number.NaN)).toBeLessThan(60_000);
});

test("an alarm on campus is open at the county and costs it points; the worst campus comes first", async () => {
  await using device = await connectDevice(gateway, gateway.device(0));
  await device.telemetry({ temperature: 40 });
  const seen = await until("the alarm at the county", async () => {
    const now = await campus();
    return now.openAlarms.critical === 1 && now;
  });
  expect(seen.worstSeverity).toBe("critical");
  expect(seen.penalties).toContainEqual({ code: "critical-alarms", points: 40, count: 1 });
  const { campuses } = await fleet();
  expect(campuses.map(({ id }) => id)).toEqual([ID, "no4-primary"]);
  expect(campuses[1]).toMatchObject({ score: null, link: { state: "unknown" } });
});

test("campuses are filtered by town and tag", async () => {
  const ids = async (query: string) => (await fleet(query)).campuses.map(({ id }) => id);
  expect(await ids("?town=beishan")).toEqual(["no4-primary"]);
  expect(await ids("?tag=middle&tag=primary")).toEqual([]);
  expect(await ids("?tag=middle")).toEqual([ID]);
});

test("nobody sees the campuses without signing in", async () => {
  expect((await new HttpClient(county.run.http ?? "").get("campuses")).status).toBe(401);
});

test("what the county has of a point is what the campus answers about it, also after late data corrected it", async () => {
  await using device = await connectDevice(gateway, gateway.device(1));
  const from = Math.floor(Date.now() / 900_000) * 900_000 - 4 * 3_600_000;
  const tell = (minutes: readonly number[]) =>
    Promise.all(
      minutes.map((minute) => device.telemetry({ temperature: 20 + minute / 7 }, { ts: from + minute * 60_000 })),
    );
  const onCampus = async (step: string) => {
    const range = `from=${new Date(from).toISOString()}&to=${new Date(from + 3_600_000).toISOString()}`;
    const answer = await (await gateway.admin()).get(`history?device=dev-0002&point=temperature&${range}&step=${step}`);
    return answer.json<{ buckets: { at: string; count: number; sum: number; min: number; max: number }[] }>().buckets;
  };
  const same = async (step: "1min" | "15min") => {
    const [here, there] = [await onCampus(step), figuresAtCounty("dev-0002", step === "1min" ? 1 : 15)];
    return (
      here.length === there.length &&
      here.every(({ at, count, sum, min, max }, i) => {
        const figure = there[i];
        if (figure === undefined || figure.at_min * 60_000 !== Date.parse(at)) return false;
        return (
          figure.count === count && figure.min === min && figure.max === max && Math.abs(figure.sum - sum) <= 1e-9 * sum
        );
      })
    );
  };
  await tell([0, 1, 2, 17, 18, 40]);
  await until(
    "the figures at the county",
    async () => (await onCampus("1min")).length === 6 && (await same("1min")),
    60_000,
  );
  await tell([1, 1, 5, 41]);
  await until(
    "the corrected figures",
    async () => (await onCampus("1min")).length === 8 && (await same("1min")),
    60_000,
  );
  await until("the quarters of an hour", () => same("15min"), 60_000);
});

test("whatever is killed in between, every event arrives, once", async () => {
  const EVENTS = 60;
  let device = await connectDevice(gateway, gateway.device(1));
  for (let i = 1; i <= EVENTS; i++) {
    await device.publish("event", { eid: `e-${i}`, type: "door.forced", data: { n: i } });
    if (i === 15 || i === 45) {
      await county.kill("SIGKILL");
      await county.start();
    }
    if (i === 30) {
      await gateway.kill("SIGKILL");
      await gateway.start();
      device = await connectDevice(gateway, gateway.device(1));
    }
  }
  await device[Symbol.asyncDispose]();
  await until("every event at the county", () => atCounty("door.forced") === EVENTS, 60_000);
  await until(
    "everything to be freed",
    async () => /campus_outbox_frames\{lane="event"\} 0/.test((await gateway.client().get("/metrics")).text),
    60_000,
  );
  expect(atCounty("door.forced")).toBe(EVENTS);
});

test("a campus whose gateway stops is down, not well, and the county says since when", async () => {
  await gateway.kill("SIGTERM");
  const seen = await until("it to be noticed", async () => {
    const now = await campus();
    return now.link.state === "down" && now;
  });
  expect(seen.score).toBeNull();
  expect(seen.link.lastSeen).not.toBeNull();
  await gateway.start();
  await until("it to be back", async () => (await campus()).link.state === "up", 60_000);
});
