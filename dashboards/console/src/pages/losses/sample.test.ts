import { expect, test } from "vitest";
import { sampleOf } from "./sample.ts";

const base64 = (...bytes: number[]) => Buffer.from(bytes).toString("base64");

test("a refused message that is text is shown as the text it is, however hostile", () => {
  const hostile = '<img src=x onerror=alert(1)>\n{"温度":';
  expect(sampleOf(Buffer.from(hostile).toString("base64"))).toEqual({ form: "text", text: hostile });
});

test("marks that would turn or hide text are written out", () => {
  expect(sampleOf(Buffer.from("a\u202Eb\uFEFFc").toString("base64"))?.text).toBe("a\\u202eb\\ufeffc");
});

test("what is not text is shown as bytes", () => {
  const sample = sampleOf(base64(0x00, 0xff, 0x41, 0x1b));
  expect(sample?.form).toBe("bytes");
  expect(sample?.text).toMatch(/^0000 {2}00 ff 41 1b +\.\.A\.$/);
});

test("a sample that was cut inside a character is still text", () => {
  expect(sampleOf(Buffer.from("温度").subarray(0, 5).toString("base64"))).toEqual({ form: "text", text: "温" });
});

test("what is no sample is none", () => {
  for (const none of [undefined, "", 5, "%%%"]) expect(sampleOf(none)).toBe(null);
});
