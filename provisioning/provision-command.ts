// The command behind `npm run provision`: which target, its plan, and what comes of it as an exit code.
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import { GRANT_USAGE, grantPlans } from "./certificates/grant-plan.ts";
import { REQUEST_USAGE, requestPlans } from "./certificates/request-plan.ts";
import { USAGE as GRAFANA_USAGE, grafanaPlans } from "./grafana/provision.ts";
import { USAGE as INFLUXDB_USAGE, influxdbPlans } from "./influxdb/provision.ts";
import { carryOut, type Talk } from "./plan/carry-out.ts";

const EXIT_NOT_DONE = 1;
const EXIT_USAGE = 64;
const TARGETS = {
  influxdb: influxdbPlans,
  grafana: grafanaPlans,
  "county-request": requestPlans,
  "county-grant": grantPlans,
} as const;
const USAGES = [INFLUXDB_USAGE, GRAFANA_USAGE, REQUEST_USAGE, GRANT_USAGE].join("\n");

export interface Place extends Omit<Talk, "yes"> {
  /** Paths on the command line start here. */
  readonly cwd: string;
  /** Says what went wrong. */
  warn(line: string): void;
}

/** Runs the command; 0: all is as it should be, 1: refused or not agreed, 64: usage or configuration. */
export async function provision(args: readonly string[], place: Place, signal: AbortSignal): Promise<number> {
  try {
    if (args.includes("--help")) {
      place.say(USAGES);
      return 0;
    }
    const [target, ...rest] = args;
    if (!isTarget(target)) {
      const what =
        target === undefined ? "what to provision is missing" : `there is nothing called ${target} to provision`;
      throw new GatewayError("usage", what, `call it as\n${USAGES}`);
    }
    const { yes, plan } = TARGETS[target](rest, place.cwd, signal);
    const outcome = await carryOut(plan, { ...place, yes }, signal);
    return outcome === "not-agreed" ? EXIT_NOT_DONE : 0;
  } catch (error) {
    const misread = error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
    const remedy = error instanceof GatewayError ? error.remedy : misread ? `call it as\n${USAGES}` : "";
    place.warn(`provision: ${messageOf(error)}${remedy === "" ? "" : `: ${remedy}`}`);
    const isUsage = misread || (error instanceof GatewayError && /^(usage|config-invalid)$/.test(error.code));
    return isUsage ? EXIT_USAGE : EXIT_NOT_DONE;
  }
}

function isTarget(word: string | undefined): word is keyof typeof TARGETS {
  return word !== undefined && Object.hasOwn(TARGETS, word);
}
