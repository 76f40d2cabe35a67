// `npm run chaos [-- NAME [SEED]]`: the long forms of the durability proof, one line of JSON each; exit 1 when a promise is broken.
// Names: kill-loop, power-cut, influx, county, faults (the short forms of every other fault), all (default).
import { join } from "node:path";
import { command } from "../harness/command.ts";
import { PROJECT } from "../harness/gateway.ts";
import { countyLoop } from "./county-loop.ts";
import { influxLoop } from "./influx-loop.ts";
import { killLoop } from "./kill-loop.ts";
import { gatewayCuts, journalCuts } from "./power-cut-loop.ts";

const KILL_ROUNDS = 200;
const COUNTY_ROUNDS = 100;
const INFLUX_ROUNDS = 100;
const JOURNAL_CUTS = 96;
const GATEWAY_CUTS = 24;
const WEAKENED_JOURNAL_CUTS = 24;
const WEAKENED_GATEWAY_CUTS = 4;
const FAULT_TESTS = ["process", "inner", "disk", "damage", "clock", "county"];

/** What a run found; `ok` is the promise itself. */
type Result = Record<string, unknown> & { readonly ok: boolean };

async function* killLoopRun(seed: number): AsyncGenerator<Result> {
  const result = await killLoop({ rounds: KILL_ROUNDS, seed });
  yield { chaos: "kill-loop", ...result, ok: result.faults.length === 0 && result.stored === result.acked };
}

async function* influxRun(seed: number): AsyncGenerator<Result> {
  const result = await influxLoop({ rounds: INFLUX_ROUNDS, seed });
  yield { chaos: "influx", ...result, ok: result.faults.length === 0 };
}

async function* countyRun(seed: number): AsyncGenerator<Result> {
  const result = await countyLoop({ rounds: COUNTY_ROUNDS, seed });
  yield { chaos: "county", ...result, ok: result.faults.length === 0 };
}

async function* powerCutRun(seed: number): AsyncGenerator<Result> {
  const journal = await journalCuts(JOURNAL_CUTS, seed, "FULL");
  yield { chaos: "power-cut journal", seed, ...journal, ok: journal.losing === 0 && journal.faults.length === 0 };
  const weak = await journalCuts(WEAKENED_JOURNAL_CUTS, seed, "NORMAL");
  const { faults: _expected, ...weakened } = weak;
  yield { chaos: "power-cut journal, synchronous=NORMAL must lose", seed, ...weakened, ok: weak.losing > 0 };
  const gateway = await gatewayCuts(GATEWAY_CUTS, seed);
  yield { chaos: "power-cut gateway", seed, ...gateway, ok: gateway.faults.length === 0 };
  const weakGateway = await gatewayCuts(WEAKENED_GATEWAY_CUTS, seed, { CAMPUS_UNSAFE_SYNCHRONOUS: "NORMAL" });
  const { faults: _found, ...told } = weakGateway;
  yield { chaos: "power-cut gateway, synchronous=NORMAL must lose", seed, ...told, ok: weakGateway.losing > 0 };
}

async function* faultsRun(): AsyncGenerator<Result> {
  const vitest = join(PROJECT, "node_modules/.bin/vitest");
  for (const name of FAULT_TESTS) {
    const args = [vitest, "run", `test/chaos/${name}.test.ts`, "--reporter=dot"];
    const { code, stdout, stderr } = await command(process.execPath, args, { cwd: PROJECT, deadlineMs: 600_000 });
    yield { chaos: name, ok: code === 0, ...(code !== 0 && { output: `${stdout}${stderr}`.slice(-4000) }) };
  }
}

async function* allRuns(seed: number): AsyncGenerator<Result> {
  yield* killLoopRun(seed);
  yield* influxRun(seed);
  yield* countyRun(seed);
  yield* powerCutRun(seed);
  yield* faultsRun();
}

const RUNS: Readonly<Record<string, (seed: number) => AsyncGenerator<Result>>> = {
  all: allRuns,
  "kill-loop": killLoopRun,
  influx: influxRun,
  county: countyRun,
  "power-cut": powerCutRun,
  faults: faultsRun,
};

const [name = "all", seedText] = process.argv.slice(2);
const seed = seedText === undefined ? Math.floor(Math.random() * 1e9) : Number(seedText);
const runs = RUNS[name];
if (runs === undefined || !Number.isSafeInteger(seed)) {
  process.stderr.write(`usage: npm run chaos [-- NAME [SEED]], NAME one of ${Object.keys(RUNS).join(", ")}\n`);
  process.exitCode = 64;
} else {
  for await (const result of runs(seed)) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    if (!result.ok) process.exitCode = 1;
  }
}
