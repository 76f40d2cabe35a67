// A file that shall have a certain content: what is different is shown before it is written.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import type { Said, Step } from "./plan.ts";

/** Lines of a difference that are shown; the rest is counted. */
const SHOWN_LINES = 20;

/** The text of a file, null when there is none. */
export function textOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    throw unusable(file, error);
  }
}

/** The step that gives a file its text. */
export function fileStep(file: string, text: string): Step {
  const what: Said = [file, file];
  const before = textOf(file);
  if (before === text) return { what, change: null };
  const apply = () => Promise.resolve().then(() => replace(file, text));
  if (before === null) return { what, change: { is: "made", apply } };
  return { what, change: { is: "changed", lines: differenceOf(before, text), apply } };
}

/** Steps that remove the files below `folder` with this ending that are not `wanted`. */
export function leftovers(folder: string, ending: string, wanted: ReadonlySet<string>): Step[] {
  return filesBelow(folder)
    .filter((file) => file.endsWith(ending) && !wanted.has(file))
    .map((file) => ({
      what: [file, file],
      change: { is: "removed", apply: () => Promise.resolve().then(() => rmSync(file)) },
    }));
}

function filesBelow(folder: string): string[] {
  try {
    const found = readdirSync(folder, { recursive: true, withFileTypes: true });
    return found
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw unusable(folder, error);
  }
}

function replace(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, text, { flush: true });
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw unusable(file, error);
  }
}

function unusable(file: string, error: unknown): GatewayError {
  return new GatewayError(
    "file-not-writable",
    `${file}: ${messageOf(error)}`,
    "Let this user read and write there, or name another folder.",
    {
      cause: error,
    },
  );
}

/** What is between the first and the last line that differ: `-` before, `+` after. */
export function differenceOf(before: string, after: string): string[] {
  const [old, anew] = [before.split("\n"), after.split("\n")];
  const least = Math.min(old.length, anew.length);
  let head = 0;
  while (head < least && old[head] === anew[head]) head++;
  let tail = 0;
  while (tail < least - head && old.at(-1 - tail) === anew.at(-1 - tail)) tail++;
  const lines = [
    ...old.slice(head, old.length - tail).map((line) => `-${line}`),
    ...anew.slice(head, anew.length - tail).map((line) => `+${line}`),
  ];
  const hidden = lines.length - SHOWN_LINES;
  return hidden > 0 ? [...lines.slice(0, SHOWN_LINES), `… ${hidden}`] : lines;
}
