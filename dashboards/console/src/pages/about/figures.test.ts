import { expect, test } from "vitest";
import { bytesText, durationParts, fingerprintText } from "./figures.ts";

test("sizes, spans and fingerprints read as people read them", () => {
  expect([0, 1023, 1024, 45_056, 8_000_000_000].map(bytesText)).toEqual([
    "0 B",
    "1023 B",
    "1.0 KiB",
    "44.0 KiB",
    "7.5 GiB",
  ]);
  expect(durationParts(59)).toEqual({ key: "minutes", values: { m: 0 } });
  expect(durationParts(7260)).toEqual({ key: "hours", values: { h: 2, m: 1 } });
  expect(durationParts(90_000)).toEqual({ key: "days", values: { d: 1, h: 1 } });
  expect(fingerprintText("ab:cd:0f")).toBe("AB CD 0F");
  expect(fingerprintText("<b>")).toBe("<b>");
});
