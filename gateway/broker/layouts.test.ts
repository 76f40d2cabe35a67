import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { randomOf } from "#test/chaos/random.ts";
import { NOW, read, source } from "#test/harness/native.ts";
import { checksumOf } from "./checksum.ts";
import { learnLayout, noLayouts } from "./layouts.ts";
import { readKnown } from "./native.ts";
import { numberAt } from "./number-text.ts";

const SAMPLES = [
  '{"ts":1763779200000,"seq":41,"boot":"a1","points":{"temperature":23.40,"humidity":-0.5,"power":612}}',
  ' {"points" : {"door": true, "co2": {"v": 612, "u": "[ppm]"}, "humidity": null} , "seq":7, "extra":{"seq":1,"v":2}}\n',
  '{"points":{"temperature":1}}',
] as const;
const moment = { nowMs: NOW, trusted: true };

function known(from: ReturnType<typeof source>, text: string) {
  const bytes = Buffer.from(`before${text}after`);
  return readKnown(from, bytes, 6, bytes.length - 5, moment);
}

test("a message that differs from one before in its numbers only is read without parsing it", () => {
  for (const sample of SAMPLES) {
    const from = source();
    expect(known(from, sample)).toBe(null);
    read("telemetry", sample, from);
    expect(known(from, sample)).toMatchObject({ values: expect.anything() });
  }
  const from = source();
  read("telemetry", SAMPLES[0], from);
  const next = '{"ts":1763779200001,"seq":0,"boot":"a1","points":{"temperature":null,"humidity":100,"power":false}}';
  expect(known(from, next)).toMatchObject({
    measuredMs: 1763779200001,
    deviceSeq: 0,
    values: [{ value: null, reason: "device" }, 100, false],
  });
});

test("whatever changes in a message, it is read or refused exactly as if nothing were known of the device", () => {
  const { between } = randomOf(7);
  const random = (below: number) => between(0, below - 1);
  const alphabet = '{}[]",:.-+eE0123456789truefalsn\\ uvx';
  let alike = 0;
  for (const sample of SAMPLES) {
    const from = source();
    read("telemetry", sample, from);
    for (let i = 0; i < 4000; i++) {
      const characters = [...sample];
      for (let changes = 1 + random(3); changes > 0; changes--) {
        const some = Array.from({ length: random(3) }, () => alphabet[random(alphabet.length)] ?? "").join("");
        characters.splice(random(characters.length), random(3), some);
      }
      const text = characters.join("");
      const reading = known(from, text);
      if (reading === null) continue;
      alike++;
      const { shape, ...rest } = reading;
      const { id: _id, ...points } = shape;
      expect(read("telemetry", text)).toMatchObject({ ...rest, shape: points });
    }
  }
  expect(alike).toBeGreaterThan(300);
});

test("points of people, escapes, texts, arrays and keys that repeat are looked at each time", () => {
  const personal = source({ personal: true });
  read("telemetry", SAMPLES[0], personal);
  expect(personal.layouts.known).toEqual([]);
  for (const text of [
    '{"points":{"card":true,"temperature":1}}',
    '{"seq":1,"points":{"temperature":1},"a":"\\u0031"}',
    '{"ts":"2026-11-22T05:00:00Z","points":{"temperature":1}}',
    '{"list":[1],"points":{"temperature":1}}',
    '{"seq":1,"points":{"temperature":1},"seq":2}',
    '{"points":{"temperature":{"v":1,"v":2}}}',
  ]) {
    const from = source();
    expect(read("telemetry", text, from)).toMatchObject({ kind: "reading" });
    expect(from.layouts.known, text).toEqual([]);
  }
});

test("a device that says something new each time is not learned for ever", () => {
  const layouts = noLayouts();
  const shape = { id: 1, device: "a", points: ["t"], units: ["1"] } as const;
  for (let i = 0; i < 1000; i++) learnLayout(layouts, Buffer.from(`{"points":{"t":1},"n":${i}}`), shape, 0);
  expect(layouts.known).toHaveLength(4);
  expect(layouts.known[0]?.sample.toString()).toBe('{"points":{"t":1},"n":63}');
});

test("numbers have exactly the value that JSON.parse gives them", () => {
  const { between } = randomOf(11);
  const random = (below: number) => between(0, below - 1);
  const digits = (n: number) => Array.from({ length: n }, () => random(10)).join("");
  for (let i = 0; i < 20_000; i++) {
    const text = `${random(2) ? "-" : ""}${digits(random(9))}${random(2) ? `.${digits(random(8))}` : ""}`;
    const value = numberAt(Buffer.from(`${text},`), { at: 0 });
    if (value !== null) expect(value, text).toBe(JSON.parse(text) === 0 ? 0 : JSON.parse(text));
    else expect(text).toMatch(/^-?(0\d.*|\..*|.*\.|)$/);
  }
  expect(numberAt(Buffer.from("1234567890123456"), { at: 0 })).toBe(null);
});

test("the checksum is CRC-32, of any part of a buffer", () => {
  const bytes = Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 89) & 0xff));
  for (let from = 0; from < 20; from++) {
    for (let to = from; to < 300; to += 7) expect(checksumOf(bytes, from, to)).toBe(crc32(bytes.subarray(from, to)));
  }
});
