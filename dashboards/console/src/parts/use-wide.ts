// Whether the window is wide, known when the first line is drawn: the controls' own answer is "no" until everything has been drawn once.
import { useSyncExternalStore } from "react";

/** Below this the navigation is a drawer; the controls' size "lg". */
const wide = matchMedia("(min-width: 992px)");

function follow(tell: () => void): () => void {
  wide.addEventListener("change", tell);
  return () => wide.removeEventListener("change", tell);
}

/** True from 992 px on. */
export function useWide(): boolean {
  return useSyncExternalStore(follow, () => wide.matches);
}
