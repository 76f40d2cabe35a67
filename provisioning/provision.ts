// `npm run provision -- TARGET …`: prepares another program for the gateway. It shows its plan, asks (or takes --yes), carries it out, and
// has nothing to do the second time. Exit: 0 all is as it should be, 1 refused or not agreed, 64 usage or configuration.
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import { USAGE as GRAFANA_USAGE, grafanaPlans } from "./grafana/provision.ts";
import { USAGE as INFLUXDB_USAGE, influxdbPlans } from "./influxdb/provision.ts";
import { carryOut, terminal } from "./plan/carry-out.ts";

const EXIT_NOT_DONE = 1;
const EXIT_USAGE = 64;
const TARGETS = { influxdb: influxdbPlans, grafana: grafanaPlans } as const;
const USAGES: readonly string[] = [INFLUXDB_USAGE, GRAFANA_USAGE];

/** Whether a word is one of the targets. */
function isTarget(word: string | undefined): word is keyof typeof TARGETS {
  return word !== undefined && Object.hasOwn(TARGETS, word);
}

async function provision([target, ...args]: readonly string[], signal: AbortSignal): Promise<number> {
  if (!isTarget(target)) {
    const what =
      target === undefined ? "what to provision is missing" : `there is nothing called ${target} to provision`;
    throw new GatewayError("usage", what, `call it as\n${USAGES.join("\n")}`);
  }
  // npm runs scripts in the package's folder, and says in INIT_CWD where it was called.
  const { yes, plan } = TARGETS[target](args, process.env.INIT_CWD ?? process.cwd(), signal);
  const outcome = await carryOut(plan, terminal(yes, signal), signal);
  return outcome === "not-agreed" ? EXIT_NOT_DONE : 0;
}

const stopping = new AbortController();
process.once("SIGINT", () => stopping.abort());
try {
  process.exitCode = await provision(process.argv.slice(2), stopping.signal);
} catch (error) {
  const misread = error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  const remedy = error instanceof GatewayError ? error.remedy : misread ? `call it as\n${USAGES.join("\n")}` : "";
  console.error(`provision: ${messageOf(error)}${remedy === "" ? "" : `: ${remedy}`}`);
  const isUsage = misread || (error instanceof GatewayError && /^(usage|config-invalid)$/.test(error.code));
  process.exitCode = isUsage ? EXIT_USAGE : EXIT_NOT_DONE;
}
