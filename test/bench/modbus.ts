// 100 slaves with 100 registers each, asked once per second, and ten times per second, and reported on change: what the whole gateway
// process needs for 10 000 and 100 000 points per second, beside modbus-serial alone on the same slaves; how long a command takes
// meanwhile; and start to first reading.
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { definitionOf } from "#drivers/modbus/definition.ts";
import { loadProfiles } from "#gateway/config/profiles.ts";
import { command } from "../harness/command.ts";
import { type Gateway, PROJECT, startGateway } from "../harness/gateway.ts";
import type { HttpClient } from "../harness/http.ts";
import { tempFolder } from "../harness/temp.ts";
import { until } from "../harness/wait.ts";
import { cpuSeconds, memoryMb, rounded } from "./process-figures.ts";

const SLAVES = 100;
const POINTS = 100;
const COMMANDS = 200;

interface Load {
  readonly figure: string;
  readonly everyMs: number;
  readonly goal: number;
}
/** The usual load, and ten times as much. */
const USUAL: Load = { figure: "modbus", everyMs: 1000, goal: 25 };
const TENFOLD: Load = { figure: "modbus-tenfold", everyMs: 100, goal: 70 };
const SETTLE_MS = 10_000;
const MEASURE_MS = 20_000;
const TWO_CORES = availableParallelism() >= 2;
const GATEWAY_CORE = TWO_CORES ? ["taskset", "-c", "0"] : [];
const OTHER_CORE = TWO_CORES ? ["taskset", "-c", "1"] : [];

/** One model: 100 numbers in one block, and one register to write. */
const PROFILE = {
  id: "bench-100",
  name: { "zh-CN": "一百个寄存器", en: "A hundred registers" },
  driver: "modbus",
  source: "test/bench/modbus.ts",
  points: Object.fromEntries(
    Array.from({ length: POINTS }, (_, i) => [
      `p${i}`,
      { unit: "1", type: "number", wire: { function: 4, address: i, type: "u16", range: [0, 65_535] } },
    ]),
  ),
  wire: {
    block: { maxRegisters: 125 },
    commands: {
      set: {
        args: { value: { type: "number", minimum: 0, maximum: 1000 } },
        write: { function: 6, address: 0, type: "u16" },
      },
    },
  },
};

/** A copy of the gateway that also knows the bench's profile; profiles lie beside the driver. */
function treeWithProfile(folder: string): string {
  const tree = join(folder, "tree");
  mkdirSync(tree);
  for (const part of ["gateway", "device-drivers", "cloud-bridge", "package.json"])
    cpSync(join(PROJECT, part), join(tree, part), { recursive: true });
  symlinkSync(join(PROJECT, "node_modules"), join(tree, "node_modules"));
  writeFileSync(join(tree, "device-drivers", "modbus", "profiles", "bench-100.json"), JSON.stringify(PROFILE));
  return tree;
}

export async function* modbusFigures(): AsyncGenerator<Record<string, unknown>> {
  yield await modbusFigure(USUAL);
  yield await modbusFigure(TENFOLD);
  yield { figure: "modbus-requests", ...(await requestsPerScan()) };
}

/** Requests that read every point of each shipped profile once: one for each quantity, and as they are planned. */
async function requestsPerScan(): Promise<Record<string, readonly [before: number, after: number]>> {
  const { profiles } = await loadProfiles();
  const ours = [...profiles.values()].filter(({ driver }) => driver === "modbus");
  return Object.fromEntries(
    ours.map(({ id, data }) => {
      const { blocks } = definitionOf(data);
      return [id, [blocks.reduce((sum, { spans }) => sum + spans.length, 0), blocks.length]];
    }),
  );
}

async function modbusFigure({ figure, everyMs, goal }: Load): Promise<Record<string, unknown>> {
  await using folder = tempFolder("bench-modbus");
  const tree = treeWithProfile(folder.path);
  const line = [...OTHER_CORE, process.execPath, join(PROJECT, "test/bench/slaves-process.ts"), String(SLAVES)];
  const slaves = spawn(line[0] ?? "", line.slice(1), { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const ports = await portsOf(slaves);
    const bare = everyMs === USUAL.everyMs ? await bareFigures(ports) : null;
    const devices = Object.fromEntries(
      ports.map((port, i) => [
        `slave-${i}`,
        {
          driver: "modbus",
          profile: PROFILE.id,
          credential: undefined,
          connection: { tcp: `127.0.0.1:${port}`, unit: 1, timeout: "1s" },
          every: `${everyMs}ms`,
          report: { onChange: true, atLeast: "60s" },
        },
      ]),
    );
    const began = performance.now();
    await using gateway = await startGateway({ project: tree, devices, prefix: GATEWAY_CORE });
    const admin = await gateway.admin();
    await until("the first reading", async () => (await headOf(admin, "reading")) > 0, 30_000);
    const firstReadingMs = performance.now() - began;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const load = await loadOf(gateway, admin);
    const commandMs = await commandTimes(admin);
    return {
      figure,
      slaves: SLAVES,
      pointsPerSecond: rounded(load.pollsPerSecond(SLAVES * (1000 / everyMs)) * POINTS),
      goalPointsPerSecond: SLAVES * POINTS * (1000 / everyMs),
      cpuPercentOfOneCore: rounded(load.cpuPercent),
      goal,
      ...(bare !== null && { bareLibraryPercent: rounded(bare.percent), bareLibraryRssMb: bare.rssMb }),
      rssMb: load.memory.rss,
      peakMb: load.memory.peak,
      goalMb: 220,
      readingsPerSecond: rounded(load.readingsPerSecond),
      devicesDown: load.down,
      commandMs,
      startToFirstReadingMs: Math.round(firstReadingMs),
    };
  } finally {
    slaves.kill();
  }
}

async function portsOf(slaves: ChildProcess): Promise<number[]> {
  if (slaves.stdout === null) throw new Error("the slaves have no output");
  for await (const line of createInterface(slaves.stdout)) return JSON.parse(line);
  throw new Error("the slaves ended before they said where they are");
}

async function bareFigures(ports: readonly number[]): Promise<{ percent: number; rssMb: number }> {
  const script = [
    process.execPath,
    join(PROJECT, "test/bench/bare-process.ts"),
    JSON.stringify(ports),
    String(MEASURE_MS),
  ];
  const line = [...GATEWAY_CORE, ...script];
  const result = await command(line[0] ?? "", line.slice(1), { deadlineMs: MEASURE_MS + 30_000 });
  if (result.code !== 0) throw new Error(`the bare library failed: ${result.stderr}`);
  const used: { cpuSeconds: number; rssMb: number } = JSON.parse(result.stdout);
  return { percent: (used.cpuSeconds / (MEASURE_MS / 1000)) * 100, rssMb: used.rssMb };
}

async function loadOf(gateway: Gateway, admin: HttpClient) {
  const readings = await headOf(admin, "reading");
  const { skipped } = await pollingOf(admin);
  const cpu = cpuSeconds(gateway.pid);
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, MEASURE_MS));
  const seconds = (performance.now() - began) / 1000;
  const cpuPercent = ((cpuSeconds(gateway.pid) - cpu) / seconds) * 100;
  const polling = await pollingOf(admin);
  return {
    cpuPercent,
    memory: memoryMb(gateway.pid),
    readingsPerSecond: ((await headOf(admin, "reading")) - readings) / seconds,
    /** Of so many that were due; a poll that found its slot gone was skipped and is counted. */
    pollsPerSecond: (due: number) => due - (polling.skipped - skipped) / seconds,
    down: polling.down,
  };
}

/** Polls that were skipped since the start, and devices that do not answer. */
async function pollingOf(admin: HttpClient): Promise<{ skipped: number; down: number }> {
  const answer = await admin.get("devices");
  const { devices }: { devices: readonly { polling: { state: string; skipped: number } | null }[] } = JSON.parse(
    answer.text,
  );
  return {
    skipped: devices.reduce((sum, { polling }) => sum + (polling?.skipped ?? 0), 0),
    down: devices.filter(({ polling }) => polling?.state !== "up").length,
  };
}

/** Entries of a kind that the journal has taken so far. */
async function headOf(admin: HttpClient, kind: string): Promise<number> {
  const { text } = await admin.get("/metrics");
  return Number(new RegExp(`^campus_entries_total\\{kind="${kind}"\\} (\\d+)`, "m").exec(text)?.[1] ?? 0);
}

/** Milliseconds from asking for a command until its result is there, one command after the other over all slaves. */
async function commandTimes(admin: HttpClient): Promise<Record<string, number>> {
  const times: number[] = [];
  let failed = 0;
  for (let i = 0; i < COMMANDS; i++) {
    const began = performance.now();
    const asked = await admin.post(`devices/slave-${i % SLAVES}/commands`, { name: "set", args: { value: i } });
    let { id, state }: { id: string; state: string } = JSON.parse(asked.text);
    while (state === "requested" || state === "started") {
      ({ id, state } = JSON.parse((await admin.get(`commands/${id}`)).text));
    }
    times.push(performance.now() - began);
    if (state !== "done") failed++;
  }
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    rounded(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN);
  return { p50: at(0.5), p99: at(0.99), max: at(1), failed, goalP99: 200 };
}
