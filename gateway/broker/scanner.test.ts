import { Duplex } from "node:stream";
import { Aedes } from "aedes";
import { expect, test } from "vitest";
import { connectOf, packetOf, publishOf, pubrelOf, subscribeOf } from "#test/harness/raw-mqtt.ts";
import { type Parser, parserOf } from "../kit/mqtt/guards.ts";
import { scanPublishes } from "./scanner.ts";

const LIMIT = 1500;

/** What a parser of aedes emits for these chunks: packets, then `error` if there was one. */
function emitted(chunks: readonly Buffer[], prepare: (parser: Parser) => void): unknown[] {
  const seen: unknown[] = [];
  const conn = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const client = new Aedes().handle(conn);
  const parser = parserOf(client);
  Reflect.apply(Reflect.get(parser, "removeAllListeners"), parser, []);
  const on = (event: string, listener: (value: unknown) => void) =>
    Reflect.apply(Reflect.get(parser, "on"), parser, [event, listener]);
  on("packet", (packet) => seen.push({ messageId: undefined, ...(packet as object) }));
  on("error", () => seen.push("error"));
  prepare(parser);
  for (const chunk of chunks) if (!seen.includes("error")) parser.parse(chunk);
  client.close();
  return seen;
}

function pieces(bytes: Buffer, sizeOf: () => number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = Math.max(1, sizeOf());
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

const stream = Buffer.concat([
  connectOf({ clientId: "a", username: "a", password: "b" }),
  publishOf("campus/v1/a/telemetry", '{"points":{"t":1}}', 1),
  publishOf("campus/v1/a/telemetry", '{"points":{"t":2}}', 65_535, 2, 8),
  publishOf("campus/v1/a/event", "", 0, 0, 1),
  Buffer.from([0xc0, 0]),
  publishOf("校园/v1/ä", Buffer.alloc(200, 7), 3),
  subscribeOf(4, ["campus/v1/a/command"]),
  publishOf("campus/v1/a/telemetry", "x".repeat(1000), 5),
  pubrelOf(65_535),
  publishOf("x", "y", 6),
  publishOf("", "no topic", 7),
  publishOf("campus/v1/a/telemetry", '{"points":{"t":3}}', 8),
]);

test("it emits exactly what aedes' own parser emits, wherever the stream is cut", () => {
  const expected = emitted([stream], () => undefined);
  expect(expected).toHaveLength(12);
  const scan = (parser: Parser) => scanPublishes(parser, () => LIMIT);
  expect(emitted([stream], scan)).toEqual(expected);
  for (let size = 1; size <= 40; size++)
    expect(
      emitted(
        pieces(stream, () => size),
        scan,
      ),
    ).toEqual(expected);
  for (let cut = 1; cut < stream.length; cut++) {
    expect(emitted([stream.subarray(0, cut), stream.subarray(cut)], scan)).toEqual(expected);
  }
  let seed = 7;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed % 90;
  };
  for (let round = 0; round < 100; round++) expect(emitted(pieces(stream, random), scan)).toEqual(expected);
});

test("broken packets are left to aedes' parser: the same packets before them, and the same error", () => {
  const good = publishOf("campus/v1/a/telemetry", "1", 1);
  const broken = [
    Buffer.from([0x36, 4, 0, 1, 0x78, 0]),
    Buffer.from([0x30, 3, 0, 200, 0x78]),
    Buffer.from([0x30, 1, 0]),
    Buffer.from([0x30, 0]),
    Buffer.from([0x32, 0xff, 0xff, 0xff, 0xff, 1]),
    Buffer.from([0xf1, 0]),
    packetOf(0x82, Buffer.from([0, 1])),
  ];
  for (const bytes of broken) {
    const all = Buffer.concat([good, bytes, good]);
    const expected = emitted([all], () => undefined);
    expect(
      emitted([all], (parser) => scanPublishes(parser, () => LIMIT)),
      bytes.toString("hex"),
    ).toEqual(expected);
    const byBytes = emitted(
      pieces(all, () => 1),
      () => undefined,
    );
    expect(
      emitted(
        pieces(all, () => 1),
        (parser) => scanPublishes(parser, () => LIMIT),
      ),
    ).toEqual(byBytes);
  }
});

test("no field of a packet is read out of the next one, as aedes' parser does when both are in one chunk", () => {
  const short = Buffer.from([0x32, 3, 0, 1, 0x78]);
  const good = publishOf("campus/v1/a/telemetry", "1", 1);
  const scan = (parser: Parser) => scanPublishes(parser, () => LIMIT);
  expect(emitted([Buffer.concat([short, good])], scan)).toMatchObject([
    { messageId: -1 },
    { messageId: 1, topic: "campus/v1/a/telemetry" },
  ]);
});

test("a packet above the limit is never emitted by the scanner itself", () => {
  const large = publishOf("campus/v1/a/telemetry", "x".repeat(LIMIT), 1);
  let byAedes = 0;
  const seen = emitted([large], (parser) => {
    const parse = parser.parse.bind(parser);
    parser.parse = (chunk) => {
      byAedes += chunk.length;
      return parse(chunk);
    };
    scanPublishes(parser, () => LIMIT);
  });
  expect(byAedes).toBe(large.length);
  expect(seen).toHaveLength(1);
});
