// `npm run try -- DRIVER PROFILE ADDRESS` talks to one device once and prints what it says: values, what went wrong and where to look, the
// raw bytes, and the lines for campus.yaml. PROFILE is an id, or a file that is being written. `try -- modem` tries the 4G modem. Exit: 0 all
// values good, 1 not all, 64 usage.
import { parseArgs } from "node:util";
import { drivers } from "#drivers/index.ts";
import { type DriverDevice, LinkError } from "#gateway/contract/driver.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import { newDeviceSecret, sha256OfSecret } from "./device-secret.ts";
import { connectionOf, LINK_OPTIONS, type LinkValues, USAGES, usageOf } from "./try-connection.ts";
import { understand } from "./try-message.ts";
import { profileOf, type TriedProfile } from "./try-profile.ts";
import { LOOK, pasteLines, report } from "./try-report.ts";

const EXIT_NOT_ALL_GOOD = 1;
const EXIT_USAGE = 64;

type Json = Readonly<Record<string, unknown>>;

interface Answered {
  readonly lines: readonly string[];
  readonly isGood: boolean;
}

interface Attempt {
  readonly driver: string;
  readonly profile: TriedProfile;
  /** What stands there without a dash. */
  readonly rest: readonly string[];
  readonly values: LinkValues;
}

/** What the command line asks for, or GatewayError `usage`. */
function attemptOf(args: readonly string[]): Attempt {
  const { positionals, values } = parsed(args);
  const [driver, profile, ...rest] = positionals;
  const usage = usageOf(driver ?? "");
  if (driver === undefined || profile === undefined || rest.length > (driver === "mqtt" ? 2 : 1))
    throw new GatewayError("usage", "driver, profile and address are needed", `call it as ${usage}`);
  const names = Object.keys(USAGES);
  if (!names.includes(driver))
    throw new GatewayError("usage", `there is no driver ${driver} that asks devices`, `use one of ${names.join(", ")}`);
  return { driver, profile: profileOf(driver, profile), rest, values };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: LINK_OPTIONS, allowPositionals: true });
  } catch (error) {
    const usage = usageOf(args.find((arg) => Object.hasOwn(USAGES, arg)) ?? "");
    throw new GatewayError("usage", messageOf(error), `call it as ${usage}`, { cause: error });
  }
}

async function tried(args: readonly string[]): Promise<Answered> {
  if (args[0] !== "modem") return ask(attemptOf(args));
  const { tryModem } = await import("./try-modem.ts");
  return tryModem(args.slice(1));
}

/** Asks the device once; the lines to print. */
async function ask({ driver, profile: { data, refusals }, rest, values }: Attempt): Promise<Answered> {
  const { lines, isGood } = driver === "mqtt" ? understood(data, rest) : await asked(driver, data, rest[0], values);
  const refused = refusals.map((refusal) => `the gateway will refuse this profile: ${refusal}`);
  return { lines: [...lines, ...refused], isGood: isGood && refused.length === 0 };
}

async function asked(name: string, profile: Json, address: string | undefined, values: LinkValues): Promise<Answered> {
  const connection = connectionOf(name, profile, address, values);
  const entry = drivers[name];
  if (entry === undefined) return { lines: [], isGood: false };
  const [driver, check] = await Promise.all([entry.driver(), entry.check()]);
  const device: DriverDevice = { id: "device", profile, connection };
  const [problem, ...others] = check(device);
  if (problem !== undefined) {
    const lines = [problem, ...others].map(({ path, what, remedy }) => `${path}: ${what}: ${remedy}`);
    throw new GatewayError("usage", lines.join("\n"), `correct what is named; call it as ${usageOf(name)}`);
  }
  const silent = { debug: () => {}, info: () => {}, warn: () => {} };
  await using link = driver.openLink(connection, { clock: systemClock, log: silent });
  const began = systemClock.monotonic();
  const poll = await polled(connection.serial === undefined ? name : "serial", () =>
    link.poll(device, new AbortController().signal),
  );
  const took = Math.round(systemClock.monotonic() - began);
  const isGood = poll.samples.every(({ quality }) => quality === "good");
  const hasAny = poll.samples.some(({ quality, value }) => quality !== "bad" && value !== false);
  const paste = hasAny ? pasteLines(name, profile, { connection }) : [];
  return { lines: [...report(name, profile, poll, took), ...paste], isGood };
}

/** A way that cannot be used at all says where to look, too. */
async function polled<Result>(driver: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    const look = LOOK[driver];
    if (!(thrown instanceof LinkError) || look === undefined) throw thrown;
    throw new LinkError(thrown.code, `${thrown.message}\nlook: ${look}`, { cause: thrown });
  }
}

/** What becomes of a message, and the lines for the device that sends it. */
function understood(profile: Json, [topic, payload]: readonly string[]): Answered {
  if (topic === undefined || payload === undefined)
    throw new GatewayError("usage", "a topic and a message are needed", `call it as ${usageOf("mqtt")}`);
  const { lines, isGood } = understand(profile, topic, payload);
  if (!isGood) return { lines, isGood };
  const secret = newDeviceSecret();
  const device = { credential: { sha256: sha256OfSecret(secret) }, mqtt: { topics: [topic.replace(/[^/]+$/, "+")] } };
  const password = `# its MQTT password, shown only now: ${secret}`;
  return { lines: [...lines, ...pasteLines("mqtt", profile, device), password], isGood };
}

try {
  const args = process.argv.slice(2);
  const wantsHelp = args[0] !== "modem" && args.some((arg) => arg === "--help" || arg === "-h");
  const driver = args.find((arg) => Object.hasOwn(USAGES, arg)) ?? "";
  const { lines, isGood } = wantsHelp ? { lines: [usageOf(driver)], isGood: true } : await tried(args);
  for (const line of lines) console.log(line);
  process.exitCode = isGood ? 0 : EXIT_NOT_ALL_GOOD;
} catch (error) {
  const isUsage = error instanceof GatewayError && error.code === "usage";
  console.error(error instanceof GatewayError ? `${error.message}: ${error.remedy}` : messageOf(error));
  process.exitCode = isUsage ? EXIT_USAGE : EXIT_NOT_ALL_GOOD;
}
