// A list that scrolls in its own box and draws only the rows in sight, so that ten thousand cost no more than thirty.
import { memo, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import "./virtual-rows.css";

/** Rows drawn beyond each edge, so that a quick wheel shows no white. */
const BEYOND = 8;
/** The end is near when fewer rows than this are left below. */
const NEAR_END_ROWS = 40;
const LEAST_PX = 320;
const BELOW_PX = 16;

interface Props {
  readonly count: number;
  readonly rowPx: number;
  readonly label: string;
  readonly row: (index: number) => ReactNode;
  /** A stable name of a row, so that what has the focus keeps it when rows come in above. */
  readonly keyOf: (index: number) => string;
  /** Rises when the list must be seen from its top. */
  readonly topped?: number;
  /** The row that must be in sight; the page then goes from row to row itself, and keys are left to it. */
  readonly current?: number;
  onTop?(atTop: boolean): void;
  onNearEnd?(): void;
}

/** Scrolling moves rows and draws those that come into sight; the others are as they were while the page gives the same `row`. */
const Drawn = memo(({ index, row }: { readonly index: number } & Pick<Props, "row">) => row(index));

/** Rows of equal height `rowPx`; the box takes what is left of the window. Arrow keys, J and K go from row to row. */
export function VirtualRows({ count, rowPx, label, row, keyOf, topped = 0, current, onTop, onNearEnd }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const height = useRestOfWindow(box);

  useEffect(() => {
    if (topped > 0) box.current?.scrollTo({ top: 0 });
  }, [topped]);

  useEffect(() => {
    if (current !== undefined && box.current !== null) bringIntoSight(box.current, current * rowPx, rowPx);
  }, [current, rowPx]);

  const first = Math.max(0, Math.floor(top / rowPx) - BEYOND);
  const last = Math.min(count, Math.ceil((top + height) / rowPx) + BEYOND);
  const nearEnd = last >= count - NEAR_END_ROWS;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again whenever rows were added and the end is still near
  useEffect(() => {
    if (nearEnd) onNearEnd?.();
  }, [nearEnd, count]);

  const rows: ReactNode[] = [];
  for (let index = first; index < last; index++) {
    rows.push(
      <li
        key={keyOf(index)}
        className="virtual-row"
        aria-setsize={count}
        aria-posinset={index + 1}
        style={{ height: rowPx, top: index * rowPx }}
      >
        <Drawn index={index} row={row} />
      </li>,
    );
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys move the focus between the rows' own buttons
    <div
      ref={box}
      className="virtual-box"
      style={{ height }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by the keyboard
      tabIndex={0}
      onKeyDown={(event) => {
        const step = stepOf(event.key);
        if (step === 0 || current !== undefined || event.target instanceof HTMLInputElement) return;
        event.preventDefault();
        moveFocus(event.currentTarget, step, rowPx);
      }}
      onScroll={(event) => {
        const { scrollTop } = event.currentTarget;
        setTop(scrollTop);
        onTop?.(scrollTop < rowPx);
      }}
    >
      <ul className="virtual-rows" aria-label={label} style={{ height: count * rowPx }}>
        {rows}
      </ul>
    </div>
  );
}

function stepOf(key: string): number {
  if (key === "ArrowDown" || key === "j" || key === "J") return 1;
  return key === "ArrowUp" || key === "k" || key === "K" ? -1 : 0;
}

/** Puts the focus on the first button of the next row, or of the first row in sight. */
function moveFocus(box: HTMLElement, step: number, rowPx: number): void {
  const at = document.activeElement?.closest(".virtual-row");
  const neighbour = step > 0 ? at?.nextElementSibling : at?.previousElementSibling;
  const inSight = [...box.querySelectorAll<HTMLElement>(".virtual-row")].find(
    (each) => each.offsetTop >= box.scrollTop,
  );
  const to = at === null || at === undefined ? inSight : neighbour;
  if (!(to instanceof HTMLElement)) return;
  to.querySelector("button")?.focus({ preventScroll: true });
  bringIntoSight(box, to.offsetTop, rowPx);
}

/** Scrolls no further than needed. */
function bringIntoSight(box: HTMLElement, rowTop: number, rowPx: number): void {
  if (rowTop < box.scrollTop) box.scrollTop = rowTop;
  else if (rowTop + rowPx > box.scrollTop + box.clientHeight) box.scrollTop = rowTop + rowPx - box.clientHeight;
}

/** How much of the window is left below the top of an element, in px. */
function useRestOfWindow(element: { readonly current: HTMLElement | null }): number {
  const [height, setHeight] = useState(LEAST_PX);
  useLayoutEffect(() => {
    const measure = () => {
      const { current } = element;
      if (current === null) return;
      const top = current.getBoundingClientRect().top + window.scrollY;
      setHeight(Math.max(LEAST_PX, Math.floor(window.innerHeight - top - BELOW_PX)));
    };
    measure();
    // What stands above may wrap to more lines, or go away.
    const watching = new ResizeObserver(measure);
    watching.observe(document.body);
    for (const above of element.current?.parentElement?.children ?? [])
      if (above !== element.current) watching.observe(above);
    window.addEventListener("resize", measure);
    return () => {
      watching.disconnect();
      window.removeEventListener("resize", measure);
    };
  }, [element]);
  return height;
}
