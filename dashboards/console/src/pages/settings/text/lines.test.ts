import { expect, test } from "vitest";
import { diffLines, hunksOf, mergedText } from "./lines.ts";

function applied(before: readonly string[], after: readonly string[]): string[] {
  const lines: string[] = [];
  let at = 0;
  for (const hunk of hunksOf(before, after)) {
    lines.push(...before.slice(at, hunk.from), ...hunk.lines);
    at = hunk.to;
  }
  return [...lines, ...before.slice(at)];
}

test("whatever two texts are, the changes found turn one into the other", () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const text = () => Array.from({ length: random(9) }, () => "abc"[random(3)] ?? "");
  for (let i = 0; i < 500; i++) {
    const [before, after] = [text(), text()];
    expect(applied(before, after)).toEqual(after);
  }
});

test("the fewest lines are said to have changed", () => {
  expect(hunksOf(["a", "b", "c"], ["a", "x", "c", "d"])).toEqual([
    { from: 1, to: 2, lines: ["x"] },
    { from: 3, to: 3, lines: ["d"] },
  ]);
});

test("changes far apart are both kept; on the same line there is no merging", () => {
  const base = "1\n2\n3\n4\n5\n6";
  expect(mergedText(base, "1\nmine\n3\n4\n5\n6", "1\n2\n3\n4\n5\n6\n7")).toBe("1\nmine\n3\n4\n5\n6\n7");
  expect(mergedText(base, "1\nmine\n3\n4\n5\n6", "1\ntheirs\n3\n4\n5\n6")).toBe(null);
  expect(mergedText(base, "1\nboth\n3\n4\n5\nx", "1\nboth\n3\n4\n5\n6")).toBe("1\nboth\n3\n4\n5\nx");
});

test("a difference shows the lines around, and leaves out the rest", () => {
  const before = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`);
  const after = before.map((line) => (line === "line 6" ? "new" : line));
  const signs = diffLines(before.join("\n"), after.join("\n")).map((line) =>
    line === null ? "…" : line.sign + line.number,
  );
  expect(signs).toEqual(["…", " 4", " 5", "-6", "+6", " 7", " 8", "…"]);
  expect(diffLines("a", "a")).toEqual([]);
});
