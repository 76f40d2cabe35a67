// `npm start`: one gateway, a virtual campus and its county on this machine. Reads its options, makes the campus on the first start,
// starts the processes, tells where everything is, and stops them all when it is told to.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import type { LinkId } from "./demo/campus-data.ts";
import { MODEM_PORT } from "./demo/duty-data.ts";
import { authorityFingerprint, fingerprintAt } from "./up/certificate.ts";
import { type Child, reportOf, startChild } from "./up/child.ts";
import { startCounty } from "./up/county.ts";
import type { CampusFiles } from "./up/first-campus.ts";
import { linkedCampus } from "./up/linked-campus.ts";
import { addressOf } from "./up/listen.ts";
import { type PlayedDay, readOptions, type UpOptions, USAGE } from "./up/options.ts";
import { livingRunOf, type RunJson, runJsonOf } from "./up/run-json.ts";
import { type HttpsDoor, summaryText } from "./up/summary.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const READY_WITHIN_MS = 120_000;
/** Together less than the 5 s that the contract gives a process from SIGTERM on. */
const DEVICES_WITHIN_MS = 1000;
const GATEWAY_WITHIN_MS = 3800;

const GOES_ON =
  "  校园网关继续运行。要它回来: Ctrl-C, 再 npm start · The gateway goes on. To have it back: Ctrl-C, then npm start again";

const stopping = new AbortController();
for (const sign of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.on(sign, () => stopping.abort());

try {
  const args = process.argv.slice(2);
  if (args.includes("--help")) console.log(`Usage: ${USAGE}`);
  else process.exitCode = await up(readOptions(args, process.env.INIT_CWD ?? process.cwd()));
} catch (error) {
  console.error(error instanceof GatewayError ? `${error.message}\n${error.remedy}` : messageOf(error));
  process.exitCode = error instanceof GatewayError && error.code === "start-usage" ? 64 : 1;
} finally {
  // The message channel to the bootstrap would keep this process alive.
  if (process.connected) process.disconnect();
}

/** Returns the exit code: 0 when told to stop, 1 when the gateway ended by itself. */
async function up(options: UpOptions): Promise<number> {
  await refuseSecondStart(join(options.data, "campus"));
  const { files, county: countyFiles, beside, text, ports, notes } = await linkedCampus(options);

  // Loaded only then: later starts need none of it.
  if (files.isFirst) {
    await (await import("./demo/repairs.ts")).ensureRepairs(files.folder);
    await (await import("./demo/duty.ts")).ensureDuty(files.folder);
  }

  const told: { firstRunCode: string | null; https: string | null } = { firstRunCode: null, https: null };
  // First, so that its Modbus devices answer when the gateway asks for the first time.
  const played = startPlay(files, ports, options.day);
  const gateway = startChild("gateway", gatewayArgs(files), join(files.folder, "gateway.log"), (line) => {
    told.firstRunCode ??= /^first-run code: (\S+)/.exec(line)?.[1] ?? null;
    told.https ??= /"https":"(https:[^"]+)"/.exec(line)?.[1] ?? null;
    // Whoever can read the log must not be able to make the first account.
    return line.replace(told.firstRunCode ?? "\n", "(shown by npm start)");
  });
  const others = [played];
  const reports = [reportWhenEnded(played)];
  try {
    const run = await readiness(files, gateway);
    if (run === null) return await explained(gateway);
    const https = await httpsOf(text, files, run.https ?? told.https);
    const { firstRunCode } = told;
    console.log(
      summaryText({
        run,
        https,
        files,
        firstRunCode,
        notes,
        day: options.day,
      }),
    );
    if (countyFiles !== null) {
      // After the gateway, so that the first reading does not wait for it.
      const started = (child: Child) => {
        others.push(child);
        reports.push(reportWhenEnded(child));
      };
      reports.push(startCounty(countyFiles, beside, options.day.seed, started, stopping.signal));
    }
    await Promise.race([gateway.ended, aborted(stopping.signal)]);
    return await explained(gateway);
  } finally {
    await stopAll(gateway, others);
    await Promise.all(reports);
  }
}

/** A second gateway would end by itself, but only after we had given its ports to the first one's configuration. */
async function refuseSecondStart(folder: string): Promise<void> {
  const running = await livingRunOf(folder);
  if (running === null) return;
  throw new GatewayError(
    "start-already-running",
    `npm start: process ${running.pid} already runs a gateway on ${folder} (${running.http})`,
    `Use that one, stop it (kill ${running.pid}), or give this one a folder of its own: npm start -- --data DIR`,
  );
}

function gatewayArgs(files: CampusFiles): string[] {
  return [join(ROOT, "gateway", "start.mjs"), "--config", files.config, "--data", files.folder];
}

/** The gateway's run.json; null when it ended before, or when we were told to stop. */
async function readiness(files: CampusFiles, gateway: Child): Promise<RunJson | null> {
  const waiting = new AbortController();
  const until = AbortSignal.any([waiting.signal, stopping.signal, AbortSignal.timeout(READY_WITHIN_MS)]);
  const run = await Promise.race([runJsonOf(files.folder, gateway.pid, until), gateway.ended.then(() => null)]);
  waiting.abort();
  return run;
}

function startPlay(
  files: CampusFiles,
  ports: ReadonlyMap<LinkId | "net", number>,
  { speed, from, seed }: PlayedDay,
): Child {
  const args = ["--campus", files.folder, "--speed", String(speed), "--seed", String(seed)];
  if (from !== null) args.push("--from", from);
  for (const [link, port] of ports) args.push(`--${link}`, String(port));
  // A modem is played where campus.yaml has it in this folder; a real one is left alone.
  const modem = join(files.folder, MODEM_PORT);
  if (readFileSync(files.config, "utf8").includes(modem)) args.push("--modem", modem);
  const start = join(ROOT, "provisioning", "demo", "start.mjs");
  return startChild("virtual campus", [start, ...args], join(files.folder, "virtual-campus.log"), (line) => line);
}

/** Tells of the end of a process without which the gateway goes on. */
async function reportWhenEnded(child: Child): Promise<void> {
  const how = await child.ended;
  if (!stopping.signal.aborted) console.error(`${reportOf(child, how)}\n${GOES_ON}`);
}

/** Where HTTPS really listens, with what people compare when their browser does not know the certificate yet. */
async function httpsOf(text: string, files: CampusFiles, url: string | null): Promise<HttpsDoor | null> {
  const written = addressOf(text, "https");
  const port = url === null ? written?.port : Number(new URL(url).port);
  if (written === null || port === undefined || port === 0) return null;
  return { host: written.host, port, server: await fingerprintAt(port), authority: authorityFingerprint(files.folder) };
}

/** The exit code, after telling what happened if nobody asked for the end. */
async function explained(gateway: Child): Promise<number> {
  if (stopping.signal.aborted) return 0;
  const ended = await Promise.race([gateway.ended, clock.sleep(0).then(() => null)]);
  if (ended === null)
    console.error(`The gateway is not ready after ${READY_WITHIN_MS / 1000} s; see ${gateway.logFile}.`);
  else console.error(reportOf(gateway, ended));
  return 1;
}

/** Devices and the county first, so that devices say good-bye; then the gateway; whoever is left in the end is killed. */
async function stopAll(gateway: Child, others: readonly Child[]): Promise<void> {
  stopping.abort();
  const slow = await stopped(others, DEVICES_WITHIN_MS);
  const leftBehind = await stopped([gateway, ...slow], GATEWAY_WITHIN_MS);
  if (leftBehind.length === 0) return;
  const names = leftBehind.map((child) => child.name).join(", ");
  console.error(
    `没有及时停下, 强制结束 · not stopped in time, killed: ${names}. 已确认的数据都在磁盘上 · What was acknowledged is on disk.`,
  );
  for (const child of leftBehind) child.stop("SIGKILL");
  await Promise.all(leftBehind.map((child) => child.ended));
}

/** Asks the processes to stop and returns those that did not within `ms`. */
async function stopped(children: readonly Child[], ms: number): Promise<readonly Child[]> {
  const over = new AbortController();
  const alive = new Set(children);
  for (const child of children) child.stop("SIGTERM");
  const ends = children.map((child) => child.ended.then(() => alive.delete(child)));
  await Promise.race([Promise.all(ends), clock.sleep(ms, over.signal)]);
  over.abort();
  return [...alive];
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
