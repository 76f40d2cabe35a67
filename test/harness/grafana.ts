// What Grafana does with a dashboard of ours, without Grafana: fills in variables, range and step of time, and asks InfluxDB each query.
import { readFileSync } from "node:fs";

interface Asked {
  readonly refId?: string;
  readonly query?: string;
}

interface Dashboard {
  readonly time: { readonly from: string };
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly Asked[];
    readonly timeFrom?: string;
    readonly interval?: string;
  }[];
  readonly annotations: { readonly list: readonly { readonly name: string; readonly target: Asked }[] };
  readonly templating: {
    readonly list: readonly {
      readonly name: string;
      readonly type: string;
      readonly query: string;
      readonly current?: { readonly value: string | readonly string[] };
    }[];
  };
}

/** One row of an answer: times in ms, and the tags of its series. */
export interface ShownRow {
  readonly tags: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string | number | null>>;
}

export type Ask = (influxQl: string) => Promise<readonly ShownRow[]>;

/** What one query of a dashboard gives. */
export interface Shown {
  /** Title of the panel, name of the marks or of the variable. */
  readonly where: string;
  /** A, B, … in a panel; empty for variables. */
  readonly refId: string;
  readonly rows: readonly ShownRow[];
}

export interface Look {
  readonly nowMs: number;
  /** Value of the variable `place`; default: what the dashboard opens with. */
  readonly place?: string;
}

/** Width of a chart on a screen. */
const MOST_POINTS = 1000;
const UNIT_S: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const STEPS = ["10s", "30s", "1m", "2m", "5m", "10m", "15m", "30m", "1h", "3h", "6h", "12h", "1d"];

/** Asks as Grafana's datasource does: posted, times in ms, signed in as `account` (`name:password`). */
export function askInflux(url: string, account?: string): Ask {
  const headers = account && { authorization: `Basic ${Buffer.from(account).toString("base64")}` };
  return async (q) => {
    const body = new URLSearchParams({ db: "campus", epoch: "ms", q });
    const response = await fetch(`${url}/query`, { method: "POST", body, ...(headers && { headers }) });
    const answer: {
      error?: string;
      results?: {
        error?: string;
        series?: { tags?: ShownRow["tags"]; columns: string[]; values: (string | number | null)[][] }[];
      }[];
    } = JSON.parse(await response.text());
    const [result] = answer.results ?? [];
    const error = answer.error ?? result?.error;
    if (error !== undefined) throw new Error(`${q}: ${error}`);
    return (result?.series ?? []).flatMap(({ tags = {}, columns, values }) =>
      values.map((row) => ({ tags, values: Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null])) })),
    );
  };
}

export function readDashboard(file: string): Dashboard {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Opens a dashboard: the answers of all its variables, panels and marks. */
export async function lookAt(dashboard: Dashboard, ask: Ask, look: Look): Promise<readonly Shown[]> {
  const { time, panels, annotations, templating } = dashboard;
  const variable = (name: string) => templating.list.find((one) => one.name === name);
  const shown: Shown[] = [];
  const filled = new Map([["place", look.place ?? String(variable("place")?.current?.value ?? ".*")]]);
  const whole = { fromMs: look.nowMs - msOf(time.from.replace("now-", "")), toMs: look.nowMs };
  const asked = async (where: string, refId: string, text: string, range = whole, least = "10s") => {
    const rows = await ask(textOf(text, filled, range, stepOf(range, least)));
    shown.push({ where, refId, rows });
    return rows;
  };
  for (const { name, type, query } of templating.list) {
    if (type !== "query") continue;
    const found = (await asked(name, "", query)).map(({ values }) => String(values.value));
    filled.set(name, name === "device" ? `(${found.map(escaped).join("|")})` : (found[0] ?? ""));
  }
  for (const { title, targets = [], timeFrom, interval } of panels)
    for (const { refId = "", query = "" } of targets) {
      const range = timeFrom === undefined ? whole : { ...whole, fromMs: look.nowMs - msOf(timeFrom) };
      await asked(title, refId, query, range, interval);
    }
  for (const { name, target } of annotations.list) await asked(name, target.refId ?? "", target.query ?? "");
  return shown;
}

/** A row whose figures are all null draws nothing. */
export function isSeen({ rows }: Shown): boolean {
  return rows.some(({ values: { time: _time, ...figures } }) => Object.values(figures).some((one) => one !== null));
}

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: Grafana's way to write a variable
function textOf(text: string, variables: ReadonlyMap<string, string>, { fromMs, toMs }: Range, step: string): string {
  const all = text
    .replaceAll("$timeFilter", `time >= ${fromMs}ms and time <= ${toMs}ms`)
    .replaceAll("$__interval", step)
    .replaceAll("${__from}", String(fromMs))
    .replaceAll("${__to}", String(toMs))
    .replace(/\$\{(\w+):(?:raw|regex)\}/g, (_all, name: string) => variables.get(name) ?? "");
  if (/\$\w|\$\{/.test(all)) throw new Error(`Grafana knows no such variable: ${all}`);
  return all;
}
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: Grafana's way to write a variable

function stepOf({ fromMs, toMs }: Range, least: string): string {
  const wishedMs = Math.max((toMs - fromMs) / MOST_POINTS, msOf(least));
  return STEPS.find((step) => msOf(step) >= wishedMs) ?? "1d";
}

function msOf(text: string): number {
  return Number.parseInt(text, 10) * (UNIT_S[text.slice(-1)] ?? Number.NaN) * 1000;
}

function escaped(text: string): string {
  return text.replace(/[\\^$*+?.()|{}[\]/]/g, "\\$&");
}
