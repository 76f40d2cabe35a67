// `npm run provision -- grafana`: the plan for the files that Grafana reads at its start and while it runs.
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { CampusConfig } from "#gateway/config/campus.ts";
import { loadProfiles } from "#gateway/config/profiles.ts";
import { GatewayError } from "#gateway/kit/errors.ts";
import { dashboardFiles, type FactsIn } from "../../dashboards/grafana/dashboards.ts";
import { LANGUAGES, type Language } from "../../dashboards/grafana/words.ts";
import { readSecret } from "../influxdb/secret-file.ts";
import { accountNames, secretFiles } from "../influxdb/target.ts";
import { fileStep, leftovers } from "../plan/file-step.ts";
import type { Plan, Said, Step } from "../plan/plan.ts";
import { readCampusFile } from "../read-campus.ts";
import { factsOf } from "./facts.ts";
import {
  type Access,
  DASHBOARD_FOLDER,
  DATASOURCE_FILE,
  datasourceYaml,
  PROVIDER_FILE,
  providerYaml,
  SECRET_FILE,
} from "./files.ts";
import { secretStep } from "./secret-step.ts";

export const USAGE =
  "npm run provision -- grafana --out DIR [--config campus.yaml] [--language zh-CN|en|all] [--influx-url URL] [--seen-as DIR] [--secrets DIR] [--yes]";
const ANY_CAMPUS = { url: "http://127.0.0.1:8086", version: 1, database: "campus" } as const;
const RESTART: Said = [
  "数据源在 Grafana 启动时读取: systemctl restart grafana-server; 看板半分钟内自动更新",
  "Grafana reads datasources when it starts: systemctl restart grafana-server; dashboards follow within half a minute",
];

const text = { type: "string" } as const;
const OPTIONS = {
  out: text, config: text, language: text, "influx-url": text, "seen-as": text, secrets: text,
  yes: { type: "boolean", default: false },
} as const; // biome-ignore format: a list of options

interface Wish {
  readonly out: string;
  /** Null: dashboards for any campus. */
  readonly config: string | null;
  readonly languages: readonly Language[];
  /** Address of InfluxDB as Grafana sees it, null: as the gateway does. */
  readonly influxUrl: string | null;
  /** How Grafana sees `out`. */
  readonly seenAs: string;
  /** Folder of the secrets; null: beside campus.yaml. */
  readonly secrets: string | null;
}

/** A maker of plans for these arguments; each call looks afresh. */
export function grafanaPlans(
  args: readonly string[],
  cwd: string,
  signal: AbortSignal,
): { yes: boolean; plan: () => Promise<Plan> } {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.out === undefined)
    throw new GatewayError(
      "usage",
      "--out is missing",
      `Name the folder that Grafana reads, usually /etc/grafana/provisioning; call it as ${USAGE}`,
    );
  const out = resolve(cwd, values.out);
  const path = (given: string | undefined) => (given === undefined ? null : resolve(cwd, given));
  const wish: Wish = {
    out,
    config: path(values.config),
    languages: languagesOf(values.language ?? LANGUAGES[0]),
    influxUrl: values["influx-url"] ?? null,
    seenAs: values["seen-as"] ?? out,
    secrets: path(values.secrets),
  };
  return { yes: values.yes, plan: () => plan(wish, signal) };
}

function languagesOf(given: string): readonly Language[] {
  if (given === "all") return LANGUAGES;
  const found = LANGUAGES.filter((language) => language === given);
  if (found.length > 0) return found;
  throw new GatewayError(
    "usage",
    `there is no dashboard in ${given}`,
    `Give --language ${LANGUAGES.join(", ")} or all.`,
  );
}

async function plan(wish: Wish, signal: AbortSignal): Promise<Plan> {
  const { out, config, seenAs, languages } = wish;
  const campus = config === null ? null : await readCampusFile(config, signal);
  const secret =
    campus === null || config === null
      ? null
      : readSecret(secretFiles({ secrets: wish.secrets ?? resolve(config, "..", "secrets") }).grafana);
  const dashboards = dashboardFiles(await factsInOf(campus, config), languages).map(({ name, text: content }) => ({
    file: join(out, DASHBOARD_FOLDER, name),
    content,
  }));
  const datasource = datasourceYaml(accessOf(wish, campus, secret === null ? null : join(seenAs, SECRET_FILE)));
  const steps: Step[] = [
    ...(secret === null ? [] : [secretStep(out, join(out, SECRET_FILE), secret)]),
    fileStep(join(out, DATASOURCE_FILE), datasource),
    fileStep(join(out, PROVIDER_FILE), providerYaml(seenAs)),
    ...dashboards.map(({ file, content }) => fileStep(file, content)),
    ...leftovers(join(out, DASHBOARD_FOLDER), ".json", new Set(dashboards.map(({ file }) => file))),
  ];
  const isNew = steps.some(({ change }) => change !== null);
  return { title: `Grafana, ${out}`, steps, remarks: isNew ? [RESTART] : [] };
}

async function factsInOf(campus: CampusConfig | null, file: string | null): Promise<FactsIn | null> {
  if (campus === null || file === null) return null;
  const registry = await loadProfiles({ beside: file });
  return (language) => factsOf(campus, registry, language);
}

function accessOf({ influxUrl, config }: Wish, campus: CampusConfig | null, secretFile: string | null): Access {
  if (campus !== null && campus.influx === null)
    throw new GatewayError(
      "usage",
      `${config} has no section influx`,
      "First run: npm run provision -- influxdb --config campus.yaml",
    );
  const influx = campus?.influx ?? ANY_CAMPUS;
  const user = campus === null || secretFile === null ? null : accountNames({ campus: campus.campus.id }).grafana;
  return { influx: { ...influx, url: influxUrl ?? influx.url }, user, secretFile };
}
