import { expect, test } from "vitest";
import { canonicalJson, hashOf } from "./canonical.ts";

test("the order of keys does not matter, at any depth, even of keys that look like numbers", () => {
  const text = canonicalJson(JSON.parse('{"b":[{"d":1,"c":2.0}],"9":true,"10":null,"a":"东"}'));
  expect(text).toBe('{"10":null,"9":true,"a":"东","b":[{"c":2,"d":1}]}');
});

test("the hash is that of the UTF-8 bytes", () => {
  expect(hashOf('{"every":"5s"}')).toBe("sha256:49dbc6ae2581c09d820cd4534ba2cb4089c2a66e302f66feb507e5560dd7812f");
});
