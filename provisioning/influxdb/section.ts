// The section `influx` of campus.yaml: written where there is none, shown where there is another.
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import type { CampusConfig, InfluxConfig } from "#gateway/config/campus.ts";
import { replaceFile } from "#gateway/config/edit/replace-file.ts";
import type { Said, Step } from "../plan/plan.ts";
import { secretFiles, type Target } from "./target.ts";

/** What campus.yaml should say so that the gateway writes to the target. */
function sectionOf(target: Target): InfluxConfig {
  const { url, version, database, org, config } = target;
  const tokenFile = relative(resolve(config, ".."), secretFiles(target).gateway);
  return { url, version, database, org: version === 2 ? org : null, tokenFile };
}

/** The section as one line of YAML. */
function sectionLine({ url, version, database, org, tokenFile }: InfluxConfig): string {
  const key = version === 2 ? "bucket" : "database";
  const parts = [
    `url: ${JSON.stringify(url)}`,
    `version: ${version}`,
    ...(org === null ? [] : [`org: ${JSON.stringify(org)}`]),
    `${key}: ${JSON.stringify(database)}`,
    ...(tokenFile === null ? [] : [`tokenFile: ${JSON.stringify(tokenFile)}`]),
  ];
  return `influx: { ${parts.join(", ")} }`;
}

/** The step for campus.yaml, or a remark where a person has to decide. */
export function sectionStep(
  target: Target,
  campus: CampusConfig,
): { readonly step: Step; readonly remarks: readonly Said[] } {
  const wanted = sectionOf(target);
  const line = sectionLine(wanted);
  const { config } = target;
  const what: Said = [`${config} 的 influx`, `influx in ${config}`];
  if (isDeepStrictEqual({ ...campus.influx }, { ...wanted })) return { step: { what, change: null }, remarks: [] };
  const before = readFileSync(config, "utf8");
  const after = campus.influx === null ? withLine(before, line) : null;
  if (after !== null)
    return {
      step: { what, change: { is: "made", lines: [`+${line}`], apply: () => write(config, before, after) } },
      remarks: [],
    };
  const remark: Said = [
    `${config} 没有改动: 已有不同的 influx, 或者写法不能加行; 与此相符的写法: ${line}`,
    `${config} was left alone: it has another influx, or is written in a way that no line can be added to; this would match: ${line}`,
  ];
  return { step: { what, change: null }, remarks: [remark] };
}

/** The text with the line at its end, or null if it would then not say what it said before and this. */
function withLine(text: string, line: string): string | null {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const after = `${text}${text.endsWith("\n") || text === "" ? "" : newline}${line}${newline}`;
  return says(after, { ...parsed(text), ...parsed(line) }) ? after : null;
}

async function write(file: string, before: string, after: string): Promise<void> {
  const isAsPlanned = async () => (await readFile(file, "utf8")) === before;
  await replaceFile(file, Buffer.from(after, "utf8"), isAsPlanned);
}

function says(text: string, model: unknown): boolean {
  try {
    return isDeepStrictEqual(parse(text), model);
  } catch (error) {
    if (error instanceof Error && error.name === "YAMLParseError") return false;
    throw error;
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  const data: unknown = parse(text);
  return typeof data === "object" && data !== null ? { ...data } : {};
}
