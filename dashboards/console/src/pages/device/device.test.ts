import { expect, test } from "vitest";
import type { Entry } from "#gateway/contract/entry.ts";
import { asksOnce, EXPIRY_S, keyFor, problemOf, switchArgument, understood } from "./commands/wish.ts";
import { hexLines, modbusRequest, rawParts } from "./hex.ts";
import { merged } from "./last.ts";
import { differences, parsedSettings } from "./settings.ts";

test("opening a door is one tap; keeping it open, and whatever a profile marks, asks once", () => {
  expect(asksOnce({ name: "open", confirm: true })).toBe(false);
  expect(asksOnce({ name: "hold-open" })).toBe(true);
  expect(asksOnce({ name: "reboot", confirm: true })).toBe(true);
  expect(asksOnce({ name: "set", confirm: false })).toBe(false);
});

test("a wish without an answer is the same request until it has expired in any case; after that, and for another wish, it is a new one", () => {
  const lost = { wish: "open", key: "k1", atMs: 1000 };
  const over = 1000 + EXPIRY_S * 1000;
  expect(keyFor("open", over - 1, lost)).toBe("k1");
  expect(keyFor("open", over, { ...lost, atMs: Number.POSITIVE_INFINITY })).toBe("k1");
  const anew = [keyFor("open", over, lost), keyFor("hold-open", 1001, lost), keyFor("open", 1001, null)];
  expect(new Set([...anew, "k1"]).size).toBe(4);
});

test("an argument outside its range, or missing, is found before anything is sent", () => {
  const form = { type: "number", minimum: -10, maximum: 10 } as const;
  expect([undefined, 11, -10.5, 10].map((value) => problemOf(form, value))).toEqual(["needed", "range", "range", null]);
  expect(problemOf({ ...form, optional: true }, undefined)).toBe(null);
});

test("what is typed as an argument is understood as people read it", () => {
  expect(["3", "-2.5", "007", "1e3", "true", "3s", ""].map(understood)).toEqual([
    3,
    -2.5,
    "007",
    "1e3",
    true,
    "3s",
    "",
  ]);
});

test("a command that only switches something gets two buttons, others a form", () => {
  expect(switchArgument({ name: "set-do1", args: { on: { type: "boolean" } } })).toBe("on");
  expect(switchArgument({ name: "pulse", args: { on: { type: "boolean" }, seconds: { type: "number" } } })).toBe(null);
});

test("the bytes of an exchange are shown as what was asked and what came", () => {
  expect(rawParts("> 010400010002\n< 0016")).toEqual([
    { way: "request", text: "010400010002" },
    { way: "answer", text: "0016" },
  ]);
  expect(modbusRequest("010400010002")).toEqual({ unit: 1, code: 4, address: 1, count: 2 });
  expect(modbusRequest("0104")).toBe(null);
  expect(hexLines("00".repeat(17))?.map(({ offset }) => offset)).toEqual(["0000", "0010"]);
  expect(hexLines("<img>")).toBe(null);
});

test("an entry that was read and also came live is listed once, the newest first", () => {
  const entry = (seq: number) => ({ epoch: "e", seq, receivedAt: new Date(seq * 1000).toISOString() }) as Entry;
  expect(merged([entry(3), entry(2)], [entry(2), entry(1)], 2).map(({ seq }) => seq)).toEqual([3, 2]);
});

test("where a device differs from what was issued is named setting by setting", () => {
  expect(differences({ every: "5s", mode: { a: 1 } }, { every: "9s", mode: { a: 1 }, extra: true })).toEqual([
    { key: "every", wanted: '"5s"', has: '"9s"' },
    { key: "extra", wanted: "—", has: "true" },
  ]);
  expect(parsedSettings("[1]")).toBe(null);
  expect(parsedSettings("{")).toBe(null);
});
