// Tables there and back: what is written opens in a spreadsheet unchanged, and what comes back says the same.
import { expect, test } from "vitest";
import { csvText } from "../contract/csv.ts";
import { readCsv } from "./csv.ts";

const written = (cell: string | number | null) => csvText([[cell]]).slice(1, -2);

test.each(["=cmd|'/c calc'!A1", "+86 1", "-1+2", "@SUM(A1)", "＝1+1", "＠x"])(
  "%s is no formula in a spreadsheet",
  (text) => {
    expect(written(text)).toBe(`'${text}`);
  },
);

test.each(["007", "6228480402564890018", "3.10", "1E5", "2e-3", "3-2", "1/2", "2024/3"])(
  "%s stays what it is in a spreadsheet, which would round it or make a day of it",
  (text) => {
    expect(written(text)).toBe(`\t${text}`);
  },
);

test.each(["204", "10.0.4.12", "d8:9e:f3:00:00:01", "2026-09-01", "2026-09-01 10:00", "八(3)班", "A-7", "261122-3"])(
  "%s is written as it is",
  (text) => {
    expect(written(text)).toBe(text);
  },
);

test("numbers are numbers, also below zero, and nothing is an empty cell", () => {
  expect([written(-1.5), written(0), written(null)]).toEqual(["-1.5", "0", ""]);
});

test.each([",", "\t", ";"])(
  "what was written comes back as it was, also from a spreadsheet that parts with %j",
  (separator) => {
    const cells = ["=1+1", "007", "6228480402564890018", "3-2", 'with "quotes"', "two\nlines", "a, b; c", "＠x"];
    const text = csvText([cells.map((_, i) => `c${i}`), cells]);
    const saved = separator === "," ? text : resaved(text, separator);
    expect(readCsv(saved)?.[1]?.cells).toEqual(cells);
  },
);

/** As a spreadsheet saves with another separator: every cell quoted. */
function resaved(text: string, separator: string): string {
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const lines = readCsv(text) ?? [];
  const [head, ...body] = lines.map(({ cells }) => cells);
  return [head?.join(separator), ...body.map((cells) => cells.map(quoted).join(separator))].join("\r\n");
}
