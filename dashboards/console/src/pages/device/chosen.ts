// Which of a device's points have their course on its page: kept in the address, so that the view can be sent as a link.
import { useCallback } from "react";
import { useSearchParams } from "react-router";

/** The points that an address names. */
export function pointsIn(params: URLSearchParams): readonly string[] {
  const named = params.get("points");
  return named === null || named === "" ? [] : named.split(",");
}

/** The points with one more, or one less. */
export function toggled(points: readonly string[], point: string): string[] {
  return points.includes(point) ? points.filter((one) => one !== point) : [...points, point];
}

export function useChosenPoints() {
  const [params, setParams] = useSearchParams();
  const put = useCallback(
    (points: readonly string[]) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          if (points.length === 0) next.delete("points");
          else next.set("points", points.join(","));
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  const chosen = pointsIn(params);
  return { chosen, choose: (point: string) => put(toggled(chosen, point)), chooseAll: put };
}
