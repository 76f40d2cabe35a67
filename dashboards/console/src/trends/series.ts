// Which points are shown, as an address names them: `points=mr1-th.temperature,ups.load`. Pure.

/** One point of one device. */
export interface Series {
  readonly device: string;
  readonly point: string;
}

/** More lines than this in one chart cannot be told apart. */
export const MOST_SERIES = 4;

const SERIES = /^([a-z0-9][a-z0-9_-]{0,31})\.([a-z0-9][a-z0-9_-]{0,31})$/;

export function seriesKey({ device, point }: Series): string {
  return `${device}.${point}`;
}

/** The points that an address names, each once; what is none is left out. */
export function seriesIn(params: URLSearchParams): readonly Series[] {
  const keys = new Set((params.get("points") ?? "").split(","));
  return [...keys]
    .flatMap((key) => {
      const [, device, point] = SERIES.exec(key) ?? [];
      return device === undefined || point === undefined ? [] : [{ device, point }];
    })
    .slice(0, MOST_SERIES);
}

/** The address of the page that shows these points together; with the range of `params`, if they have one. */
export function trendsAddress(series: readonly Series[], params?: URLSearchParams): string {
  const query = [`points=${series.slice(0, MOST_SERIES).map(seriesKey).join(",")}`];
  for (const name of ["range", "from", "to"]) {
    const value = params?.get(name);
    if (value !== null && value !== undefined) query.push(`${name}=${encodeURIComponent(value)}`);
  }
  return `/trends?${query.join("&")}`;
}
