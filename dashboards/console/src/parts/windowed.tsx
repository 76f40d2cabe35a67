// The body of a long table whose rows have one height: only those in sight are in the page; it scrolls with the page itself.
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";

interface Props<Item> {
  readonly items: readonly Item[];
  /** px; every row is exactly so high. */
  readonly rowHeight: number;
  readonly keyOf: (item: Item) => string;
  readonly row: (item: Item, index: number) => ReactNode;
}

/** Rows beyond the edges of the screen, so that scrolling and the Tab key find the next ones there. */
const BEYOND = 6;

interface Span {
  readonly first: number;
  readonly last: number;
}

/** The rows from `first` up to `last` that may be in sight when the list begins at `top` px of a screen of `height` px. */
export function spanOf(top: number, height: number, rowHeight: number, count: number): Span {
  const first = Math.floor(-top / rowHeight) - BEYOND;
  const last = Math.ceil((height - top) / rowHeight) + BEYOND;
  return { first: Math.min(Math.max(0, first), count), last: Math.min(Math.max(0, last), count) };
}

/** For a table drawn as blocks and grids (`.grid-table`); its rows are the cells that `row` gives. */
export function Windowed<Item>({ items, rowHeight, keyOf, row }: Props<Item>) {
  const box = useRef<HTMLTableSectionElement>(null);
  const [{ first, last }, setSpan] = useState<Span>({ first: 0, last: 2 * BEYOND });
  const count = items.length;
  const look = useCallback(() => {
    const top = box.current?.getBoundingClientRect().top ?? 0;
    const next = spanOf(top, window.innerHeight, rowHeight, count);
    setSpan((before) => (before.first === next.first && before.last === next.last ? before : next));
  }, [rowHeight, count]);
  useEffect(() => {
    look();
    window.addEventListener("scroll", look, { passive: true });
    window.addEventListener("resize", look);
    return () => {
      window.removeEventListener("scroll", look);
      window.removeEventListener("resize", look);
    };
  }, [look]);
  const from = Math.min(first, count);
  const shown = items.slice(from, last);
  return (
    <tbody
      ref={box}
      style={{ paddingTop: from * rowHeight, paddingBottom: Math.max(0, count - from - shown.length) * rowHeight }}
    >
      {shown.map((item, index) => (
        <tr key={keyOf(item)} aria-rowindex={from + index + 2} style={{ height: rowHeight }}>
          {row(item, from + index)}
        </tr>
      ))}
    </tbody>
  );
}
