// From a device's publish on campus to the alarm at the county, both real processes: at rest, and while 300 campuses bring their day.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inventedCampuses } from "#bridge/simulator/campuses.ts";
import { type County, startCounty } from "../harness/county.ts";
import { openCountyFile } from "../harness/county-db.ts";
import { PROJECT, startGateway } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { WAIT_MS } from "./county-figures.ts";
import { Histogram } from "./histogram.ts";
import { rounded } from "./process-figures.ts";

const CAMPUS = "no3-middle";
const ALARMS = 100;
const WARM_UP = 10;
const OTHERS = 300;
const HISTORY_HOURS = 24;
const PAUSE_MS = 50;
const FIGURES = "SELECT count(*) AS n FROM figure";

/** One line at rest, one under load. */
export async function* alarmFigures(): AsyncGenerator<Record<string, unknown>> {
  const specs = inventedCampuses(OTHERS);
  await using county = await startCounty({
    campuses: { [CAMPUS]: {}, ...Object.fromEntries(specs.map(({ id }) => [id, {}])) },
  });
  const { secretFile } = county.campus(CAMPUS);
  await using gateway = await startGateway({
    devices: 1,
    config: {
      county: { url: county.run.mqtt, secretFile },
      alarms: [{ id: "hot", device: "dev-0001", point: "temperature", above: 28, severity: "high" }],
    },
  });
  await using device = await connectDevice(gateway, gateway.device(0));
  const raise = (hot: boolean) => device.telemetry({ temperature: hot ? 40 : 20 });
  using file = openCountyFile(county.data);
  yield { bench: "county", figure: "alarm", othersBusy: 0, ...(await timesOf(county, raise, 0)) };

  // In a process of its own, so that what is measured here does not wait for what plays there.
  using _others = playOthers(county);
  const before = file.count(FIGURES);
  await until("them to tell", () => file.count(FIGURES) > before, WAIT_MS);
  const from = performance.now();
  const busy = await timesOf(county, raise, ALARMS);
  const figures = file.count(FIGURES) - before;
  const figuresPerSecond = rounded((figures * 1000) / (performance.now() - from));
  yield { bench: "county", figure: "alarm", othersBusy: OTHERS, figuresPerSecond, ...busy };
}

/** All campuses of the county but the one that is real, with a day behind them. */
function playOthers(county: County): Disposable {
  const script = join(PROJECT, "cloud-bridge/simulator/start.ts");
  const args = ["--url", county.run.mqtt ?? "", "--secrets", dirname(county.campus(CAMPUS).secretFile)];
  const load = ["--invented", String(OTHERS), "--history", String(HISTORY_HOURS)];
  const child = spawn(process.execPath, [script, ...args, ...load], { stdio: "ignore" });
  return { [Symbol.dispose]: () => child.kill("SIGKILL") };
}

async function timesOf(county: County, raise: (hot: boolean) => Promise<void>, before: number) {
  using file = openCountyFile(county.data);
  const stored = () => file.count("SELECT count(*) AS n FROM entry WHERE campus = ? AND kind = 'alarm'", CAMPUS);
  const times = new Histogram();
  for (let i = 1; i <= ALARMS; i++) {
    const from = performance.now();
    await raise(i % 2 === 1);
    while (stored() < before + i) await sleep(2);
    if (i > WARM_UP) times.add(performance.now() - from);
    await sleep(PAUSE_MS);
  }
  return { alarms: times.count, p50Ms: rounded(times.quantile(0.5)), p99Ms: rounded(times.quantile(0.99)), goalP99Ms: 500 }; // biome-ignore format: one line
}
