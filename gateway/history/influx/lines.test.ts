// Line protocol as the contract (§8) says, and that nothing that a device says can become more than a value.
import { expect, test } from "vitest";
import type { Fresh, StoredValue } from "../../journal/record.ts";
import { event, looseShape, reading } from "../../journal/testing.ts";
import { type Lines, tagText } from "../../kit/line-store/text.ts";
import { LineWriter, timeText } from "./lines.ts";

const AT = Date.UTC(2026, 10, 22, 5);

function linesOf(record: Fresh, seq = 18_342): string[] {
  const to: Lines = { lines: [], seqs: [] };
  record.seq = seq;
  new LineWriter("no3-middle").append(record, to);
  expect(to.seqs).toEqual(to.lines.map(() => seq));
  return to.lines;
}

const lineOf = (value: StoredValue) => linesOf(reading(looseShape("mr1-th"), [value], { measuredMs: AT }))[0];
const HEAD = "reading,campus=no3-middle,device=mr1-th,point=t,unit=Cel";

test.each<[string, StoredValue, string]>([
  ["a number", 23.4, 'value=23.4,quality="good"'],
  ["true", true, 'value=1,quality="good"'],
  ["false", false, 'value=0,quality="good"'],
  ["a very small number", 1e-7, 'value=1e-7,quality="good"'],
  ["a text, which is no number", 'A "1"', 'text="A \\"1\\"",quality="good"'],
  ["a bad value", { value: null, quality: "bad", reason: "timeout" }, 'quality="bad",reason="timeout"'],
  [
    "a doubtful value",
    { value: 99, quality: "uncertain", reason: "jump" },
    'value=99,quality="uncertain",reason="jump"',
  ],
])("%s", (_what, value, fields) => {
  expect(lineOf(value)).toBe(`${HEAD} ${fields} 1795323600000018342`);
});

test("each point of an entry is a line of its own, with its unit", () => {
  const shape = looseShape("mr1-th", ["temperature", "co2"], ["Cel", "[ppm]"]);
  expect(linesOf(reading(shape, [20, 612], { measuredMs: AT }))).toEqual([
    'reading,campus=no3-middle,device=mr1-th,point=temperature,unit=Cel value=20,quality="good" 1795323600000018342',
    'reading,campus=no3-middle,device=mr1-th,point=co2,unit=[ppm] value=612,quality="good" 1795323600000018342',
  ]);
});

test("events, states, alarms and commands are written with their seq and body; loss, audit and system are not", () => {
  const body = { door: 'east "A"', n: 1 };
  const of = (kind: "event" | "state" | "alarm" | "command" | "loss" | "audit" | "system", device = "gate-east") =>
    linesOf({ ...event(device, "door.forced", { body, measuredMs: AT }), kind }, 18_400);
  const line =
    'event,campus=no3-middle,device=gate-east,type=door.forced seq=18400i,data="{\\"door\\":\\"east \\\\\\"A\\\\\\"\\",\\"n\\":1}" 1795323600000018400';
  for (const kind of ["event", "state", "alarm", "command"] as const) expect(of(kind)).toEqual([line]);
  for (const kind of ["loss", "audit", "system"] as const) expect(of(kind)).toEqual([]);
});

test("of what is told of the gateway itself only its starts are written, in a measurement of their own and without a person", () => {
  const applied = (body: object) =>
    linesOf({ ...event("x", "config.applied", { body: { ...body }, measuredMs: AT }), kind: "audit", device: null });
  const line = "gateway,campus=no3-middle,type=started seq=18342i 1795323600000018342";
  expect(applied({ version: "sha256:0", by: "start" })).toEqual([line]);
  expect(applied({ version: "sha256:1", by: "file" })).toEqual([]);
  // An account may have any name.
  expect(applied({ version: "sha256:1", by: "start", devices: { added: 1 } })).toEqual([]);
});

test("an entry that no device sent has no device tag", () => {
  expect(
    linesOf({ ...event("x", "alarm.raised", { body: {}, measuredMs: AT }), kind: "alarm", device: null }, 7),
  ).toEqual(['event,campus=no3-middle,type=alarm.raised seq=7i,data="{}" 1795323600000000007']);
});

test("two entries of one millisecond never share a time, also where a number could not tell them apart", () => {
  const times = Array.from({ length: 2000 }, (_, i) => timeText(AT, 999_000 + i));
  expect(new Set(times).size).toBe(2000);
  expect(times.every((time) => BigInt(time) / 1_000_000n === BigInt(AT))).toBe(true);
});

test("a gateway that starts in 1970, or before, writes a time that every store can read, and another for each entry", () => {
  expect([timeText(0, 7), timeText(1, 7), timeText(600_000, 1_000_007), timeText(-1, 7)]).toEqual([
    "7",
    "1000007",
    "600000000007",
    "-999993",
  ]);
});

test("a clock that goes back an hour brings no two entries to one time", () => {
  const measured = [AT, AT + 1, AT - 3_600_000, AT - 3_599_999, AT];
  expect(new Set(measured.map((at, i) => timeText(at, 100 + i))).size).toBe(5);
});

test("whatever stands in a tag, a text or an event stays inside: one line, and as many parts as before", () => {
  const nasty = ["\n", "\r", "\\", '"', ",", "=", " ", "\u0000", "\u007f", "x", "学", "reading,a=b value=1 1\n"];
  let seed = 4711;
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % below;
  };
  for (let round = 0; round < 500; round++) {
    const text = Array.from({ length: 1 + next(8) }, () => nasty[next(nasty.length)]).join("");
    const shape = looseShape(text, [text], ["Cel"]);
    const lines = [
      ...linesOf(reading(shape, [text], { measuredMs: AT })),
      ...linesOf(event("gate", text, { body: { [text]: text } })),
    ];
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(partsOf(line)).toHaveLength(3);
    expect(JSON.parse(unquoted(partsOf(lines[1] ?? "")[1]?.replace(/^seq=18342i,data=/, "") ?? ""))).toEqual({
      [text]: text,
    });
    expect(tagText(text)).not.toMatch(/[\n\r]|\\$/);
  }
});

/** Splits a line as a store does: at spaces that are neither escaped nor in quotes. Throws at a raw line break. */
function partsOf(line: string): string[] {
  const parts = [""];
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i] ?? "";
    if (char < " ") throw new Error(`a control character in ${JSON.stringify(line)}`);
    if (char === "\\") parts[parts.length - 1] += char + (line[++i] ?? "");
    else if (char === " " && !quoted) parts.push("");
    else {
      if (char === '"' && parts.length > 1) quoted = !quoted;
      parts[parts.length - 1] += char;
    }
  }
  return parts;
}

/** The content of a quoted field. */
function unquoted(field: string): string {
  return field.slice(1, -1).replace(/\\(["\\])/g, "$1");
}
