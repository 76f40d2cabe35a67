// How many rows of one height fit where they stand, and which of those that do not are shown now: they take turns by the gateway's clock.
import { useEffect, useRef, useState } from "react";
import { useNowEvery } from "../../live/clock.ts";
import { useHeld } from "./held.ts";

/** Long enough to read a page from five metres. */
const TURN_S = 8;
/** As in wall.css. */
const ROW_EM = 3.2;

/** `fits`: rows at once, of which the first stays and the others turn; at least two. Held, only `next` turns them. */
export function useTurningRows(count: number, isHeld: boolean) {
  const box = useRef<HTMLUListElement>(null);
  const [fits, setFits] = useState(6);
  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    const measure = () => {
      const rowPx = ROW_EM * Number.parseFloat(getComputedStyle(current).fontSize);
      setFits(Math.max(2, Math.floor(current.clientHeight / rowPx)));
    };
    measure();
    const watching = new ResizeObserver(measure);
    watching.observe(current);
    return () => watching.disconnect();
  }, []);
  const pages = Math.max(1, Math.ceil((count - 1) / (fits - 1)));
  const [ahead, setAhead] = useState(0);
  const page = (useHeld(useNowEvery(TURN_S) / (TURN_S * 1000), isHeld) + ahead) % pages;
  return { box, fits, page, pages, next: () => setAhead(ahead + 1) };
}
