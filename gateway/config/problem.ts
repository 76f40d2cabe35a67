// What is wrong with a configuration, said so that whoever wrote the file can mend it: where, what, and what to do.
import { GatewayError } from "../kit/errors.ts";

export interface Problem {
  /** `devices[2].points.temperature.unit`, or the file's name when it is about the whole file. */
  readonly path: string;
  readonly what: string;
  readonly remedy: string;
  /** Line in the file, from 1; null when no line says it. */
  readonly line: number | null;
  /** The same path in its parts; absent when it is about the whole file. */
  readonly at?: Path;
}

export type Segment = string | number;
export type Path = readonly Segment[];

/** The path of a problem that is about the whole file. */
export const WHOLE_FILE = "campus.yaml";

const PLAIN_KEY = /^[A-Za-z0-9_-]+$/;
/** A key is quoted in full up to here; longer ones would drown the message. */
const KEY_SHOWN = 64;

/** Text of a path: `devices[2].points.temperature`. Keys that are not plain words are quoted. */
export function pathText(path: Path): string {
  let out = "";
  for (const segment of path) {
    if (typeof segment === "number") out += `[${segment}]`;
    else if (PLAIN_KEY.test(segment) && segment.length <= KEY_SHOWN) out += out === "" ? segment : `.${segment}`;
    else out += `[${quoted(segment)}]`;
  }
  return out === "" ? WHOLE_FILE : out;
}

/** The text in double quotes, shortened, with everything escaped that is not visible on one line. */
export function quoted(text: string): string {
  const shown = text.length > KEY_SHOWN ? `${text.slice(0, KEY_SHOWN)}…` : text;
  return escapeControls(JSON.stringify(shown));
}

const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu;

/** The text on one line: control, line, direction and half characters as `\uXXXX`. */
export function escapeControls(text: string): string {
  return text.replace(CONTROLS, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** True when a text holds a character that `escapeControls` would escape. */
export function hasControls(text: string): boolean {
  return escapeControls(text) !== text;
}

/** One line: `path: what is wrong: what to do` (contract §2). */
export function formatProblem(problem: Problem): string {
  const where = problem.line === null ? "" : ` (line ${problem.line})`;
  return escapeControls(`${problem.path}: ${problem.what}${where}: ${problem.remedy}`);
}

/** Thrown when there is no usable configuration; carries every problem that was found. */
export class ConfigProblems extends GatewayError {
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(
      "config-invalid",
      [`configuration ${file} has ${count}`, ...problems.map(formatProblem)].join("\n"),
      "mend the lines named above and start again",
    );
    this.problems = problems;
  }
}
