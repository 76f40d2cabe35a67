import { describe, expect, test } from "vitest";
import { cleaned } from "./personal.ts";

const refOf = (credential: string) => `u-${credential.length}`;
const clean = (input: object, personal = false) => {
  const result = cleaned(input, { personal, refOf });
  return "clean" in result ? result.clean : result.problem;
};

test("a card number under any of its names becomes a reference", () => {
  for (const key of [
    "card",
    "cardNo",
    "CARD_NO",
    "card-id",
    "cardNumber",
    "Card Number",
    "uid",
    "RFID",
    "credential",
    "pin",
    "qr",
    "卡号",
  ]) {
    expect(clean({ [key]: "12345", door: "east" })).toEqual({ credentialRef: "u-5", door: "east" });
  }
  expect(clean({ cardNo: 12345 })).toEqual({ credentialRef: "u-5" });
});

test("a reference that a device made up is treated like a card number", () => {
  expect(clean({ credentialRef: "Zhang San" })).toEqual({ credentialRef: "u-9" });
});

test("the same card under two names is one reference; a card and a PIN are two", () => {
  expect(clean({ card: "12345", cardNo: "54321" })).toEqual({ credentialRef: "u-5" });
  expect(clean({ card: "12345", pin: "9999" })).toEqual({ credentialRef: "u-5", credentialRef2: "u-4" });
});

test("no card stays no card; a whole record of a card is removed", () => {
  expect(clean({ card: null })).toEqual({ card: null });
  expect(clean({ card: false, pin: "" })).toEqual({ card: false, pin: "" });
  expect(clean({ card: { no: "12345" } })).toEqual({ removed: ["card"] });
  expect(clean({ card: ["12345"] })).toEqual({ removed: ["card"] });
});

test("names, numbers and pictures of people are removed, and their keys are listed", () => {
  const keys = [
    "name", "personName", "user_name", "studentName", "nick", "idCard", "ID-Number", "phone", "mobile", "address", "birthday", "face",
    "facePic", "photo", "picture", "image", "snap", "base64", "姓名", "身份证", "手机", "照片", "personRef",
  ]; // biome-ignore format: a list of words
  expect(clean({ door: "east", ...Object.fromEntries(keys.map((key) => [key, "secret"])) })).toEqual({
    door: "east",
    removed: keys,
  });
});

test("they are removed at any depth, in lists too", () => {
  const input = { a: { b: [{ name: "张三", ok: 1 }, [{ cardNo: "1" }]] }, people: [{ photo: "…" }] };
  expect(clean(input)).toEqual({
    a: { b: [{ ok: 1 }, [{ credentialRef: "u-1" }]] },
    people: [{}],
    removed: ["name", "photo"],
  });
  expect(JSON.stringify(clean(input))).not.toContain("张三");
});

test("what only resembles such a key stays", () => {
  const input = { filename: "a.log", cards: 3, addressed: true, pinned: 1, doorName: "east" };
  expect(clean(input)).toEqual(input);
});

test("a field of the device that is called removed gives way to ours, and that is listed", () => {
  expect(clean({ removed: 3, name: "x" })).toEqual({ removed: ["name", "removed"] });
  expect(clean({ removed: 3 })).toEqual({ removed: 3 });
});

describe("a profile about people", () => {
  test("values that look like an ID number or a mobile number are removed wherever they stand", () => {
    const input = {
      note: "call 13812345678 now",
      other: "id 11010519491231002X.",
      number: 13812345678,
      list: ["x", "+86 13912345678"],
      door: "east",
    };
    expect(clean(input, true)).toEqual({
      list: ["x", null],
      door: "east",
      removed: ["note", "other", "number", "list"],
    });
    expect(clean(input, false)).toEqual(input);
  });

  test("texts over 200 characters are removed", () => {
    expect(clean({ blob: "x".repeat(201), text: "y".repeat(200) }, true)).toEqual({
      text: "y".repeat(200),
      removed: ["blob"],
    });
  });

  test("times, counters and serial numbers stay", () => {
    const input = { at: 1763779200000, serial: "SN2026112200017", count: 99_999_999_999, big: "113812345678900" };
    expect(clean(input, true)).toEqual(input);
  });
});

test("the input is left as it was", () => {
  const input = { name: "x", deep: { card: "1" } };
  cleaned(input, { personal: true, refOf });
  expect(input).toEqual({ name: "x", deep: { card: "1" } });
});
