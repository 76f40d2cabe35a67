// The county's figures under /metrics.
import type { Metrics } from "#gateway/kit/metrics.ts";
import type { Links } from "./fleet/links.ts";
import type { Ingest } from "./ingest.ts";
import type { Series } from "./series/open.ts";
import type { CountyStore } from "./store.ts";

export interface CountyFigureSources {
  readonly ingest: Ingest;
  readonly campuses: () => readonly string[];
  readonly links: Links;
  readonly store: CountyStore;
  readonly series: Series;
}

export function registerCountyFigures(
  metrics: Metrics,
  { ingest, campuses, links, store, series }: CountyFigureSources,
): void {
  metrics.counter("county_frames_total", "Frames stored", [], () => ingest.counts.frames);
  metrics.counter("county_refused_total", "Frames and hellos that were quarantined", [], () => ingest.counts.refused);
  metrics.counter("county_violations_total", "What campuses tried and may not", [], () => ingest.counts.violations);
  metrics.gauge(
    "county_waiting_messages",
    "Messages that came and are not stored yet",
    [],
    () => ingest.waiting.messages,
  );
  metrics.counter("county_series_lines_total", "Lines that the series store has", [], () => series.stored);
  metrics.counter("county_series_lost_total", "Lines that the series store did not want", ["reason"], () =>
    [...series.lost].map(([reason, value]) => ({ labels: { reason }, value })),
  );
  metrics.gauge("county_series_due", "Figures that the series store does not have yet", [], () => store.figuresDue());
  metrics.gauge("county_campus_up", "1 while the campus is connected", ["campus"], () =>
    campuses().map((campus) => ({ labels: { campus }, value: links.of(campus).state === "up" ? 1 : 0 })),
  );
}
