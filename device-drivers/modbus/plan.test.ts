import { expect, test } from "vitest";
import { type Random, randomOf } from "#test/chaos/random.ts";
import { type Block, type Limits, partOf, planReads, type ReadFunction, type Span } from "./plan.ts";

const LIMITS: Limits = { maxGap: 0, maxRegisters: 125, maxBits: 2000 };
const span = (code: ReadFunction, address: number, count = 1): Span => ({ function: code, address, count });
const planned = (spans: readonly Span[], limits: Partial<Limits> = {}) =>
  planReads(spans, { ...LIMITS, ...limits }).map(({ function: code, address, count }) => [code, address, count]);

test("neighbours of one function share a request whatever their width, other functions do not", () => {
  expect(planned([span(4, 3, 4), span(3, 7), span(4, 1), span(4, 2)])).toEqual([
    [3, 7, 1],
    [4, 1, 6],
  ]);
});

test("a gap is spanned up to the limit and no further", () => {
  const spans = [span(4, 0), span(4, 3), span(4, 7)];
  expect(planned(spans, { maxGap: 2 })).toEqual([
    [4, 0, 4],
    [4, 7, 1],
  ]);
  expect(planned(spans, { maxGap: 3 })).toEqual([[4, 0, 8]]);
});

test("a request is never larger than the limit, and a quantity is never split", () => {
  const spans = Array.from({ length: 30 }, (_, i) => span(4, i * 4, 4));
  expect(planned(spans, { maxRegisters: 10 })).toEqual(Array.from({ length: 15 }, (_, i) => [4, i * 8, 8]));
});

test("flags of one register are read once", () => {
  expect(planned([span(3, 5), span(3, 5), span(3, 5)])).toEqual([[3, 5, 1]]);
});

function randomSpans(random: Random): Span[] {
  return Array.from({ length: random.between(1, 40) }, () => {
    const code = random.pick([1, 2, 3, 4] as const);
    return span(code, random.between(0, 300), code <= 2 ? 1 : random.between(1, 4));
  });
}

test("every plan reads each quantity exactly once and whole, within the limits", () => {
  const random = randomOf(22);
  const wrong: string[] = [];
  for (let run = 0; run < 2000; run++) {
    const spans = randomSpans(random);
    const limits: Limits = {
      maxGap: random.between(0, 20),
      maxRegisters: random.between(4, 125),
      maxBits: random.between(1, 2000),
    };
    const blocks = planReads(spans, limits);
    const held = blocks.flatMap((block) => block.spans);
    const isRight =
      held.length === spans.length &&
      new Set(held).size === spans.length &&
      blocks.every((block) => keeps(block, limits));
    if (!isRight) wrong.push(JSON.stringify({ spans, limits, blocks }));
  }
  expect(wrong).toEqual([]);
});

/** True if the block is within the limits and each of its spans is inside it. */
function keeps({ function: code, address, count, spans }: Block<Span>, limits: Limits): boolean {
  const most = code <= 2 ? limits.maxBits : limits.maxRegisters;
  return (
    count <= most &&
    spans.every((one) => one.function === code && one.address >= address && one.address + one.count <= address + count)
  );
}

test("each quantity is cut out of its answer where it lies", () => {
  const random = randomOf(23);
  for (let run = 0; run < 100; run++) {
    for (const block of planReads(randomSpans(random), { ...LIMITS, maxGap: 10 })) {
      const isBits = block.function <= 2;
      const answer = Buffer.alloc(isBits ? Math.ceil(block.count / 8) : block.count * 2);
      for (let i = 0; i < block.count; i++) {
        if (!isBits) answer.writeUInt16BE(block.address + i, i * 2);
        else if ((block.address + i) % 3 === 0) answer[i >> 3] = (answer[i >> 3] ?? 0) | (1 << (i & 7));
      }
      for (const one of block.spans) {
        const part = partOf(block, one, answer);
        if (isBits) expect([...part]).toEqual([one.address % 3 === 0 ? 1 : 0]);
        else expect(part.readUInt16BE((one.count - 1) * 2)).toBe(one.address + one.count - 1);
      }
    }
  }
});
