import { describe, expect, test } from "vitest";
import { body, read, rejects, source } from "#test/harness/native.ts";

const GATEWAYS_OWN = [
  "alarm", "command", "loss", "config", "account", "audit", "system", "device", "county", "notify", "duty", "handling",
] as const; // biome-ignore format: a list of words

describe("events", () => {
  test("the contract's example becomes one event", () => {
    expect(read("event", { eid: "e-991", ts: "2026-11-22T13:00:00+08:00", type: "door.forced", data: { door: "east" } })).toMatchObject({
      kind: "event", type: "door.forced", device: "mr1-th", eid: "e-991", measuredMs: Date.UTC(2026, 10, 22, 5), body: { data: { door: "east" } },
    }); // biome-ignore format: one entry
  });

  test("unknown fields are ignored, nothing but data is kept", () => {
    expect(body("event", { type: "a.b", data: { x: [1, "y", null] }, extra: 5, points: { t: 1 } })).toEqual({
      data: { x: [1, "y", null] },
    });
  });

  test("4096 bytes of data are taken, one more is not; UTF-8 bytes count, not characters", () => {
    const fits = { x: "a".repeat(4096 - '{"x":""}'.length) };
    expect(body("event", { type: "a.b", data: fits })).toEqual({ data: fits });
    expect(body("event", { type: "a.b", data: { x: `${fits.x}a` } })).toBe("too-large");
    expect(body("event", { type: "a.b", data: { x: "校".repeat(1400) } })).toBe("too-large");
  });

  const deep = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`);
  test("32 levels of data are taken", () => {
    expect(body("event", { type: "a.b", data: deep(32) })).toEqual({ data: deep(32) });
  });

  rejects("event", [
    ["no type", { data: {} }, "bad-type"],
    ["a type that is one id", { type: "door", data: {} }, "bad-type"],
    ["a type with a capital", { type: "Door.forced", data: {} }, "bad-type"],
    ["a type of three ids", { type: "a.b.c", data: {} }, "bad-type"],
    ...GATEWAYS_OWN.map(
      (domain) =>
        [`a type of the gateway's domain ${domain}`, { type: `${domain}.x`, data: {} }, "reserved-type"] as const,
    ),
    ["no data", { type: "a.b" }, "bad-value"],
    ["data that is a list", { type: "a.b", data: [] }, "bad-value"],
    ["data that is null", { type: "a.b", data: null }, "bad-value"],
    ["an infinite number in data", '{"type":"a.b","data":{"x":[1e400]}}', "bad-value"],
    ["33 levels of data", { type: "a.b", data: deep(33) }, "bad-value"],
    ["100 000 levels of lists in data", `{"type":"a.b","data":{"x":${nestedLists(100_000)}}}`, "bad-value"],
    ["an eid of 65 characters", { eid: "x".repeat(65), type: "a.b", data: {} }, "bad-value"],
    ["an eid without a character", { eid: "", type: "a.b", data: {} }, "bad-value"],
    ["an eid that is a number", { eid: 5, type: "a.b", data: {} }, "bad-value"],
    ["constructor in data", { type: "a.b", data: { x: [{ constructor: 1 }] } }, "forbidden-key"],
    ["__proto__ below a key that would be removed", '{"type":"a.b","data":{"name":{"__proto__":1}}}', "forbidden-key"],
    [
      "prototype in points, which an event does not have",
      { type: "a.b", data: {}, points: { prototype: 1 } },
      "forbidden-key",
    ],
    ["a bad ts", { ts: "x", type: "a.b", data: {} }, "bad-ts"],
    ["a bad seq", { seq: "x", type: "a.b", data: {} }, "bad-seq"],
  ]);
});

function nestedLists(depth: number): string {
  return `${"[".repeat(depth)}${"]".repeat(depth)}`;
}

describe("state, result, reported", () => {
  test("a state becomes device.state", () => {
    expect(read("state", { state: { firmware: "1.4.2", rssi: -61 } })).toMatchObject({
      kind: "state", type: "device.state", body: { state: { firmware: "1.4.2", rssi: -61 } },
    }); // biome-ignore format: one entry
  });

  test("a result becomes device.result; what it leaves out is null or empty", () => {
    expect(read("result", { id: "c-1", ok: true })).toMatchObject({
      kind: "state", type: "device.result", body: { id: "c-1", ok: true, code: null, detail: null, data: {} },
    }); // biome-ignore format: one entry
    expect(body("result", { id: "c-1", ok: false, code: "jammed", detail: "door did not move", data: { tries: 2 } })).toEqual({
      id: "c-1", ok: false, code: "jammed", detail: "door did not move", data: { tries: 2 },
    }); // biome-ignore format: one entry
  });

  test("a device about people cannot put them into the detail of a result", () => {
    const from = source({ personal: true });
    expect(body("result", { id: "c-1", ok: false, detail: "13812345678 was refused" }, from)).toMatchObject({
      detail: null,
    });
    expect(body("result", { id: "c-1", ok: false, detail: "refused" }, from)).toMatchObject({ detail: "refused" });
  });

  test("reported settings become device.reported", () => {
    expect(read("reported", { version: 7, hash: "sha256:ab", config: { every: "5s" } })).toMatchObject({
      kind: "state", type: "device.reported", body: { version: 7, hash: "sha256:ab", config: { every: "5s" } },
    }); // biome-ignore format: one entry
  });

  test("of reported settings without a hash the gateway makes one, over their canonical form, if all of them may be kept", () => {
    const hash = "sha256:49dbc6ae2581c09d820cd4534ba2cb4089c2a66e302f66feb507e5560dd7812f";
    expect(body("reported", { version: 7, config: { every: "5s" } })).toMatchObject({ hash });
    expect(body("reported", { version: 7, config: { every: "5s", phone: "13812345678" } })).toMatchObject({
      hash: null,
    });
    expect(body("reported", { version: 7 })).toEqual({ version: 7, hash: null, config: {} });
  });

  test("settings above 4 KiB are reported by their hash alone", () => {
    expect(body("reported", { version: 7, hash: "sha256:ab", config: { list: "x".repeat(5000) } })).toEqual({
      version: 7, hash: "sha256:ab", config: null, bytes: 5011,
    }); // biome-ignore format: one entry
  });

  rejects("state", [
    ["no state", {}, "bad-value"],
    ["a state that is text", { state: "on" }, "bad-value"],
    ["a state above 4 KiB", { state: { x: "y".repeat(4096) } }, "too-large"],
  ]);
  rejects("result", [
    ["no id", { ok: true }, "bad-value"],
    ["ok that is no boolean", { id: "c-1", ok: 1 }, "bad-value"],
    ["a code that is a number", { id: "c-1", ok: true, code: 1 }, "bad-value"],
    ["a detail of 257 characters", { id: "c-1", ok: true, detail: "x".repeat(257) }, "bad-value"],
    ["data that is a list", { id: "c-1", ok: true, data: [] }, "bad-value"],
  ]);
  rejects("reported", [
    ["no version", { config: {} }, "bad-value"],
    ["a version that is text", { version: "7" }, "bad-value"],
    ["a hash that is a number", { version: 7, hash: 1 }, "bad-value"],
    ["a config that is text", { version: 7, config: "x" }, "bad-value"],
    ["a config above 64 KiB", { version: 7, config: { list: "x".repeat(65_536) } }, "too-large"],
    ["a config with a forbidden key", '{"version": 7, "config": {"a": {"__proto__": 1}}}', "forbidden-key"],
  ]);
});
