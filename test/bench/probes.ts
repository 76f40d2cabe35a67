// 500 probes each minute (pings, TCP, web pages, name servers on loopback): what the whole gateway and the process that sends its pings
// need of one core, beside one `ping` a host started as a program.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { startNameServer } from "#drivers/probe/simulator/name-server.ts";
import { startGateway } from "../harness/gateway.ts";
import { until } from "../harness/wait.ts";
import { cpuSeconds, memoryMb, rounded } from "./process-figures.ts";

const PROBES = 500;
const EVERY_S = 60;
const MEASURE_MS = 60_000;
const SETTLE_MS = 20_000;
const PROGRAMS = 100;
const NAME = "www.bench.example";

export async function* probeFigures(): AsyncGenerator<Record<string, unknown>> {
  await using names = await startNameServer(new Set([NAME]));
  const web = createServer((_request, response) => void response.end("ok")).listen(0, "127.0.0.1");
  await once(web, "listening");
  const address = web.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  try {
    yield await measured(port, names.port);
  } finally {
    web.closeAllConnections();
    web.close();
  }
  yield await programs();
}

async function measured(webPort: number, namesPort: number): Promise<Record<string, unknown>> {
  const askedBy = (i: number): readonly [profile: string, connection: Readonly<Record<string, string>>] => {
    if (i % 5 < 2) return ["probe-ping", { ping: `127.0.${Math.floor(i / 200)}.${(i % 200) + 1}` }];
    if (i % 5 === 2) return ["probe-tcp", { connect: `127.0.0.1:${webPort}` }];
    if (i % 5 === 3) return ["probe-http", { url: `http://127.0.0.1:${webPort}/${i}` }];
    return ["probe-dns", { dns: NAME, resolver: `127.0.0.1:${namesPort}` }];
  };
  // Two pings, one port, one page, one name in five.
  const devices = Object.fromEntries(
    Array.from({ length: PROBES }, (_, i) => {
      const [profile, connection] = askedBy(i);
      const lines = { driver: "probe", profile, connection: { ...connection, timeout: `${5000 + i}ms` } };
      return [`p-${i}`, { ...lines, credential: undefined, every: `${EVERY_S}s` }];
    }),
  );
  await using gateway = await startGateway({ devices });
  const admin = await gateway.admin();
  const readings = async () => {
    const { points } = (await admin.get("latest?point=up")).json<{ points: { value: unknown }[] }>();
    return points.filter(({ value }) => value === true).length;
  };
  await until("every probe to be up once", async () => (await readings()) === PROBES, 120_000);
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const pinger = childrenOf(gateway.pid)[0] ?? null;
  const before = cpuSeconds(gateway.pid);
  const pingBefore = pinger === null ? 0 : cpuSeconds(pinger);
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, MEASURE_MS));
  const seconds = (performance.now() - began) / 1000;
  const percent = (spent: number) => rounded((spent / seconds) * 100);
  return {
    figure: "probes",
    probes: PROBES,
    everySeconds: EVERY_S,
    cpuPercentOfOneCore: percent(cpuSeconds(gateway.pid) - before),
    pingProcessPercent: pinger === null ? null : percent(cpuSeconds(pinger) - pingBefore),
    goal: 3,
    rssMb: memoryMb(gateway.pid).rss,
    pingProcessMb: pinger === null ? null : memoryMb(pinger).rss,
  };
}

/** What a `ping` for each of 500 hosts would take, from some of them. */
async function programs(): Promise<Record<string, unknown>> {
  const before = process.cpuUsage();
  const children = childTicks();
  for (let i = 0; i < PROGRAMS; i++) {
    const child = spawn("/usr/bin/ping", ["-n", "-q", "-c", "1", "127.0.0.1"], { stdio: "ignore" });
    await once(child, "close");
  }
  const { user, system } = process.cpuUsage(before);
  const each = ((user + system) / 1e6 + childTicks() - children) / PROGRAMS;
  return { figure: "ping-programs", cpuPercentOfOneCore: rounded(((each * PROBES) / EVERY_S) * 100) };
}

/** Processor seconds of this process's ended children. */
function childTicks(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / 100;
}

function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => parentOf(one) === pid);
}

function parentOf(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[1]);
  } catch (error) {
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}
