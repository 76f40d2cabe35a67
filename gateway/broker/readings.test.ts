import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Fresh } from "#gateway/journal/record.ts";
import { body, NOW, points, read, rejects, source } from "#test/harness/native.ts";

describe("telemetry", () => {
  test("the contract's example becomes one reading with unit and quality of every point", () => {
    const payload =
      '{"ts": 1763779200000, "seq": 41, "boot": "a1", "points": {"temperature": 23.4, "door": true, "co2": {"v": 612, "u": "[ppm]"}, "humidity": null}}';
    const record = read("telemetry", payload);
    expect(record).toMatchObject({
      kind: "reading",
      deviceSeq: 41,
      measuredMs: 1763779200000,
      clock: "device",
      extra: null,
    });
    expect(record).toMatchObject({ mark: { seq: 41, check: crc32(payload) } });
    expect(points(payload)).toEqual({
      temperature: { value: 23.4, unit: "Cel", quality: "good" },
      door: { value: true, unit: "1", quality: "good" },
      co2: { value: 612, unit: "[ppm]", quality: "good" },
      humidity: { value: null, unit: "%", quality: "bad", reason: "device" },
    });
  });

  test("without seq there is no mark, with seq but without boot the run is 0, and the same boot gives the same mark", () => {
    const from = source();
    expect(read("telemetry", { points: { t: 1 } }, from)).toMatchObject({ mark: null, deviceSeq: null });
    expect(read("telemetry", { seq: 0, points: { t: 1 } }, from)).toMatchObject({ mark: { boot: 0, seq: 0 } });
    const a = read("telemetry", { seq: 1, boot: "a", points: { t: 1 } }, from);
    const b = read("telemetry", { seq: 1, boot: 7, points: { t: 1 } }, from);
    expect(a).not.toEqual(b);
    expect(read("telemetry", { seq: 1, boot: "a", points: { t: 1 } }, source())).toMatchObject({
      mark: (a as Fresh).mark,
    });
  });

  test("a message along the plan of the one before reads exactly like the first", () => {
    const from = source();
    const payload = { points: { temperature: 1, door: false, co2: { v: 5, u: "%" }, humidity: null } };
    const first = points(payload, from);
    expect(points(payload, from)).toEqual(first);
    expect(from.plans).toHaveLength(1);
    expect(
      points({ points: { temperature: 2, door: null, co2: { v: null, u: "%" }, humidity: true } }, from),
    ).toMatchObject({
      temperature: { value: 2 },
      door: { value: null, quality: "bad", reason: "device" },
      co2: { value: null, unit: "%", quality: "bad" },
      humidity: { value: true },
    });
    expect(from.plans).toHaveLength(1);
  });

  test("a plan is left as soon as a unit, a name or the order differs", () => {
    const from = source();
    points({ points: { temperature: 1, co2: { v: 5, u: "%" } } }, from);
    expect(points({ points: { temperature: 1, co2: 5 } }, from)).toMatchObject({ co2: { unit: "[ppm]" } });
    expect(points({ points: { temperature: { v: 1, u: "K" }, co2: 5 } }, from)).toMatchObject({
      temperature: { unit: "K" },
    });
    expect(points({ points: { co2: 5, temperature: 1 } }, from)).toMatchObject({
      co2: { value: 5 },
      temperature: { value: 1 },
    });
    expect(Object.keys(points({ points: { temperature: 1 } }, from))).toEqual(["temperature"]);
    expect(Object.keys(points({ points: { temperature: 1, co2: 2, door: true } }, from))).toEqual([
      "temperature",
      "co2",
      "door",
    ]);
  });

  test("a device with more kinds of telemetry than plans still reads right, and keeps no more than a few plans", () => {
    const from = source();
    for (let i = 0; i < 1000; i++)
      expect(points({ points: { [`p${i}`]: i } }, from)).toMatchObject({ [`p${i}`]: { value: i } });
    expect(from.plans.length).toBeLessThanOrEqual(4);
  });

  test("the unit is the message's, else the device's, else the profile's, else the well-known one, else 1", () => {
    const config = { name: null, type: null, deadband: 0 } as const;
    const from = source(
      {
        points: new Map([
          ["power", { unit: "kW", type: null }],
          ["speed", { unit: "{rpm}", type: null }],
        ]),
      },
      new Map([
        ["power", { ...config, unit: "mW" as never }],
        ["flow", { ...config, unit: "m3/h" }],
      ]),
    );
    expect(
      points({ points: { power: 1, flow: 2, speed: 3, voltage: 4, thing: 5, humidity: { v: 6, u: "1" } } }, from),
    ).toMatchObject({
      power: { unit: "mW" },
      flow: { unit: "m3/h" },
      speed: { unit: "{rpm}" },
      voltage: { unit: "V" },
      thing: { unit: "1" },
      humidity: { unit: "1" },
    });
  });

  test("text is a value only where device or profile declares it, up to 256 characters", () => {
    const text = { unit: null, type: "text" } as const;
    const from = source({ points: new Map([["mode", text]]) });
    expect(points({ points: { mode: "auto" } }, from)).toMatchObject({ mode: { value: "auto" } });
    expect(points({ points: { mode: { v: "eco" } } }, from)).toMatchObject({ mode: { value: "eco" } });
    expect(points({ points: { mode: "x".repeat(256) } }, from)).toMatchObject({ mode: { quality: "good" } });
    expect(points({ points: { mode: "x".repeat(257) } }, from)).toBe("bad-value");
    expect(points({ points: { mood: "auto" } }, from)).toBe("bad-value");
  });

  test("minus zero is zero; the last of two equal keys counts, as JSON.parse has it", () => {
    const from = source();
    for (let round = 0; round < 2; round++) {
      const value = points('{"points":{"t":-0}}', from);
      expect(value).toMatchObject({ t: { value: 0 } });
      expect(JSON.stringify(Object.values(value), (_, v) => (Object.is(v, -0) ? "minus zero" : v))).not.toContain(
        "minus",
      );
    }
    expect(points('{"points":{"t":1,"t":2}}')).toMatchObject({ t: { value: 2 } });
  });

  test("256 points are taken, and ids that look like numbers too", () => {
    const many = Object.fromEntries(Array.from({ length: 256 }, (_, i) => [`p${i}`, i]));
    expect(Object.keys(points({ points: many }))).toHaveLength(256);
    expect(points({ points: { "7": 1, a: 2 } })).toMatchObject({ "7": { value: 1 }, a: { value: 2 } });
  });

  test("unknown fields are ignored", () => {
    expect(points({ points: { t: 1 }, rssi: -61, deep: { er: [1, { x: 2 }] } })).toEqual({
      t: { value: 1, unit: "1", quality: "good" },
    });
    expect(points({ points: { t: { v: 1, quality: "good" } } })).toMatchObject({ t: { value: 1 } });
  });

  const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
  const tooMany = Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`p${i}`, i]));
  rejects("telemetry", [
    ["no JSON", "temperature=3", "bad-json"],
    ["nothing", "", "bad-json"],
    ["half a message", '{"points":{"t":', "bad-json"],
    ["NaN is not JSON", '{"points":{"t":NaN}}', "bad-json"],
    ["a byte order mark", '\ufeff{"points":{"t":1}}', "bad-json"],
    ["bytes that are not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), "bad-json"],
    ["a list", [{ points: { t: 1 } }], "not-object"],
    ["a number", "5", "not-object"],
    ["null", "null", "not-object"],
    ["a text", '"points"', "not-object"],
    ["a deep list", nested(100_000), "not-object"],
    ["a ts that is no time", { ts: "yesterday", points: { t: 1 } }, "bad-ts"],
    ["a ts without offset", { ts: "2026-11-22T05:00:00", points: { t: 1 } }, "bad-ts"],
    ["a ts of a day that does not exist", { ts: "2026-02-30T05:00:00Z", points: { t: 1 } }, "bad-ts"],
    ["a fractional ts", { ts: 1763779200000.5, points: { t: 1 } }, "bad-ts"],
    ["a ts of null", { ts: null, points: { t: 1 } }, "bad-ts"],
    ["a ts of true", { ts: true, points: { t: 1 } }, "bad-ts"],
    ["a negative seq", { seq: -1, points: { t: 1 } }, "bad-seq"],
    ["a seq above 2^53-1", '{"seq":9007199254740992,"points":{"t":1}}', "bad-seq"],
    ["a seq of text", { seq: "41", points: { t: 1 } }, "bad-seq"],
    ["a fractional seq", { seq: 1.5, points: { t: 1 } }, "bad-seq"],
    ["a boot of 33 characters", { seq: 1, boot: "x".repeat(33), points: { t: 1 } }, "bad-seq"],
    ["a boot that is a list", { seq: 1, boot: [1], points: { t: 1 } }, "bad-seq"],
    ["no points", { ts: 1763779200000 }, "bad-point"],
    ["points that are a list", { points: [1] }, "bad-point"],
    ["points that are null", { points: null }, "bad-point"],
    ["no point", { points: {} }, "bad-point"],
    ["a point with a capital", { points: { Temperature: 1 } }, "bad-point"],
    ["a point with a dot", { points: { "a.b": 1 } }, "bad-point"],
    ["a point without name", { points: { "": 1 } }, "bad-point"],
    ["a point with a name of 33 characters", { points: { ["a".repeat(33)]: 1 } }, "bad-point"],
    ["257 points", { points: tooMany }, "too-many-points"],
    ["an infinite number", '{"points":{"temperature":1e400,"humidity":1}}', "bad-value"],
    ["text", { points: { temperature: "23", humidity: 1 } }, "bad-value"],
    ["a list as a value", { points: { temperature: [1], humidity: 1 } }, "bad-value"],
    ["an object without v", { points: { temperature: { value: 1 }, humidity: 1 } }, "bad-value"],
    ["a unit that is none", { points: { temperature: { v: 1, u: "Fahrenheit" }, humidity: 1 } }, "bad-value"],
    ["a unit that is no text", { points: { temperature: { v: 1, u: 1 }, humidity: 1 } }, "bad-value"],
    ["an infinite v", '{"points":{"temperature":{"v":-1e999},"humidity":1}}', "bad-value"],
    ["one bad value among good ones", { points: { temperature: 1, humidity: "wet" } }, "bad-value"],
    ["__proto__ at the top", '{"__proto__":1,"points":{"t":1}}', "forbidden-key"],
    ["constructor as a point", { points: { constructor: 1 } }, "forbidden-key"],
    ["prototype as a point", { points: { temperature: 1, prototype: 2 } }, "forbidden-key"],
    ["__proto__ in a value", '{"points":{"temperature":{"v":1,"__proto__":{}},"humidity":2}}', "forbidden-key"],
    ["__proto__ with its letters escaped", '{"points":{"t":1},"x":{"\\u005f_proto__":1}}', "forbidden-key"],
    ["constructor deep in an unknown field", { points: { t: 1 }, x: [[{ y: { constructor: 1 } }]] }, "forbidden-key"],
    [
      "a forbidden key under 100 000 lists",
      `{"points":{"t":1},"x":${"[".repeat(1e5)}{"prototype":1}${"]".repeat(1e5)}}`,
      "forbidden-key",
    ],
  ]);

  test("a forbidden key changes no prototype", () => {
    read("telemetry", '{"points":{"t":1},"__proto__":{"polluted":true}}');
    expect("polluted" in {}).toBe(false);
  });
});

describe("time", () => {
  const at = (ts: unknown, trusted = true) => {
    const from = source();
    const record = read("telemetry", { ts, points: { t: 1 } }, from, trusted);
    if (typeof record === "string" || record.kind !== "reading") return record;
    return { offset: record.measuredMs - NOW, clock: record.clock, extra: record.extra, said: from.stamp.said };
  };

  test("without ts the gateway's clock counts, and says when it is not trusted yet", () => {
    expect(at(undefined)).toEqual({ offset: 0, clock: "gateway", extra: null, said: "nothing" });
    expect(at(undefined, false)).toMatchObject({ clock: "unsynced" });
  });

  test("all forms of a time are taken: milliseconds, Z, any offset, any number of decimals", () => {
    for (const ts of [
      NOW,
      "2026-11-22T05:00:00.123Z",
      "2026-11-22T13:00:00.123+08:00",
      "2026-11-21T21:00:00.123456-08:00",
    ]) {
      expect(at(ts)).toEqual({ offset: 0, clock: "device", extra: null, said: "right" });
    }
  });

  test("up to five minutes ahead is believed, one millisecond more is not", () => {
    expect(at(NOW + 300_000)).toMatchObject({ offset: 300_000, clock: "device", said: "right" });
    expect(at(NOW + 300_001)).toEqual({
      offset: 0,
      clock: "gateway",
      extra: { deviceTs: NOW + 300_001 },
      said: "wrong",
    });
  });

  test("before 2020 is not believed, in whatever form; what the device sent is kept as it sent it", () => {
    expect(at(Date.UTC(2020, 0, 1))).toMatchObject({ clock: "device" });
    for (const ts of [
      0,
      5000,
      -1,
      Date.UTC(2019, 11, 31),
      "1970-01-01T00:00:05+08:00",
      "1999-12-31T23:59:59Z",
      "0001-01-01T00:00:00Z",
      1e15,
    ]) {
      expect(at(ts)).toEqual({ offset: 0, clock: "gateway", extra: { deviceTs: ts }, said: "wrong" });
    }
    expect(at("1970-13-01T00:00:00+08:00")).toBe("bad-ts");
  });

  test("while our own clock is not trusted, no device's clock is called wrong", () => {
    expect(at(NOW + 1e9, false)).toMatchObject({
      offset: 0,
      clock: "unsynced",
      extra: { deviceTs: NOW + 1e9 },
      said: "nothing",
    });
  });

  test("an event keeps an unbelievable time in its body", () => {
    expect(body("event", { ts: 5, type: "door.forced", data: {} })).toEqual({ data: {}, deviceTs: 5 });
  });
});
