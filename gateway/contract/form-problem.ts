// What is wrong with the form of a data file, in words for whoever writes it: which key, what it is, and what may stand there instead.

/** As ajv gives it with `verbose`: a part of its error object. */
export interface FormError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly schema?: unknown;
  readonly parentSchema?: object;
}

export interface FormProblem {
  /** `/points/co2/wire/type`; of a missing or unknown key that of the key itself. */
  readonly path: string;
  readonly what: string;
  readonly remedy: string;
}

/** One error in the sentences that campus.yaml's are told in. */
export function formProblem({
  instancePath,
  keyword,
  params,
  message,
  schema,
  parentSchema = {},
}: FormError): FormProblem {
  const said = (what: string, remedy: string, key: unknown = null): FormProblem => ({
    path: key === null ? instancePath : `${instancePath}/${String(key)}`,
    what,
    remedy,
  });
  switch (keyword) {
    case "required":
      return said(
        "is missing",
        `write it: ${sentenceOf(propertyOf(parentSchema, params.missingProperty))}`,
        params.missingProperty,
      );
    case "additionalProperties": {
      const known = Object.keys(propertiesOf(parentSchema));
      const remedy = known.length === 0 ? "remove it" : `remove it; known here: ${known.join(", ")}`;
      return said("is not a known key", remedy, params.additionalProperty);
    }
    case "enum":
      return said("is not one of the known words", `write one of ${wordsOf(schema)}`);
    case "minimum":
      return said(`is less than ${String(schema)}`, `write ${String(schema)} or more`);
    case "maximum":
      return said(`is more than ${String(schema)}`, `write ${String(schema)} or less`);
    case "maxLength":
      return said(`is longer than ${String(schema)} characters`, "shorten it");
    default:
      return said(message ?? "is wrong", sentenceOf(parentSchema));
  }
}

function wordsOf(schema: unknown): string {
  return Array.isArray(schema) ? schema.join(", ") : String(schema);
}

function propertiesOf(schema: object): Readonly<Record<string, unknown>> {
  return "properties" in schema && typeof schema.properties === "object" ? { ...schema.properties } : {};
}

function propertyOf(schema: object, key: unknown): object {
  const found = propertiesOf(schema)[String(key)];
  return typeof found === "object" && found !== null ? found : {};
}

/** The schema's sentence, without its full stop: it stands at the end of a line for people. */
function sentenceOf(schema: object): string {
  if ("description" in schema) return String(schema.description).replace(/\.$/, "");
  return "enum" in schema ? wordsOf(schema.enum) : "correct it as the other files in the folder have it";
}
