// Golden bytes of the county link: what is written here is what other implementations read, and what a county has stored for years.
import { hash } from "node:crypto";
import { zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { ackBytes, readAck } from "./ack.ts";
import { entriesOf } from "./entries.ts";
import { frameBytes, MAX_FRAME_BYTES, packBody, readFrame } from "./frame.ts";
import { helloBytes, readHello } from "./hello.ts";
import { columnsOf, rowsOf, type SummaryRow } from "./summary.ts";
import { ackTopic, readUpTopic, upTopic } from "./topics.ts";

const NAME = { campus: "no3-middle", outbox: "b7k2", lane: "alarm", frame: 17 } as const;
const FROM = { campus: "no3-middle", lane: "alarm" } as const;
const ENTRY = {
  epoch: "q7m2kx4c",
  seq: 18342,
  kind: "alarm",
  type: "alarm.raised",
  device: "mr1-th",
  measuredAt: "2026-11-22T05:00:00.000Z",
  receivedAt: "2026-11-22T05:00:00.123Z",
  clock: "gateway",
  late: false,
  deviceSeq: null,
  eid: null,
  cause: 18340,
  body: { severity: "high" },
} as const;

/** `[1]`, compressed by zstd, as any version of it may write it. */
const PACKED = Buffer.from("28b52ffd2003190000" + "5b315d", "hex");

function framed(body: unknown, n = 1, name: Parameters<typeof frameBytes>[0] = NAME): Buffer {
  return frameBytes(name, n, zstdCompressSync(JSON.stringify(body)));
}

test("a frame is one line of JSON in the contract's order, a line end, and the packed body", () => {
  expect(frameBytes(NAME, 1, PACKED).toString("latin1")).toBe(
    `{"v":1,"campus":"no3-middle","outbox":"b7k2","lane":"alarm","frame":17,"n":1,"sha256":"${hash("sha256", PACKED)}","codec":"json+zstd"}\n${PACKED.toString("latin1")}`,
  );
});

test("golden bytes of a frame are read", () => {
  const read = readFrame(frameBytes(NAME, 1, PACKED), FROM);
  expect(read).toMatchObject({ header: { ...NAME, v: 1, n: 1 }, body: [1] });
});

test("entries come out as they went in", async () => {
  const read = readFrame(frameBytes(NAME, 1, await packBody([ENTRY])), FROM);
  expect("body" in read && entriesOf(read.body, 1, "alarm")).toEqual([ENTRY]);
});

const FAULTY: readonly (readonly [what: string, bytes: Buffer, fault: string])[] = [
  ["no line end", Buffer.alloc(5000, "x"), "bad-header"],
  ["a header that is no object", Buffer.from("[]\n"), "bad-header"],
  ["a newer version", Buffer.from('{"v":2}\n'), "bad-version"],
  [
    "another codec",
    Buffer.from(framed([1]).toString("latin1").replace("json+zstd", "json+lzma"), "latin1"),
    "bad-codec",
  ],
  ["another campus", framed([1], 1, { ...NAME, campus: "no4" }), "wrong-campus"],
  ["another lane", framed([1], 1, { ...NAME, lane: "event" }), "wrong-lane"],
  ["a changed byte", Buffer.concat([framed([1]), Buffer.from("x")]), "bad-sha256"],
  ["a body that is not zstd", frameBytes(NAME, 1, Buffer.from("[1]")), "bad-body"],
  ["a body that is no JSON", frameBytes(NAME, 1, zstdCompressSync("[1")), "bad-body"],
  ["a key that reaches a prototype", frameBytes(NAME, 1, zstdCompressSync('[{"a":{"__proto__":1}}]')), "forbidden-key"],
  ["a body that unpacks without end", frameBytes(NAME, 1, zstdCompressSync(Buffer.alloc(64 << 20, " "))), "too-large"],
  ["a frame larger than a broker takes", frameBytes(NAME, 1, Buffer.alloc(MAX_FRAME_BYTES)), "too-large"],
];

test.each(FAULTY)("%s is refused as %3$s", (_what, bytes, fault) => {
  expect(readFrame(bytes, FROM)).toMatchObject({ fault });
});

test.each([
  ["too few", [], 1],
  ["a reading", [{ ...ENTRY, kind: "reading", type: null }], 1],
  ["an entry of another lane", [{ ...ENTRY, kind: "event" }], 1],
  ["a time that is none", [{ ...ENTRY, receivedAt: "now" }], 1],
  ["an entry without body", [{ ...ENTRY, body: null }], 1],
  ["no list", { 0: ENTRY, length: 1 }, 1],
])("a body with %s is no body of its lane", (_what, body, n) => {
  expect(entriesOf(body, n, "alarm")).toBeNull();
});

test("summary columns are equally long, rows of a point stand together, and come out again", () => {
  const row: SummaryRow = {
    device: "b", point: "temperature", unit: "Cel", step: "1min", atMs: Date.UTC(2026, 10, 22, 5), count: 12,
    min: 23.1, max: 23.6, sum: 0.1 + 0.2, last: 23.5, uncertain: 0, bad: 1, rev: 7,
  }; // biome-ignore format: figures of one row
  const rows = [row, { ...row, device: "a", count: 0, min: null, max: null, sum: 0, last: null }];
  const columns = columnsOf(rows);
  expect(columns.device).toEqual(["a", "b"]);
  expect(columns.at).toEqual(Array(2).fill("2026-11-22T05:00:00.000Z"));
  expect(columns.sum).toEqual([0, 0.3]);
  expect(rowsOf(JSON.parse(JSON.stringify(columns)), 2)).toEqual([rows[1], { ...row, sum: 0.3 }]);
  expect(rowsOf(columns, 3)).toBeNull();
  expect(rowsOf({ ...columns, rev: [1] }, 2)).toBeNull();
  expect(rowsOf({ ...columns, min: ["1", "2"] }, 2)).toBeNull();
});

test("a sum that is no number is no summary", () => {
  const row = { device: "d", point: "p", unit: "Cel", step: "1min", atMs: 0, count: 1, min: 1, max: 1, sum: 1, last: 1, uncertain: 0, bad: 0, rev: 1 } as const; // biome-ignore format: one row
  const body = JSON.stringify(columnsOf([row]));
  expect(rowsOf(JSON.parse(body), 1)).toEqual([row]);
  expect(rowsOf(JSON.parse(body.replace('"sum":[1]', '"sum":[1e999]')), 1)).toBeNull();
});

test("hello and acknowledgement have the contract's form", () => {
  const hello = {
    outbox: "b7k2",
    lanes: { alarm: { first: 12, last: 17 } },
    version: "0.3.0",
    time: "2026-11-22T05:00:00.000Z",
  };
  expect(helloBytes(hello).toString()).toBe(JSON.stringify(hello));
  expect(readHello(helloBytes(hello))).toEqual(hello);
  const ack = {
    outbox: "b7k2",
    lane: "alarm",
    frame: 17,
    missing: [[13, 15]],
    refused: [{ frame: 9, code: "bad-sha256" }],
  } as const;
  expect(ackBytes(ack).toString()).toBe(JSON.stringify(ack));
  expect(readAck(ackBytes(ack))).toEqual(ack);
});

test("unknown fields are ignored, wrong ones refused", () => {
  const ack = { outbox: "b7k2", lane: "alarm", frame: 17 };
  const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
  expect(readAck(bytes({ ...ack, more: 1 }))).toEqual({ ...ack, missing: [], refused: [] });
  for (const wrong of [{ frame: -1 }, { lane: "x" }, { outbox: "a/b" }, { missing: [[3, 2]] }, { refused: [{}] }])
    expect(readAck(bytes({ ...ack, ...wrong }))).toBeNull();
  const hello = { outbox: "b7k2", lanes: {}, version: "1", time: "2026-11-22T05:00:00Z" };
  expect(readHello(bytes({ ...hello, lanes: { alarm: { first: 1, last: 0 }, later: 1 } }))?.lanes).toEqual({
    alarm: { first: 1, last: 0 },
  });
  for (const wrong of [{ lanes: { alarm: { first: 3, last: 1 } } }, { time: "soon" }, { lanes: [] }, { outbox: 1 }])
    expect(readHello(bytes({ ...hello, ...wrong }))).toBeNull();
});

test("topics name one campus and one lane", () => {
  expect(upTopic("a", "hello")).toBe("county/v1/a/up/hello");
  expect(ackTopic("a")).toBe("county/v1/a/down/ack");
  expect(readUpTopic("county/v1/a/up/alarm")).toEqual({ campus: "a", word: "alarm" });
  for (const topic of [
    "county/v1/a/up/alarm/x",
    "county/v1/A/up/alarm",
    "county/v1/a/down/ack",
    "county/v1/a/up/reading",
    "x",
  ])
    expect(readUpTopic(topic)).toBeNull();
});
