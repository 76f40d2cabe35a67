// Which requests to send for a set of quantities, pure: neighbours of one function code share a request, whatever their types.
//
//   4: u16@1 s16@2        f32@10 f32@12   3: u16@1     limits { maxGap: 2, maxRegisters: 60 }
//   → read 4 at 1, 2 registers · read 4 at 10, 4 registers · read 3 at 1, 1 register
//
// A quantity is never split over two requests: its halves could be of two moments.

export type ReadFunction = 1 | 2 | 3 | 4;

/** A quantity to read: `count` registers (functions 3, 4) or bits (1, 2). */
export interface Span {
  readonly function: ReadFunction;
  readonly address: number;
  readonly count: number;
}

export interface Block<S extends Span> extends Span {
  readonly spans: readonly S[];
}

export interface Limits {
  /** Registers or bits nobody asked for that one request may span. */
  readonly maxGap: number;
  /** Most registers of one request, 1–125. */
  readonly maxRegisters: number;
  /** Most bits of one request, 1–2000. */
  readonly maxBits: number;
}

/** The requests that read all spans, in the order of function and address. */
export function planReads<S extends Span>(spans: readonly S[], limits: Limits): readonly Block<S>[] {
  const sorted = [...spans].sort((a, b) => a.function - b.function || a.address - b.address || a.count - b.count);
  const blocks: { function: ReadFunction; address: number; count: number; spans: S[] }[] = [];
  for (const span of sorted) {
    const last = blocks.at(-1);
    const most = span.function <= 2 ? limits.maxBits : limits.maxRegisters;
    if (last !== undefined && last.function === span.function) {
      const gap = span.address - (last.address + last.count);
      const count = Math.max(last.count, span.address + span.count - last.address);
      if (gap <= limits.maxGap && count <= most) {
        last.count = count;
        last.spans.push(span);
        continue;
      }
    }
    blocks.push({ function: span.function, address: span.address, count: span.count, spans: [span] });
  }
  return blocks;
}

/** The bytes of one span out of the answer to its block: registers as they came, or one byte 0 or 1 per bit. */
export function partOf(block: Span, span: Span, answer: Buffer): Buffer {
  const at = span.address - block.address;
  if (span.function > 2) return answer.subarray(at * 2, (at + span.count) * 2);
  return Buffer.from(
    Array.from({ length: span.count }, (_, i) => ((answer[(at + i) >> 3] ?? 0) >> ((at + i) & 7)) & 1),
  );
}
