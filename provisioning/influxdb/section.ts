// The section `influx` of campus.yaml: written where there is none, shown where there is another.
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import type { CampusConfig, InfluxConfig } from "#gateway/config/campus.ts";
import { replaceFile } from "#gateway/config/edit/replace-file.ts";
import { GatewayError } from "#gateway/kit/errors.ts";
import type { Said, Step } from "../plan/plan.ts";
import { secretFiles, type Target } from "./target.ts";

/** What campus.yaml should say so that the gateway writes to the target. */
export function sectionOf(target: Target): InfluxConfig {
  const { url, version, database, org, config } = target;
  const tokenFile = relative(resolve(config, ".."), secretFiles(target).gateway);
  return { url, version, database, org: version === 2 ? org : null, tokenFile };
}

/** The section as one line of YAML. */
export function sectionLine({ url, version, database, org, tokenFile }: InfluxConfig): string {
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
  const what: Said = [`${target.config} 的 influx`, `influx in ${target.config}`];
  if (campus.influx === null)
    return {
      step: { what, change: { is: "made", lines: [`+${line}`], apply: () => append(target.config, line) } },
      remarks: [],
    };
  if (isDeepStrictEqual({ ...campus.influx }, { ...wanted })) return { step: { what, change: null }, remarks: [] };
  const remark: Said = [
    `campus.yaml 里已有不同的 influx, 没有改动; 与此相符的写法: ${line}`,
    `campus.yaml already has another influx and was left alone; this would match: ${line}`,
  ];
  return { step: { what, change: null }, remarks: [remark] };
}

/** Adds the line at the end of the file, if the file then says what it said before and this. */
async function append(file: string, line: string): Promise<void> {
  const before = readFileSync(file, "utf8");
  const newline = before.includes("\r\n") ? "\r\n" : "\n";
  const after = `${before}${before.endsWith("\n") ? "" : newline}${line}${newline}`;
  if (!says(after, { ...parsed(before), ...parsed(line) }))
    throw new GatewayError(
      "config-not-editable",
      `${file} is written in a way that no line can be added to`,
      `Write this into it: ${line}`,
    );
  await replaceFile(file, Buffer.from(after, "utf8"), async () => readFileSync(file, "utf8") === before);
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
