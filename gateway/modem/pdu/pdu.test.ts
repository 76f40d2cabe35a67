// PDUs against another implementation (gammu) in both directions, and against published examples.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Delivered, delivered } from "./deliver.ts";
import { packed, septetsOf, textOfSeptets, unpacked } from "./gsm7.ts";
import { type Stored, wholeOf } from "./parts.ts";
import { submitPdus } from "./submit.ts";

const GAMMU = fileURLToPath(new URL("../fixtures/gammu_pdu.py", import.meta.url));
const PERSON = "+8613900000001";
const AT = [2026, 11, 23, 2, 10, 5];

function gammu(request: object): unknown {
  return JSON.parse(execFileSync("/usr/bin/python3", [GAMMU], { input: JSON.stringify(request), encoding: "utf8" }));
}

describe("a message on its way out is read by gammu as it was meant", () => {
  it.each([
    ["a short Chinese one", "【严重】市电中断 02:10 回复 1 确认", 1],
    ["a short English one", "Mains failed, 02:10. Reply 1", 1],
    ["exactly one part of Chinese", "市".repeat(70), 1],
    ["a character more", "市".repeat(71), 2],
    ["exactly one part of English", "x".repeat(160), 1],
    ["English with escapes at the borders of its parts", "abc{}€".repeat(60), 4],
    ["emoji at the borders of its parts", "😀市".repeat(50), 3],
    ["five parts", "长".repeat(335), 5],
  ])("%s", (_what, text, parts) => {
    const pdus = submitPdus(PERSON, text, 7);
    expect(pdus).toHaveLength(parts);
    const read = gammu({ decode: pdus.map(({ hex }) => hex) });
    expect(read).toEqual({ number: PERSON, text, types: pdus.map(() => "Submit") });
  });

  it("cut to five parts when it is longer, and says so at its end", () => {
    for (const [text, more] of [
      ["长".repeat(500), "长…"],
      ["x€".repeat(600), "€..."],
    ] as const) {
      const pdus = submitPdus("13900000001", text, 300);
      expect(pdus).toHaveLength(5);
      expect(gammu({ decode: pdus.map(({ hex }) => hex) })).toMatchObject({
        number: "13900000001",
        text: expect.stringMatching(new RegExp(`${more.replaceAll(".", "\\.")}$`)),
      });
    }
  });

  it("with the length that AT+CMGS wants: without the service centre's address", () => {
    for (const { hex, octets } of submitPdus("+8613900000001", "市".repeat(300), 1))
      expect(hex.length / 2 - 1).toBe(octets);
  });
});

describe("a message that came in", () => {
  it.each([
    ["one digit", "1"],
    ["Chinese", "确认"],
    ["emoji", "😀收到"],
    ["long Chinese", "好的，我马上过去看一下机房的空调和UPS".repeat(8)],
    ["long English with escapes", "ok € {x} äö".replaceAll("{x}", "(x)").repeat(30)],
  ])("as gammu writes it: %s", (_what, text) => {
    const pdus = gammu({ encode: { from: PERSON, text, at: AT } });
    const stored = (pdus as string[]).map((hex, index): Stored => ({ index, sms: delivered(hex) as Delivered }));
    const [whole, ...others] = wholeOf(stored.toReversed(), 0);
    expect(others).toEqual([]);
    expect(whole).toMatchObject({ from: PERSON, at: "2026-11-23T02:10:05.000Z", text });
  });

  it("as published examples have it", () => {
    const hello = "07917283010010F5040BC87238880900F10000993092516195800AE8329BFD4697D9EC37";
    expect(delivered(hello)).toEqual({
      from: "27838890001",
      at: "2099-03-29T13:16:59.000Z",
      text: "hellohello",
      part: null,
    });
    const how = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07";
    expect(delivered(how)).toMatchObject({ from: "+31641600986", text: "How are you?" });
  });

  it("from a name instead of a number", () => {
    const name = packed((septetsOf("CMCC") ?? []).flat()).toString("hex");
    expect(delivered(`0004${"08"}d0${name}0000621132012050${"23"}0131`)).toMatchObject({ from: "CMCC", text: "1" });
  });

  it("that is damaged, compressed or no message is null, wherever it was cut", () => {
    const [whole = ""] = gammu({ encode: { from: PERSON, text: "确认", at: AT } }) as string[];
    for (let end = 0; end < whole.length; end++) expect(delivered(whole.slice(0, end))).toBeNull();
    for (const hex of ["", "0", "zz", "00", "FFFFFFFF", submitPdus(PERSON, "1", 0)[0]?.hex ?? ""])
      expect(delivered(hex)).toBeNull();
  });

  it("of random octets never throws", () => {
    let seed = 1;
    const octet = () => {
      seed = (seed * 48271) % 2147483647;
      return seed & 255;
    };
    for (let i = 0; i < 5000; i++) {
      const octets = Array.from({ length: i % 60 }, octet);
      expect(() => delivered(Buffer.from(octets).toString("hex"))).not.toThrow();
    }
  });
});

describe("parts", () => {
  const part = (index: number, n: number, over: Partial<Delivered> = {}): Stored => ({
    index,
    sms: { from: PERSON, at: "2026-11-23T02:10:05.000Z", text: `<${n}>`, part: { reference: 9, parts: 3, n }, ...over },
  });
  const SOON = Date.parse("2026-11-23T02:20:00Z");

  it("are one message once all have come, in whatever order and however often", () => {
    expect(wholeOf([part(4, 3), part(1, 1)], SOON)).toEqual([]);
    expect(wholeOf([part(4, 3), part(1, 1), part(2, 2), part(7, 1)], SOON)).toEqual([
      { from: PERSON, at: "2026-11-23T02:10:05.000Z", text: "<1><2><3>", indexes: [4, 1, 2, 7] },
    ]);
  });

  it("of two persons with the same reference are two messages", () => {
    const other = { from: "+8613900000002" };
    expect(wholeOf([part(1, 1), part(2, 2, other), part(3, 3)], SOON)).toEqual([]);
  });

  it("whose rest has not come within a day are handed over with the gap shown, so that the store does not fill up", () => {
    expect(wholeOf([part(1, 1), part(3, 3)], SOON + 86_400_000)).toMatchObject([
      { text: "<1>[…]<3>", indexes: [1, 3] },
    ]);
  });
});

it("every character of the alphabet is itself again, packed at whatever bit", () => {
  const alphabet = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡AZÄÖÑÜ§¿azäöñüà^{}\\[~]|€";
  const septets = (septetsOf(alphabet) ?? []).flat();
  for (let fill = 0; fill < 7; fill++)
    expect(textOfSeptets(unpacked(packed(septets, fill), septets.length, fill))).toBe(alphabet);
  expect(septetsOf("市")).toBeNull();
});
