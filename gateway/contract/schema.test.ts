import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Type as TypeBox } from "typebox";
import { expect, test } from "vitest";
import { Type } from "./schema.ts";

/** One schema with every word, each with and without options. */
function everyWord(T: typeof Type) {
  const name = T.String({ minLength: 1 });
  return T.Object(
    {
      name,
      nick: T.Optional(name),
      age: T.Integer({ minimum: 0 }),
      size: T.Number(),
      isHere: T.Boolean({ description: "now" }),
      kind: T.Union([T.Literal("a", { description: "first" }), T.Literal(1), T.Literal(true), T.Null()], {
        default: 1,
      }),
      tags: T.Array(T.String(), { maxItems: 3 }),
      pair: T.Tuple([T.Number(), T.String()], { maxItems: 2 }),
      texts: T.Record(T.String(), T.String(), { description: "by language" }),
      byId: T.Record(T.String({ pattern: "^[a-z]$" }), T.Object({}), { additionalProperties: false }),
      form: T.Unsafe<string>({ type: ["string", "integer"] }),
      any: T.Unknown({ description: "whatever" }),
      none: T.Object({ maybe: T.Optional(T.Unknown()) }),
    },
    { additionalProperties: false },
  );
}

test("every word gives the schema that typebox gives, to the byte", () => {
  expect(JSON.stringify(everyWord(Type))).toBe(JSON.stringify(everyWord(TypeBox)));
});

test("what is optional in one object stays required in another", () => {
  const name = Type.String();
  expect(Type.Object({ name: Type.Optional(name) })).not.toHaveProperty("required");
  expect(Type.Object({ name })).toHaveProperty("required", ["name"]);
});

test("schemas of both kinds can be put into each other", () => {
  expect(Type.Object({ a: TypeBox.Optional(TypeBox.String()), b: TypeBox.Null() })).toEqual(
    JSON.parse(JSON.stringify(TypeBox.Object({ a: Type.Optional(Type.String()), b: Type.Null() }))),
  );
});

test("nothing that a gateway loads brings typebox itself along", () => {
  const root = new URL("../..", import.meta.url).pathname;
  const sources = ["gateway", "device-drivers"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => join(root, folder, name)),
  );
  const loading = sources.filter((file) => /^import (?!type).*from "typebox/m.test(readFileSync(file, "utf8")));
  expect(loading, "import { Type } from gateway/contract/schema.ts instead").toEqual([]);
});
