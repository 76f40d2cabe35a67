// Checks bodies and query strings against JSON schemas and says what is wrong per field, in the asker's language.
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { FastifySchemaCompiler } from "fastify";
import { parseDuration, parseTime } from "../../contract/time.ts";
import type { Language } from "../i18n.ts";
import { type FieldError, Problem } from "./problem.ts";
import { kitText } from "./texts.ts";

/** More than a person would read; a body of thousands of wrong fields must not give an answer of megabytes. */
const MAX_ERRORS = 50;

/** Epoch ms of a time as somebody wrote it; in a query string an integer arrives as text. `null` when it is none. */
export function timeIn(given: string | number): number | null {
  return parseTime(typeof given === "string" && /^\d{1,15}$/.test(given) ? Number(given) : given);
}

function createAjv(coerce: boolean): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    coerceTypes: coerce ? "array" : false,
    useDefaults: true,
    ownProperties: true,
  });
  // A form that leaves a field empty sends `name=`, which in a query string means the same as nothing.
  ajv.addFormat("time-in", (text) => (coerce && text === "") || timeIn(text) !== null);
  ajv.addFormat("duration", (text) => (coerce && text === "") || parseDuration(text) !== null);
  ajv.addKeyword("example");
  return ajv;
}

/**
 * Bodies are taken as they are; query strings and path parameters arrive as text and are read as what the schema says. Each schema is
 * compiled when it is first asked: a start does not wait for some hundred checks of which most runs use a few.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  const strict = createAjv(false);
  const lenient = createAjv(true);
  return ({ schema, httpPart }) => {
    let compiled: ValidateFunction | null = null;
    return (value: unknown) => {
      compiled ??= (httpPart === "body" ? strict : lenient).compile(schema);
      const check = compiled;
      if (check(value)) return { value };
      return { error: problemOf(check.errors ?? []) };
    };
  };
}

const KEYWORDS = ["minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems"] as const;

function messageOfError(error: ErrorObject, language: Language): string {
  const limit = Number(error.params.limit);
  for (const keyword of KEYWORDS) if (error.keyword === keyword) return kitText(language, keyword, { limit });
  switch (error.keyword) {
    case "required":
      return kitText(language, "required");
    case "additionalProperties":
      return kitText(language, "unknown");
    case "type":
      return kitText(language, "type", { type: String(error.params.type) });
    case "enum":
      return kitText(language, "enum", { values: wordsOf(error.params.allowedValues) });
    case "pattern":
      return kitText(language, "pattern", { pattern: String(error.params.pattern) });
    case "uniqueItems":
      return kitText(language, "uniqueItems");
    case "format":
      return kitText(language, error.params.format === "duration" ? "duration" : "time");
    default:
      return kitText(language, "invalid");
  }
}

/** The words to choose from; that a field may be left empty goes without saying. */
function wordsOf(values: unknown): string {
  return [values]
    .flat()
    .filter((value) => value !== "")
    .join(", ");
}

function pathOf(error: ErrorObject): string {
  const field = error.params.missingProperty ?? error.params.additionalProperty;
  return typeof field === "string" ? `${error.instancePath}/${field}` : error.instancePath;
}

function problemOf(errors: readonly ErrorObject[]): Problem {
  const told = errors.filter((error) => error.keyword !== "anyOf" && error.keyword !== "oneOf").slice(0, MAX_ERRORS);
  const list = (language: Language): FieldError[] =>
    told.map((error) => ({ path: pathOf(error), message: messageOfError(error, language) }));
  return new Problem("bad-request", { detail: (language) => kitText(language, "body"), errors: list });
}

/** A refusal of one field that a schema alone cannot judge. */
export function fieldProblem(path: string, message: (language: Language) => string): Problem {
  return new Problem("bad-request", {
    detail: (language) => kitText(language, "body"),
    errors: (language) => [{ path, message: message(language) }],
  });
}
