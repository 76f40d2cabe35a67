// JSON Schemas written once for the check and for the type: typebox's words and types, without loading its 374 modules (4 MB in each
// process). Only these words are needed; another is one line here.
import type { Type as TypeBox } from "typebox";

export type { Static, TObject, TProperties, TSchemaOptions } from "typebox";

type Schema = Readonly<Record<string, unknown>>;
type Words = Pick<
  typeof TypeBox,
  | "Array"
  | "Boolean"
  | "Integer"
  | "Literal"
  | "Null"
  | "Number"
  | "Object"
  | "Optional"
  | "Record"
  | "String"
  | "Tuple"
  | "Union"
  | "Unknown"
  | "Unsafe"
>;

/** What typebox marks optional properties with: both may be mixed. */
const OPTIONAL = "~optional";
/** A record whose keys are any text. */
const ANY_KEY = "^.*$";

const of = (type: string) => (options?: Schema) => ({ type, ...options });

const words = {
  Array: (items: Schema, options?: Schema) => ({ type: "array", items, ...options }),
  Boolean: of("boolean"),
  Integer: of("integer"),
  Literal: (value: unknown, options?: Schema) => ({ type: typeof value, const: value, ...options }),
  Null: of("null"),
  Number: of("number"),
  Object: (properties: Readonly<Record<string, Schema>>, options?: Schema) => {
    const required = Object.keys(properties).filter((key) => !Object.hasOwn(properties[key] ?? {}, OPTIONAL));
    return { type: "object", ...(required.length > 0 && { required }), properties, ...options };
  },
  /** A copy that may be missing in its object; the mark is not part of the JSON. */
  Optional: (schema: Schema) => Object.defineProperty({ ...schema }, OPTIONAL, { value: true }),
  Record: (key: Schema, value: Schema, options?: Schema) => ({
    type: "object",
    patternProperties: { [typeof key.pattern === "string" ? key.pattern : ANY_KEY]: value },
    ...options,
  }),
  String: of("string"),
  Tuple: (items: readonly Schema[], options?: Schema) => ({
    type: "array",
    additionalItems: false,
    items,
    minItems: items.length,
    ...options,
  }),
  Union: (anyOf: readonly Schema[], options?: Schema) => ({ anyOf, ...options }),
  Unknown: (options?: Schema) => ({ ...options }),
  Unsafe: (schema: Schema) => ({ ...schema }),
};

/** The words as typebox types them. The types exist for the compiler only, so nothing but a cast can say that they are kept. */
export const Type = words as unknown as Words;
