// A night in which the air conditioner of a machine room fails, lived through by a real gateway that is killed and stopped, with a sensor on
// Modbus, a power meter on MQTT and an InfluxDB: what the tests of this night look back at.
import { memoryUnit } from "#drivers/modbus/simulator/device.ts";
import { startSimulator } from "#drivers/modbus/simulator/server.ts";
import type { AlarmDeskView, AlarmHistory, RuleView } from "#gateway/contract/alarm-desk.ts";
import type { Alarm } from "#gateway/contract/alarms.ts";
import type { Entry } from "#gateway/contract/entry.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { allEntries } from "../harness/entries.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { type Ask, askInflux } from "../harness/grafana.ts";
import type { HttpClient } from "../harness/http.ts";
import { startInflux } from "../harness/influx.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { tempFolder } from "../harness/temp.ts";
import { until } from "../harness/wait.ts";
import { wallClock } from "../harness/wall-clock.ts";

/** A machine with everything else to do takes so long to start its drivers. */
const PATIENCE_MS = 90_000;
/** Of the gateway's clock, between its starts: longer than any step of a chart, so that each start is a row of its own. */
export const WATCH_MS = 2 * 3_600_000;
const QUARTER_MS = 15 * 60_000;
const TEMPERATURE = 1;
export const ID = "inlet-warm.mr1-th.temperature";
/** The rule of the sensor's profile, but with delays for a short night. */
const RULE = {
  id: "inlet-warm", profile: "xy-md02", point: "temperature", above: 27, deadband: 1, onDelay: "1s", severity: "high",
  text: { "zh-CN": "机房进风温度高", en: "Inlet air warm" }, consequence: { "zh-CN": "会自动关机" }, action: { "zh-CN": "打开备用空调" },
  respondWithin: "10min",
}; // biome-ignore format: one rule
/** What the meter of the room says while all is well. */
const POWER = {
  current: 6.2,
  voltage: 228,
  "on-battery": false,
  runtime: 2400,
  battery: 100,
  load: 31,
  door: false,
  leak: false,
};

/** What was seen and told, watch by watch. */
export interface HotNight extends AsyncDisposable {
  readonly rules: readonly RuleView[];
  /** Listed before it got hot. */
  readonly before: readonly Alarm[];
  /** After the kill. */
  readonly hot: Alarm;
  readonly desk: AlarmDeskView;
  readonly acknowledged: number;
  /** In the morning. */
  readonly over: Alarm;
  readonly after: readonly Alarm[];
  readonly told: readonly Entry[];
  readonly past: AlarmHistory;
  /** Asks the InfluxDB of the night. */
  readonly ask: Ask;
  /** When the gateway was started first, by its own clock; then a watch later each, after a stop, the kill, and a stop. */
  readonly eveningMs: number;
}

/** Lives through the night; afterwards InfluxDB is still there. */
export async function hotNight(): Promise<HotNight> {
  await using made = new AsyncDisposableStack();
  const folder = made.use(tempFolder("campus-night"));
  const influx = made.use(await startInflux());
  const ask = askInflux(influx.url);
  const unit = memoryUnit();
  const celsius = (value: number) => unit.set(4, TEMPERATURE, Math.round(value * 10), 450);
  celsius(24);
  const simulator = made.use(await startSimulator({ units: new Map([[1, unit]]), clock: systemClock }));
  // Three watches pass between evening and morning, but only on the gateway's clock; each begins with a new quarter of an hour.
  const eveningMs = Math.floor(Date.now() / QUARTER_MS) * QUARTER_MS - 3 * WATCH_MS;
  let watch = 0;
  const wall = wallClock(folder.path, stampOf(eveningMs));
  const nextWatch = async (signal: NodeJS.Signals) => {
    await gateway.kill(signal);
    watch++;
    wall.set(stampOf(eveningMs + watch * WATCH_MS));
    await gateway.start();
  };
  const connection = { tcp: `127.0.0.1:${simulator.port}`, unit: 1, timeout: "2s" };
  const sensor = { driver: "modbus", profile: "xy-md02", connection, every: "200ms", credential: undefined };
  const gateway = made.use(
    await startGateway({
      env: wall.env,
      readyWithinMs: 2 * PATIENCE_MS,
      devices: {
        "mr1-th": { ...sensor, place: "mr1", report: { onChange: true, atLeast: "60s" } },
        // Nobody is called because it is away for a watch.
        "mr1-power": { place: "mr1", staleAfter: "1d" },
      },
      config: {
        places: [{ id: "mr1", name: "网络机房", class: "machine-room", key: true }],
        alarms: [RULE],
        influx: { url: influx.url, version: 1, database: "campus" },
      },
    }),
  );

  const evening = await gateway.admin();
  const { rules } = (await evening.get("alarms/rules")).json<{ rules: RuleView[] }>();
  const before = await openAlarms(evening);
  await sends(gateway, POWER);
  await readingOf(evening, 24);

  await nextWatch("SIGTERM");
  await sends(gateway, { ...POWER, current: 0.1 });
  const late = await gateway.admin();
  for (const warmer of [25.2, 26.4, 28.4]) {
    celsius(warmer);
    await readingOf(late, warmer);
  }
  await alarmWhen(late, "the alarm", ({ active }) => active);

  await nextWatch("SIGKILL");
  const night = await gateway.admin();
  const hot = await alarmWhen(night, "the alarm after the kill", ({ active }) => active);
  const desk = (await night.get("alarms/desk")).json<AlarmDeskView>();
  const acknowledged = (await night.post(`alarms/${ID}/ack`, { occurrence: 1, comment: "在去的路上" })).status;
  await shows(ask, `SELECT * FROM "event" WHERE "type" = 'device.offline'`);
  await shows(ask, `SELECT * FROM "reading_15m" WHERE "max" = 28.4`);

  await nextWatch("SIGTERM");
  const morning = await gateway.admin();
  const { client } = await connectDevice(gateway, gateway.device(1));
  await client.publishAsync("campus/v1/mr1-power/telemetry", JSON.stringify({ points: { ...POWER, runtime: null } }), {
    qos: 1,
  });
  await client.publishAsync(
    "campus/v1/mr1-power/event",
    JSON.stringify({ type: "door.opened", data: { door: "mr1" } }),
    { qos: 1 },
  );
  celsius(25.9);
  const over = await alarmWhen(morning, "the end", ({ active }) => !active);
  const told = (await allEntries(morning, "kind=alarm")).filter(({ body }) => body.id === ID);
  const past = await until("the end in the past", async () => {
    const found = (await morning.get("alarms/history?rule=inlet-warm")).json<AlarmHistory>();
    return found.occurrences[0]?.clearedAt ? found : null;
  });
  const after = await openAlarms(morning);
  await shows(ask, `SELECT * FROM "event" WHERE "type" = 'alarm.cleared'`);
  await client.endAsync();
  const kept = made.move();
  const dispose = () => kept.disposeAsync();
  return {
    rules,
    before,
    hot,
    desk,
    acknowledged,
    over,
    after,
    told,
    past,
    ask,
    eveningMs,
    [Symbol.asyncDispose]: dispose,
  };
}

/** A time as libfaketime reads it. */
function stampOf(ms: number): string {
  return `@${new Date(ms).toISOString().slice(0, 19).replace("T", " ")}`;
}

function alarmWhen(admin: HttpClient, what: string, is: (alarm: Alarm) => boolean): Promise<Alarm> {
  return until(
    what,
    async () => {
      const answer = await admin.get(`alarms/${ID}`);
      const alarm = answer.status === 200 ? answer.json<Alarm>() : null;
      return alarm !== null && is(alarm) ? alarm : null;
    },
    PATIENCE_MS,
  );
}

async function openAlarms(admin: HttpClient): Promise<readonly Alarm[]> {
  return (await admin.get("alarms")).json<{ alarms: Alarm[] }>().alarms;
}

function readingOf(admin: HttpClient, value: number): Promise<boolean> {
  return until(
    `${value} Cel`,
    async () => {
      const { points } = (await admin.get("latest?device=mr1-th&point=temperature")).json<{
        points: { value: unknown }[];
      }>();
      return points[0]?.value === value;
    },
    PATIENCE_MS,
  );
}

async function sends(gateway: Gateway, points: Readonly<Record<string, unknown>>): Promise<void> {
  await using meter = await connectDevice(gateway, gateway.device(1));
  await meter.telemetry(points);
}

function shows(ask: Ask, query: string): Promise<boolean> {
  return until(`rows of ${query}`, async () => (await ask(query)).length > 0, PATIENCE_MS);
}
