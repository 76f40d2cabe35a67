// Bytes of campus.yaml → the checked configuration, or everything that is wrong with them at once.
import { createHash } from "node:crypto";
import { buildConfig } from "./build.ts";
import type { CampusConfig } from "./campus.ts";
import type { DeviceCheck, Finding } from "./findings.ts";
import { type Problem, pathText } from "./problem.ts";
import type { ProfileRegistry } from "./profiles.ts";
import { checkReferences } from "./references.ts";
import { checkShape } from "./shape.ts";
import { type Parsed, parseYaml } from "./yaml.ts";

export type ReadResult =
  | { readonly ok: true; readonly config: CampusConfig }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The version tag of a file: `sha256:<hex>` of its bytes. */
export function versionOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** What is said of devices where no driver is at hand: nothing. */
const NO_DRIVERS: DeviceCheck = () => [];

/**
 * Checks the bytes against the schema, the profiles, each other and the drivers (`checkDevice`). Never throws for what the bytes are,
 * prints no secret.
 */
export function readCampus(
  bytes: Uint8Array,
  profiles: ProfileRegistry,
  checkDevice: DeviceCheck = NO_DRIVERS,
): ReadResult {
  const parsed = parseYaml(bytes);
  if (parsed.data === undefined) return { ok: false, problems: parsed.problems };
  const shape = checkShape(parsed);
  const references = shape.file === null ? [] : checkReferences(shape.file, shape.broken, profiles, checkDevice);
  // A value that YAML already refused is not missing as well.
  const refused = new Set(parsed.problems.map((problem) => problem.path));
  const others = [...shape.problems, ...references.map((finding) => toProblem(finding, parsed))];
  const problems = [...parsed.problems, ...others.filter((problem) => !refused.has(problem.path))];
  if (problems.length > 0 || shape.file === null) return { ok: false, problems: inFileOrder(problems) };
  return { ok: true, config: buildConfig(shape.file, versionOf(bytes), profiles) };
}

function toProblem({ path, what, remedy }: Finding, parsed: Parsed): Problem {
  return { path: pathText(path), what, remedy, line: parsed.lineOf(path), at: path };
}

function inFileOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
}
