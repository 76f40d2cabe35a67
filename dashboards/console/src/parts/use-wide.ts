// Whether the window is wide, known when the first line is drawn: the controls' own answer is "no" until everything has been drawn once.
import { useSyncExternalStore } from "react";

/** Below this the navigation is a drawer; the controls' size "lg". */
const WIDE = "(min-width: 992px)";

function mediaHook(query: string): () => boolean {
  const media = matchMedia(query);
  const follow = (tell: () => void) => {
    media.addEventListener("change", tell);
    return () => media.removeEventListener("change", tell);
  };
  return () => useSyncExternalStore(follow, () => media.matches);
}

/** True from 992 px on. */
export const useWide = mediaHook(WIDE);

/** The same, and on paper, where a table is a table however narrow the sheet. */
export const useWideOrPaper = mediaHook(`${WIDE}, print`);
