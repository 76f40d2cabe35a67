// `npm run bench [-- NAME]`: measures and prints one line of JSON per figure. Names: ingest (default), slow-card, memory, modbus, alarms, console, county [PART], history, influx, notify, probes, quick.
import { alarmFigures } from "./alarms.ts";
import { consoleFigures } from "./console.ts";
import { countyFigures } from "./county.ts";
import { historyFigures } from "./history.ts";
import { influxFigures } from "./influx.ts";
import { ingestFigures } from "./ingest.ts";
import { memoryFigure } from "./memory.ts";
import { modbusFigures } from "./modbus.ts";
import { notifyFigures } from "./notify.ts";
import { probeFigures } from "./probes.ts";
import { rtuLinkFigure } from "./rtu-link.ts";
import { slowCardFigure } from "./slow-card.ts";

/** The first seconds of a process are compiled as they run; a gateway runs for months. */
const FULL = { rounds: 3, warmUpMs: 5000, measureMs: 5000 };
const QUICK = { rounds: 1, warmUpMs: 500, measureMs: 2000 };

const BENCHES: Readonly<Record<string, () => AsyncGenerator<Record<string, unknown>>>> = {
  ingest: async function* () {
    yield* ingestFigures(FULL);
    yield await slowCardFigure(FULL);
    yield await memoryFigure();
  },
  "slow-card": async function* () {
    yield await slowCardFigure(FULL);
  },
  memory: async function* () {
    yield await memoryFigure();
  },
  alarms: alarmFigures,
  console: consoleFigures,
  county: () => countyFigures(process.argv[3]),
  history: historyFigures,
  influx: influxFigures,
  modbus: async function* () {
    yield* modbusFigures();
    yield await rtuLinkFigure();
  },
  notify: notifyFigures,
  probes: probeFigures,
  quick: async function* () {
    yield* ingestFigures(QUICK);
    yield await slowCardFigure(QUICK);
  },
};

const name = process.argv[2] ?? "ingest";
const bench = BENCHES[name];
if (bench === undefined) {
  process.stderr.write(`There is no bench "${name}". Known: ${Object.keys(BENCHES).join(", ")}.\n`);
  process.exitCode = 64;
} else {
  for await (const figure of bench()) process.stdout.write(`${JSON.stringify(figure)}\n`);
}
