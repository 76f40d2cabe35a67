// InfluxDB is stopped, started and killed at random while the gateway is killed, too: what is acknowledged must be there in the end, once.
import type { Entry } from "#gateway/contract/entry.ts";
import { allEntries } from "../harness/entries.ts";
import { Gateway } from "../harness/gateway.ts";
import { type InfluxServer, startInflux } from "../harness/influx.ts";
import { until } from "../harness/wait.ts";
import { Ledger } from "./ledger.ts";
import { type Random, randomOf } from "./random.ts";
import { SteadyDevice } from "./steady-device.ts";

export interface InfluxLoopOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly devices?: number;
  /** Each round: load runs so long at most before the kill. */
  readonly loadMs?: number;
}

export interface InfluxLoopResult {
  readonly rounds: number;
  readonly seed: number;
  readonly acked: number;
  /** Points of readings in InfluxDB. */
  readonly points: number;
  readonly influxEnded: number;
  readonly faults: readonly string[];
}

/** Many messages make the journal long, not the test better. */
const WINDOW = 4;

/** Runs the loop on one data folder and one database; `faults` must be empty. */
export async function influxLoop(options: InfluxLoopOptions): Promise<InfluxLoopResult> {
  const { rounds, seed, devices: count = 4, loadMs = 400 } = options;
  const random = randomOf(seed);
  await using influx = await startInflux();
  const config = { influx: { url: influx.url, version: 1, database: "campus" } };
  await using gateway = new Gateway({ devices: count, config });
  const devices = gateway.devices.map((device) => new SteadyDevice(device, "influx-loop", WINDOW));
  const disturbed = disturb(influx, random);
  let position = 1;
  for (let round = 0; round < rounds; round++) {
    await gateway.start();
    await Promise.all(devices.map((device) => device.connect(gateway.mqttPort)));
    const before = devices.map((device) => device.acked);
    await until(
      "the first acknowledgement of a round",
      () => devices.some((d, i) => d.acked > (before[i] ?? 0)),
      60_000,
    );
    // Its position is written down while more comes in, and only then something happens to InfluxDB.
    if (disturbed.isUp()) await until("a position", async () => (await positionOf(gateway)) > position, 60_000);
    await Promise.all([disturbed.next(), pause(random.between(0, loadMs))]);
    position = await positionOf(gateway);
    await gateway.kill("SIGKILL");
    await until("the devices to notice", () => devices.every((device) => !device.connected));
  }
  await disturbed.end();
  await gateway.start();
  await Promise.all(devices.map((device) => device.connect(gateway.mqttPort)));
  await Promise.all(devices.map((device) => device.drained()));
  const admin = await gateway.admin();
  await until(
    "InfluxDB to have everything",
    async () => {
      const { consumers } = (await admin.get("status")).json<{
        consumers: readonly { consumer: string; entries: number }[];
      }>();
      return consumers.some(({ consumer, entries }) => consumer === "influx" && entries === 0);
    },
    180_000,
  );
  const ledger = new Ledger();
  await ledger.compare(admin, devices);
  const wanted = (await allEntries(admin, "kind=reading")).flatMap(pointsOf);
  const found = (await influx.query("SELECT device, point, value FROM reading")).map(
    ({ time, device, point, value }) => `${device} ${point} ${time} ${value}`,
  );
  return {
    rounds,
    seed,
    acked: devices.reduce((sum, device) => sum + device.acked, 0),
    points: found.length,
    influxEnded: disturbed.count(),
    faults: [...ledger.faults, ...differences(wanted, found)].slice(0, 20),
  };
}

/** Up to which entry InfluxDB is known to have everything. */
async function positionOf(gateway: Gateway): Promise<number> {
  const status = await (await gateway.admin()).get("status");
  const { cursors } = status.json<{ journal: { cursors: readonly { consumer: string; seq: number }[] } }>().journal;
  return cursors.find(({ consumer }) => consumer === "influx")?.seq ?? 0;
}

/** Each point of a reading as it must be in InfluxDB: its time holds the seq. */
function pointsOf({ device, measuredAt, seq, body }: Entry): string[] {
  const time = `${Date.parse(measuredAt)}${String(seq % 1_000_000).padStart(6, "0")}`;
  const points = body.points as Readonly<Record<string, { readonly value: unknown }>>;
  return Object.entries(points).map(([point, { value }]) => `${device} ${point} ${time} ${value}`);
}

function differences(wanted: readonly string[], found: readonly string[]): string[] {
  const there = new Set(found);
  const meant = new Set(wanted);
  return [
    ...(there.size === found.length ? [] : [`${found.length - there.size} points are there twice`]),
    ...wanted.filter((point) => !there.has(point)).map((point) => `missing: ${point}`),
    ...found.filter((point) => !meant.has(point)).map((point) => `nobody sent: ${point}`),
  ];
}

/** One disturbance a round: kill, stop or start, whichever is possible and chance says. */
function disturb(influx: InfluxServer, random: Random) {
  let isUp = true;
  let ended = 0;
  return {
    next: async () => {
      const what = isUp ? random.pick(["kill", "stop", "nothing"]) : random.pick(["start", "start", "nothing"]);
      await pause(random.between(0, 200));
      if (what === "nothing") return;
      if (what === "start") await influx.start();
      else await influx.stop(what === "kill" ? "SIGKILL" : "SIGTERM");
      ended += what === "start" ? 0 : 1;
      isUp = what === "start";
    },
    end: async () => {
      if (!isUp) await influx.start();
      isUp = true;
    },
    isUp: () => isUp,
    count: () => ended,
  };
}

/** Chance decides when a fault strikes. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
