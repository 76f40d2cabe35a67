// Which points' courses are shown, and over how long: kept in the address, so that the view can be sent as a link.
import { useCallback } from "react";
import { useSearchParams } from "react-router";

export const RANGES = ["1h", "6h", "24h"] as const;
export type TrendRange = (typeof RANGES)[number];

/** The range that an address names; an hour when it names none. */
export function rangeIn(params: URLSearchParams): TrendRange {
  return RANGES.find((range) => range === params.get("range")) ?? "1h";
}

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
    (key: "points" | "range", value: string) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          if (value === "") next.delete(key);
          else next.set(key, value);
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  const chosen = pointsIn(params);
  return {
    chosen,
    range: rangeIn(params),
    choose: (point: string) => put("points", toggled(chosen, point).join(",")),
    chooseAll: (points: readonly string[]) => put("points", points.join(",")),
    chooseRange: (range: TrendRange) => put("range", range),
  };
}
