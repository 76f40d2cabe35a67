// The county's figures under /metrics.
import type { Metrics } from "#gateway/kit/metrics.ts";
import type { Links } from "./fleet/links.ts";
import type { Ingest } from "./ingest.ts";

export interface CountyFigureSources {
  readonly ingest: Ingest;
  readonly campuses: () => readonly string[];
  readonly links: Links;
}

export function registerCountyFigures(metrics: Metrics, { ingest, campuses, links }: CountyFigureSources): void {
  metrics.counter("county_frames_total", "Frames stored", [], () => ingest.counts.frames);
  metrics.counter("county_refused_total", "Frames and hellos that were quarantined", [], () => ingest.counts.refused);
  metrics.counter("county_violations_total", "What campuses tried and may not", [], () => ingest.counts.violations);
  metrics.gauge(
    "county_waiting_messages",
    "Messages that came and are not stored yet",
    [],
    () => ingest.waiting.messages,
  );
  metrics.gauge("county_campus_up", "1 while the campus is connected", ["campus"], () =>
    campuses().map((campus) => ({ labels: { campus }, value: links.of(campus).state === "up" ? 1 : 0 })),
  );
}
