// Writes the HTTP part of docs/errors.md from the texts that the gateway itself answers with: `node provisioning/document-errors.ts`.
import { readFileSync, writeFileSync } from "node:fs";
import { PROBLEMS } from "#gateway/api/problems.ts";

const FILE = new URL("../docs/errors.md", import.meta.url);
const PART = /(<!-- http:begin [^>]*-->\n)[\s\S]*?(<!-- http:end -->)/;

/** The table of HTTP error codes, in Markdown. */
export function httpErrorTable(): string {
  const rows = [...PROBLEMS].map(([code, { status, cause, remedy }]) =>
    [`${code}`, `${status}`, cause.en, remedy.en, cause["zh-CN"], remedy["zh-CN"]].join(" | "),
  );
  return ["code | status | cause | remedy | 原因 | 处理", "---|---|---|---|---|---", ...rows]
    .map((row) => `| ${row} |\n`)
    .join("");
}

/** The page with its HTTP part brought up to date. */
export function withHttpErrors(page: string): string {
  return page.replace(PART, (_all, begin: string, end: string) => `${begin}${httpErrorTable()}${end}`);
}

if (import.meta.main) writeFileSync(FILE, withHttpErrors(readFileSync(FILE, "utf8")));
