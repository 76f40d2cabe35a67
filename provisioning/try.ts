// `npm run try -- modbus PROFILE HOST:PORT [--unit N]`, `-- modbus PROFILE --serial PATH --baud 9600` or `-- gpio PROFILE CHIP:LINE` talks
// to one device once and prints what it says: values, what went wrong, and the raw bytes. PROFILE is an id, or a file that is being
// written. Exit: 0 all values good, 1 not all, 64 usage.
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { drivers } from "#drivers/index.ts";
import type { DriverDevice, Poll, Sample } from "#gateway/contract/driver.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import { connectionOf, LINK_OPTIONS } from "./try-connection.ts";

const EXIT_NOT_ALL_GOOD = 1;
const EXIT_USAGE = 64;
const USAGE =
  "npm run try -- modbus PROFILE HOST:PORT [--rtu] [--unit N] [--timeout 1s], modbus PROFILE --serial PATH [--baud 9600] [--parity none] [--stop-bits 1] [--unit N], or gpio PROFILE CHIP:LINE";

type Json = Readonly<Record<string, unknown>>;

interface Attempt {
  readonly driver: string;
  readonly profile: Json;
  readonly connection: Json;
}

/** What the command line asks for, or GatewayError `usage`. */
function attemptOf(args: readonly string[]): Attempt {
  const { positionals, values } = parsed(args);
  const [driver, profile, address, ...rest] = positionals;
  if (driver === undefined || profile === undefined || rest.length > 0)
    throw new GatewayError("usage", "driver, profile and address are needed", `call it as ${USAGE}`);
  const names = Object.keys(drivers);
  if (!Object.hasOwn(drivers, driver))
    throw new GatewayError("usage", `there is no driver ${driver} that asks devices`, `use one of ${names.join(", ")}`);
  return { driver, profile: profileOf(driver, profile), connection: connectionOf(driver, address, values, USAGE) };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: LINK_OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new GatewayError("usage", messageOf(error), `call it as ${USAGE}`, { cause: error });
  }
}

/** The profile's JSON, by its id or from a file whose name ends in .json. */
function profileOf(driver: string, name: string): Json {
  const folder = new URL(`../device-drivers/${driver}/profiles/`, import.meta.url);
  const ids = readdirSync(folder).map((file) => file.replace(/\.json$/, ""));
  const isFile = name.endsWith(".json");
  if (!isFile && !ids.includes(name))
    throw new GatewayError(
      "usage",
      `driver ${driver} has no profile ${name}`,
      `use one of ${ids.join(", ")}, or a .json file`,
    );
  // npm runs scripts in the package's folder, and says in INIT_CWD where it was called.
  const file = isFile ? resolve(process.env.INIT_CWD ?? ".", name) : fileURLToPath(new URL(`${name}.json`, folder));
  try {
    const profile: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof profile === "object" && profile !== null && !Array.isArray(profile)) return { ...profile };
    throw new TypeError("it is not an object");
  } catch (error) {
    throw new GatewayError("usage", `${file}: ${messageOf(error)}`, "give a profile: see device-drivers/README.md", {
      cause: error,
    });
  }
}

/** Asks the device once; the lines to print. */
async function ask({ driver: name, profile, connection }: Attempt): Promise<{ lines: string[]; isGood: boolean }> {
  const entry = drivers[name];
  if (entry === undefined) return { lines: [], isGood: false };
  const [driver, check] = await Promise.all([entry.driver(), entry.check()]);
  const device: DriverDevice = { id: "device", profile, connection };
  const [problem, ...others] = check(device);
  if (problem !== undefined) {
    const lines = [problem, ...others].map(({ path, what, remedy }) => `${path}: ${what}: ${remedy}`);
    throw new GatewayError("usage", lines.join("\n"), "correct what is named");
  }
  const silent = { debug: () => {}, info: () => {}, warn: () => {} };
  await using link = driver.openLink(connection, { clock: systemClock, log: silent });
  const began = systemClock.monotonic();
  const poll = await link.poll(device, new AbortController().signal);
  const took = Math.round(systemClock.monotonic() - began);
  return { lines: report(profile, poll, took), isGood: poll.samples.every(({ quality }) => quality === "good") };
}

function report({ name, points }: Json, poll: Poll, tookMs: number): string[] {
  const width = Math.max(...poll.samples.map(({ point }) => point.length));
  const good = poll.samples.filter(({ quality }) => quality === "good").length;
  return [
    `${Object.values(name ?? {}).join(" · ")}: ${good} of ${poll.samples.length} points are good, ${tookMs} ms`,
    ...poll.samples.map((sample) => `  ${sample.point.padEnd(width)}  ${shownValue(sample, points)}`),
    ...(poll.detail === undefined ? [] : [`wrong: ${poll.detail}`]),
    ...(poll.raw ?? "").split("\n").map((line) => `raw ${line}`),
  ];
}

function shownValue({ point, value, quality, reason }: Sample, points: unknown): string {
  if (quality === "bad") return `bad (${reason})`;
  const { unit }: { unit?: unknown } = Object.entries(points ?? {}).find(([name]) => name === point)?.[1] ?? {};
  return `${value}${unit === "1" || unit === undefined ? "" : ` ${unit}`}${quality === "good" ? "" : ` ${quality} (${reason})`}`;
}

try {
  const { lines, isGood } = await ask(attemptOf(process.argv.slice(2)));
  for (const line of lines) console.log(line);
  process.exitCode = isGood ? 0 : EXIT_NOT_ALL_GOOD;
} catch (error) {
  const isUsage = error instanceof GatewayError && error.code === "usage";
  console.error(error instanceof GatewayError ? `${error.message}: ${error.remedy}` : messageOf(error));
  process.exitCode = isUsage ? EXIT_USAGE : EXIT_NOT_ALL_GOOD;
}
