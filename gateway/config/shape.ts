// Checks plain data against the schema, fills in defaults, and says each deviation in words. What ties options together is references.ts.
import type { ErrorObject, ValidateFunction } from "ajv";
import { newChecker } from "./checker.ts";
import { FORMS } from "./forms.ts";
import { nearest } from "./nearest.ts";
import { type Path, type Problem, pathText, quoted, type Segment } from "./problem.ts";
import { type CampusFile, CampusFileSchema } from "./schema.ts";
import { kindOf, type Parsed } from "./yaml.ts";

interface Shaped {
  /** The data with defaults; parts that have a problem are as written, see `broken`. */
  readonly file: CampusFile | null;
  readonly problems: readonly Problem[];
  /** True when something at or below the path is not as the schema says. */
  broken(path: Path): boolean;
}

let compiled: ValidateFunction<CampusFile> | null = null;

/** The checker, made once per process: compiling takes longer than checking a large file. */
function checker(): ValidateFunction<CampusFile> {
  if (compiled !== null) return compiled;
  const ajv = newChecker({ verbose: true });
  compiled = ajv.compile<CampusFile>(CampusFileSchema);
  return compiled;
}

/** Checks what `parseYaml` gave. Fills defaults into `parsed.data` itself. */
export function checkShape(parsed: Parsed): Shaped {
  const check = checker();
  const data = parsed.data;
  const fits = check(data);
  const errors = fits ? [] : (check.errors ?? []);
  const problems = new Map<string, Problem>();
  const touched = new Set<string>();
  for (const error of errors) {
    const path = pathOf(error);
    for (let length = 0; length <= path.length; length++) touched.add(pathText(path.slice(0, length)));
    const key = pathText(path);
    if (problems.has(key)) continue;
    const [what, remedy] = words(error, parsed.sourceOf(path));
    problems.set(key, { path: key, what, remedy, line: parsed.lineOf(path), at: path });
  }
  const isFile = (value: unknown): value is CampusFile =>
    fits || (typeof value === "object" && value !== null && !Array.isArray(value));
  return {
    file: isFile(data) ? data : null,
    problems: [...problems.values()],
    broken: (path) => touched.has(pathText(path)),
  };
}

/** The path of what is wrong: for missing and unknown keys that of the key itself. */
function pathOf(error: ErrorObject): Path {
  const path: Segment[] = [];
  for (const part of error.instancePath.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(/^(0|[1-9][0-9]*)$/.test(key) && inList(path) ? Number(key) : key);
  }
  if (error.keyword === "required") path.push(String(error.params.missingProperty));
  if (error.keyword === "additionalProperties") path.push(String(error.params.additionalProperty));
  return path;
}

/** Lists below the first level. */
const INNER_LISTS: ReadonlySet<Segment | undefined> = new Set([
  "topics",
  "posts",
  "roads",
  "plans",
  "severities",
  "steps",
  "by",
  "nightBy",
]);

/** True when the children of the path are list items. */
function inList(path: Path): boolean {
  return (path.length === 1 && path[0] !== "connection") || INNER_LISTS.has(path.at(-1));
}

function words(error: ErrorObject, source: string | null): readonly [what: string, remedy: string] {
  const schema = error.parentSchema ?? {};
  const form = FORMS[String(schema.format)];
  switch (error.keyword) {
    case "required":
      return ["is missing", `write it: ${sentence(propertyOf(schema, error.params.missingProperty))}`];
    case "additionalProperties":
      return unknownKey(schema, String(error.params.additionalProperty));
    case "type":
      return wrongType(error.data, schema, source);
    case "pattern":
    case "format":
      if (form === undefined)
        return ["is not 64 hexadecimal digits", "write the SHA-256 of the secret in hex, not the secret"];
      return [`is not ${form.noun}`, form.write];
    case "enum":
      return notInList(error.data, schema.enum);
    case "minLength":
      return ["is empty", `write 1 to ${schema.maxLength} characters`];
    case "maxLength":
      return [`is longer than ${schema.maxLength} characters`, "shorten it"];
    case "maxItems":
      return [`has more than ${schema.maxItems} items`, "remove some"];
    case "atLeast":
    case "minimum":
      return [`is less than ${error.schema}`, `write ${error.schema} or more`];
    case "atMost":
    case "maximum":
      return [`is more than ${error.schema}`, `write ${error.schema} or less`];
    default:
      return [`does not fit (${error.keyword})`, `write it as docs/campus-yaml.md says: ${sentence(schema)}`];
  }
}

function wrongType(data: unknown, schema: object, source: string | null): readonly [what: string, remedy: string] {
  const wanted = "type" in schema ? schema.type : undefined;
  if (data === null) return ["is empty", "write a value, or remove the line"];
  const form = "format" in schema ? FORMS[String(schema.format)] : undefined;
  if (wanted === "string" && (typeof data === "number" || typeof data === "boolean")) {
    const what = `is read by YAML as ${kindOf(data)}, not as a text`;
    if (source === null || (form !== undefined && !form.check(source)))
      return [what, form?.write ?? "put it in quotes"];
    // What should have been the hash of a secret may be the secret: only ids and names are repeated.
    const harmless = form !== undefined || "maxLength" in schema;
    return [what, harmless && /^[\w.+:-]{1,32}$/.test(source) ? `quote it: "${source}"` : "quote it"];
  }
  const name = NAMES[String(wanted)] ?? "a number, true, false or a text";
  return [`is ${data === undefined ? "not usable" : kindOf(data)}, not ${name}`, `write ${name}: ${sentence(schema)}`];
}

const NAMES: Readonly<Record<string, string>> = {
  object: "a map",
  array: "a list",
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
};

function unknownKey(schema: object, key: string): readonly [what: string, remedy: string] {
  const properties =
    "properties" in schema && typeof schema.properties === "object" ? Object.keys(schema.properties ?? {}) : [];
  if (properties.length === 0) return ["is not an allowed key here", FORMS.id?.write ?? ""];
  const near = nearest(key, properties);
  if (near !== null) return ["is not a known key", `did you mean ${quoted(near)}?`];
  return ["is not a known key", `remove it; known here: ${properties.join(", ")}`];
}

function propertyOf(schema: object, name: unknown): object {
  const properties: unknown = "properties" in schema ? schema.properties : undefined;
  if (typeof properties !== "object" || properties === null) return {};
  const found: unknown = Object.entries(properties).find(([key]) => key === name)?.[1];
  return typeof found === "object" && found !== null ? found : {};
}

/** The schema's sentence, without its full stop: it stands at the end of a line for people. */
function sentence(schema: object): string {
  const description = "description" in schema ? String(schema.description) : "see docs/campus-yaml.md";
  return description.replace(/\.$/, "");
}

function notInList(data: unknown, allowed: unknown): readonly [what: string, remedy: string] {
  const known = Array.isArray(allowed) ? allowed.map(String) : [];
  const near = typeof data === "string" ? nearest(data, known) : null;
  const hint = near === null ? "" : `did you mean ${near}? `;
  return ["is not one of the known words", `${hint}write one of ${known.join(", ")}`];
}
