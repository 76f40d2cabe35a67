import { describe, expect, test } from "vitest";
import { editItem, type ItemEdit, itemIn } from "./edit.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(data);
const edited = (before: string, edit: ItemEdit) => text(editItem(bytes(before), edit));
const device = (id: string, item: ItemEdit["item"]): ItemEdit => ({ list: "devices", id, item });

const BLOCK = `campus: { id: no3, name: 三中, timezone: Asia/Shanghai }   # ours

devices:        # what we have
  # the machine room
  - id: th      # first
    name: '一号机房'
    driver: modbus
    connection: { tcp: 10.0.0.4:502, unit: 1 } # by the door
    # asked often
    every: 5s
    points:
      temperature: { unit: Cel }   # inlet
      humidity: { unit: "%" }

  # the gate
  - id: gate
    name: "East \\u95e8"
    driver: mqtt
    enabled: false
# the end`;
const TH = {
  id: "th",
  name: "一号机房",
  driver: "modbus",
  connection: { tcp: "10.0.0.4:502", unit: 1 },
  every: "5s",
  points: { temperature: { unit: "Cel" }, humidity: { unit: "%" } },
};

describe("of a file as people write it, only what is meant changes", () => {
  const cases: readonly (readonly [what: string, edit: ItemEdit, from: string, to: string])[] = [
    ["a value, beside its comment", device("th", { ...TH, every: "10s" }), "every: 5s", "every: 10s"],
    [
      "a value in brackets",
      device("th", { ...TH, connection: { tcp: "10.0.0.9:502", unit: 1 } }),
      "10.0.0.4",
      "10.0.0.9",
    ],
    ["quotes are kept", device("th", { ...TH, name: "it's" }), "'一号机房'", "'it''s'"],
    [
      "a key is added",
      device("th", { ...TH, place: "room" }),
      'humidity: { unit: "%" }\n',
      'humidity: { unit: "%" }\n    place: room\n',
    ],
    [
      "a key is added in brackets",
      device("th", { ...TH, connection: { ...TH.connection, timeout: "1s" } }),
      "unit: 1 }",
      "unit: 1, timeout: 1s }",
    ],
    [
      "a key goes",
      device("th", { ...TH, points: { humidity: { unit: "%" } } }),
      "      temperature: { unit: Cel }   # inlet\n",
      "",
    ],
    [
      "a block becomes another value, its key keeps its place",
      device("th", { ...TH, points: {} }),
      '    points:\n      temperature: { unit: Cel }   # inlet\n      humidity: { unit: "%" }\n',
      "    points: {}\n",
    ],
    [
      "an item is added, apart like the others, before what follows",
      device("new", {
        id: "new",
        name: "yes",
        driver: "modbus",
        connection: { tcp: "[::1]:502" },
        points: { a: { unit: "V" } },
      }),
      "    enabled: false\n",
      '    enabled: false\n\n  - id: new\n    name: "yes"\n    driver: modbus\n    connection: { tcp: "[::1]:502" }\n    points:\n      a: { unit: V }\n',
    ],
    [
      "an item goes, what is written above it stays",
      device("gate", null),
      '  - id: gate\n    name: "East \\u95e8"\n    driver: mqtt\n    enabled: false\n',
      "",
    ],
    [
      "a list appears",
      { list: "places", id: "p", item: { id: "p", name: "房", class: "office" } },
      "    enabled: false\n",
      "    enabled: false\nplaces:\n  - { id: p, name: 房, class: office }\n",
    ],
  ];
  test.each(cases)("%s", (_what, edit, from, to) => {
    expect(BLOCK).toContain(from);
    expect(edited(BLOCK, edit)).toBe(BLOCK.replace(from, () => to));
    const crlf = (lines: string) => lines.replaceAll("\n", "\r\n");
    expect(edited(crlf(BLOCK), edit)).toBe(crlf(BLOCK).replace(crlf(from), () => crlf(to)));
    expect(edited(`\uFEFF${BLOCK}`, edit)).toBe(`\uFEFF${BLOCK.replace(from, () => to)}`);
  });
});

describe("lists of every kind", () => {
  const X = { id: "x", name: "room" };
  const cases: readonly (readonly [what: string, before: string, edit: ItemEdit, after: string])[] = [
    ["absent, no final line break", "campus: 1", device("x", X), "campus: 1\ndevices:\n  - id: x\n    name: room"],
    [
      "without value",
      "devices: # none\nalarms: []\n",
      device("x", X),
      "devices: # none\n  - id: x\n    name: room\nalarms: []\n",
    ],
    ["null", "devices: null # none\n", device("x", X), "devices: # none\n  - id: x\n    name: room\n"],
    ["empty", "devices: [] # none", device("x", X), "devices: # none\n  - id: x\n    name: room"],
    [
      "empty with a comment inside",
      "devices: [ # none\n]\n",
      device("x", X),
      "devices: [ { id: x, name: room } # none\n]\n",
    ],
    [
      "indented like its neighbours",
      "places:\n- { id: p }\n",
      device("x", X),
      "places:\n- { id: p }\ndevices:\n- id: x\n  name: room\n",
    ],
    ["one line", "devices: [ { id: a } ]\n", device("x", X), "devices: [ { id: a }, { id: x, name: room } ]\n"],
    [
      "one line, the first goes",
      "devices: [ { id: x }, { id: a } ] # c\n",
      device("x", null),
      "devices: [ { id: a } ] # c\n",
    ],
    [
      "one line, the last goes",
      "devices: [ { id: a }, { id: x } ] # c\n",
      device("x", null),
      "devices: [ { id: a } ] # c\n",
    ],
    ["one line, the only one goes", "devices: [ { id: x } ] # c\n", device("x", null), "devices: [] # c\n"],
    [
      "the only one of a block goes",
      "devices: # d\n  # above\n  - id: x\n    name: room # c\nalarms: []\n",
      device("x", null),
      "devices: [] # d\n  # above\nalarms: []\n",
    ],
    [
      "lines in brackets",
      "devices: [\n  { id: a }, # first\n  { id: b } # second\n]\n",
      device("x", X),
      "devices: [\n  { id: a }, # first\n  { id: b }, # second\n  { id: x, name: room }\n]\n",
    ],
    [
      "lines in brackets, comma at the end",
      "devices: [\n  { id: a }, # first\n]\n",
      device("x", X),
      "devices: [\n  { id: a }, # first\n  { id: x, name: room },\n]\n",
    ],
    [
      "lines in brackets, one goes",
      "devices: [\n  { id: x }, # first\n  { id: b } # second\n]\n",
      device("x", null),
      "devices: [\n  { id: b } # second\n]\n",
    ],
    [
      "items in brackets below dashes",
      "devices:\n  - { id: a, name: b }\n",
      device("x", X),
      "devices:\n  - { id: a, name: b }\n  - { id: x, name: room }\n",
    ],
    [
      "wide dashes",
      "devices:\n-   id: a\n    name: b\n",
      device("x", X),
      "devices:\n-   id: a\n    name: b\n-   id: x\n    name: room\n",
    ],
    [
      "the first key beside the dash goes",
      "devices:\n  - name: room # c\n    id: x\n    every: 1s\n",
      device("x", { id: "x", every: "1s" }),
      "devices:\n  - id: x\n    every: 1s\n",
    ],
    [
      "… with a comment below",
      "devices:\n  - name: room # c\n    # d\n    id: x\n",
      device("x", { id: "x" }),
      "devices:\n  -\n    # d\n    id: x\n",
    ],
    [
      "JSON stays JSON",
      '{"campus": 1, "devices": [{"id": "x", "n": 1}]}',
      device("x", { id: "x", n: 2, name: "a" }),
      '{"campus": 1, "devices": [{"id": "x", "n": 2, "name": "a"}]}',
    ],
    [
      "JSON without the list",
      '{"campus": 1}\n',
      device("x", X),
      '{"campus": 1, "devices": [{"id": "x", "name": "room"}]}\n',
    ],
    [
      "a value appears where none was",
      "devices:\n  - id: x\n    name: # why\n",
      device("x", X),
      "devices:\n  - id: x\n    name: room # why\n",
    ],
    ["no such item to take out", "devices: []\n", device("x", null), "devices: []\n"],
    [
      "another place of a key",
      "devices:\n  - id: x\n    connection:\n      tcp: a:1 # here\n",
      device("x", { id: "x", connection: { serial: "/dev/ttyS0" } }),
      "devices:\n  - id: x\n    connection: { serial: /dev/ttyS0 }\n",
    ],
  ];
  test.each(cases)("%s", (_what, before, edit, after) => {
    expect(edited(before, edit)).toBe(after);
  });
});

test("an item that hangs together with others by anchor, alias or tag is not touched, and the rest can be", () => {
  const before = "devices:\n  - &a { id: x, name: room }\n  - { id: y, name: room }\n";
  expect(() => edited(before, device("x", { id: "x" }))).toThrow(/anchor/);
  expect(() => edited(before, device("x", null))).toThrow(/anchor/);
  expect(edited(before, device("y", { id: "y", name: "m" }))).toBe(before.replace("y, name: room", "y, name: m"));
  expect(() => edited("devices: &all\n  - { id: x }\n", device("y", { id: "y" }))).toThrow(/anchor/);
});

test("a file that is not YAML is not edited", () => {
  expect(() => edited("devices: [\n", device("x", { id: "x" }))).toThrow(/errors/);
});

test("an item is read as it is written, with nothing filled in", () => {
  expect(itemIn(bytes(BLOCK), "devices", "th")).toEqual(TH);
  expect(itemIn(bytes(BLOCK), "places", "th")).toBeNull();
});
