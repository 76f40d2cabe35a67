// JSON bodies are read strictly; a fault is named by where it is.
import { expect, test } from "vitest";
import { readJson } from "./json.ts";

const read = (text: string) => readJson(Buffer.from(text));

test("a key that reaches a prototype is refused wherever it stands, and named by its path", () => {
  expect(read('{"a":[1,{"b/c~d":{"__proto__":1}}]}')).toEqual({ fault: "forbidden-key", path: "/a/1/b~1c~0d/__proto__" });
  expect(read('[{"constructor":{}}]')).toEqual({ fault: "forbidden-key", path: "/0/constructor" });
}); // biome-ignore format: one case a line

test("what is absurdly deep is refused; what is sound is given back", () => {
  expect(read("[".repeat(33) + "]".repeat(33))).toEqual({ fault: "too-deep", path: "/0".repeat(32) });
  expect(read('{"a":[1,null,"x"]}')).toEqual({ value: { a: [1, null, "x"] } });
  expect(read('{"a":')).toEqual({ fault: "not-json" });
});
