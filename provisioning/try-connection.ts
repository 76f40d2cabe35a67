// What the command line of `npm run try` says of the way to a device, as the `connection` of campus.yaml.
import { resolve } from "node:path";
import { GatewayError } from "#gateway/kit/errors.ts";

type Json = Readonly<Record<string, unknown>>;

/** Options of the links; all but `rtu` are texts. */
export const LINK_OPTIONS = {
  unit: { type: "string" },
  timeout: { type: "string" },
  serial: { type: "string" },
  baud: { type: "string" },
  parity: { type: "string" },
  "stop-bits": { type: "string" },
  turnaround: { type: "string" },
  rtu: { type: "boolean" },
  username: { type: "string" },
  "password-file": { type: "string" },
  count: { type: "string" },
  resolver: { type: "string" },
  "community-file": { type: "string" },
  version: { type: "string" },
  user: { type: "string" },
  auth: { type: "string" },
  "auth-file": { type: "string" },
  privacy: { type: "string" },
  "privacy-file": { type: "string" },
  uplinks: { type: "string" },
} as const;

export type LinkValues = {
  readonly [K in Exclude<keyof typeof LINK_OPTIONS, "rtu">]?: string | undefined;
} & { readonly rtu?: boolean | undefined };

/** How each driver is called. */
export const USAGES: Readonly<Record<string, string>> = {
  modbus:
    "modbus PROFILE HOST:PORT [--rtu] [--unit N] [--timeout 1s], or modbus PROFILE --serial PATH [--baud 9600] [--parity none] [--stop-bits 1] [--unit N]",
  gpio: "gpio PROFILE CHIP:LINE",
  nut: "nut PROFILE UPS@HOST[:PORT] [--username NAME --password-file FILE]",
  probe: "probe ping HOST, probe tcp HOST:PORT, probe http URL, probe https URL, or probe dns NAME --resolver ADDRESS",
  snmp: "snmp PROFILE HOST[:PORT] --community-file FILE, or snmp PROFILE HOST --version 3 --user NAME --auth sha256 --auth-file FILE [--privacy aes --privacy-file FILE]",
  mqtt: "mqtt PROFILE TOPIC MESSAGE",
};

const CALL = "npm run try -- ";
const NUMBERS = ["unit", "baud", "stopBits", "count"];

/**
 * The connection of a device of this driver and profile; an address is what stands there without a dash, and may be missing with
 * --serial. What the driver does not have is passed on, for it to say so.
 */
export function connectionOf(driver: string, profile: Json, address: string | undefined, values: LinkValues): Json {
  const { serial, rtu = false, ...others } = values;
  if ((address === undefined) === (serial === undefined))
    throw new GatewayError("usage", "an address or --serial is needed, one of them", `call it as ${usageOf(driver)}`);
  if (address === undefined) return { serial, ...given(others) };
  return { ...addressOf(driver, profile, address, rtu), ...given(others) };
}

/** The line that helps whoever called a driver wrongly. */
export function usageOf(driver: string): string {
  const usage = USAGES[driver];
  return usage === undefined ? `one of\n  ${CALL}${Object.values(USAGES).join(`\n  ${CALL}`)}` : `${CALL}${usage}`;
}

function addressOf(driver: string, profile: Json, address: string, rtu: boolean): Json {
  switch (driver) {
    case "gpio":
      return lineOf(address);
    case "nut":
      return upsOf(address);
    case "snmp":
      return { snmp: address };
    case "probe":
      return { [probeKeyOf(profile)]: address };
    default:
      return { [rtu ? "rtuOverTcp" : "tcp"]: address };
  }
}

/** The options as campus.yaml names them: `--stop-bits 1` is `stopBits: 1`; files by their full names, because it may lie elsewhere. */
function given(values: Json): Json {
  return Object.fromEntries(
    Object.entries(values).flatMap(([option, value]) => {
      const key = option.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      return typeof value === "string" ? [[key, meantBy(key, value)]] : [];
    }),
  );
}

/** What is no number stays text, for the driver to say what is wrong with it. */
function meantBy(key: string, text: string): unknown {
  if (key === "uplinks") return text.split(",").map((port) => numberOf(port));
  // npm runs scripts in the package's folder, and says in INIT_CWD where it was called.
  if (key.endsWith("File")) return resolve(process.env.INIT_CWD ?? ".", text);
  return NUMBERS.includes(key) ? numberOf(text) : text;
}

function numberOf(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** `gpiochip0:17`, `gpiochip0:NAME`, or the line's name alone. */
function lineOf(address: string): Json {
  const [, chip, line = address] = /^(gpiochip\d+):(.+)$/.exec(address) ?? [];
  return { ...(chip === undefined ? {} : { chip }), line: numberOf(line) };
}

/** `UPS@HOST`, as upsc has it. */
function upsOf(address: string): Json {
  const [, ups, nut] = /^([^@]+)@(.+)$/.exec(address) ?? [];
  if (ups === undefined || nut === undefined)
    throw new GatewayError(
      "usage",
      `${address} is no UPS@HOST`,
      "write for example mr1@10.0.4.20; `upsc -l HOST` lists",
    );
  return { nut, ups };
}

/** What a probe's connection calls whom it asks. */
function probeKeyOf({ wire }: Json): string {
  const { asks }: { asks?: unknown } = typeof wire === "object" && wire !== null ? wire : {};
  return asks === "http" || asks === "https" ? "url" : String(asks);
}
