// `npm run provision -- influxdb`: the plan for one InfluxDB, whatever its version.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { CampusConfig } from "#gateway/config/campus.ts";
import { parseDuration } from "#gateway/contract/time.ts";
import { GatewayError } from "#gateway/kit/errors.ts";
import type { Plan, Said } from "../plan/plan.ts";
import { readCampusFile } from "../read-campus.ts";
import { basic } from "./accounts.ts";
import { type Server, versionOf } from "./http.ts";
import { isOpenToOthers, readSecret } from "./secret-file.ts";
import { sectionStep } from "./section.ts";
import { secretFiles, type Target } from "./target.ts";
import { planVersion1 } from "./version-1.ts";
import { planVersion2 } from "./version-2.ts";
import { planVersion3 } from "./version-3.ts";

export const USAGE =
  "npm run provision -- influxdb --config campus.yaml [--url URL] [--database NAME] [--org NAME] [--keep 400d] [--admin-url URL] [--admin-file FILE] [--secrets DIR] [--yes]";
const USUAL_URL = "http://127.0.0.1:8086";
const USUAL_DATABASE = "campus";
/** InfluxDB's own least retention. */
const LEAST_KEEP_MS = 60 * 60_000;

const text = { type: "string" } as const;
const OPTIONS = {
  config: text, url: text, database: text, org: text, keep: text, "admin-url": text, "admin-file": text, secrets: text,
  yes: { type: "boolean", default: false },
} as const; // biome-ignore format: a list of options

/** A maker of plans for these arguments; each call looks afresh. */
export function influxdbPlans(
  args: readonly string[],
  cwd: string,
  signal: AbortSignal,
): { yes: boolean; plan: () => Promise<Plan> } {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.config === undefined) throw new GatewayError("usage", "--config is missing", `call it as ${USAGE}`);
  const config = resolve(cwd, values.config);
  const keepMs = values.keep === undefined ? null : keepOf(values.keep);
  const adminUrl = values["admin-url"] === undefined ? null : address(values["admin-url"], "--admin-url");
  const url = values.url === undefined ? null : address(values.url, "--url");
  const secrets = resolve(cwd, values.secrets ?? resolve(config, "..", "secrets"));
  const adminFile = values["admin-file"] === undefined ? null : resolve(cwd, values["admin-file"]);

  const plan = async (): Promise<Plan> => {
    const campus = await readCampusFile(config, signal);
    const file = adminFile ?? secretFiles({ secrets }).admin;
    const secret = readSecret(file);
    if (secret === null && adminFile !== null)
      throw new GatewayError(
        "secret-file-unusable",
        `${adminFile} does not exist`,
        "Name the file with the administrator's password or token.",
      );
    const reached = adminUrl ?? url ?? campus.influx?.url ?? USUAL_URL;
    const bare: Server = { url: reached, authorization: null, signal };
    const found = await versionOf({ ...bare, authorization: secret === null ? null : `Bearer ${secret}` });
    const target: Target = {
      campus: campus.campus.id,
      url: url ?? campus.influx?.url ?? reached,
      version: majorOf(found, campus, reached),
      database: values.database ?? campus.influx?.database ?? USUAL_DATABASE,
      org: values.org ?? campus.influx?.org ?? campus.campus.id,
      keepMs, config, secrets,
    }; // biome-ignore format: what is as it was asked for
    const server = {
      ...bare,
      authorization: secret === null ? null : target.version === 1 ? basic(secret) : `Bearer ${secret}`,
    };
    const made = await PLANNERS[target.version](server, `InfluxDB ${found}, ${reached}`, target);
    return made.isPartial === true ? made : withSection(made, target, campus, secret === null ? null : file);
  };
  return { yes: values.yes, plan };
}

const PLANNERS = { 1: planVersion1, 2: planVersion2, 3: planVersion3 } as const;

function withSection(plan: Plan, target: Target, campus: CampusConfig, adminFile: string | null): Plan {
  const { step, remarks } = sectionStep(target, campus);
  const open = adminFile !== null && isOpenToOthers(adminFile);
  const readable: Said[] = open
    ? [[`${adminFile} 别人也能读: chmod 600`, `${adminFile} can be read by others: chmod 600`]]
    : [];
  return { ...plan, steps: [...plan.steps, step], remarks: [...plan.remarks, ...readable, ...remarks] };
}

function majorOf(found: string, campus: CampusConfig, url: string): 1 | 2 | 3 {
  const major = found.startsWith("1.") ? 1 : found.startsWith("2.") ? 2 : 3;
  const said = campus.influx?.version;
  if (said === undefined || said === major) return major;
  throw new GatewayError(
    "influxdb-version",
    `${url} is InfluxDB ${found}, but campus.yaml says version ${said}`,
    `Write version: ${major} in the section influx, or give the other server's address.`,
  );
}

function keepOf(given: string): number {
  const ms = given === "0" ? 0 : parseDuration(given);
  if (ms !== null && ms !== undefined && (ms === 0 || ms >= LEAST_KEEP_MS)) return ms;
  throw new GatewayError(
    "usage",
    `--keep ${given} is not a duration from 1h on`,
    "Write it like 400d; 0 keeps for ever.",
  );
}

/** Passwords do not belong on a command line, where every user of the machine can read them. */
function address(given: string, option: string): string {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new GatewayError("usage", `${option} ${given} is not an http address`, `Write it like ${USUAL_URL}.`);
  if (url.username !== "" || url.password !== "")
    throw new GatewayError(
      "usage",
      `${option} holds a password`,
      "Put `name:password` into a file and give it with --admin-file.",
    );
  return given;
}
