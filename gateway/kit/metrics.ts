// Figures for Prometheus. Whoever counts keeps plain numbers; they are read only when somebody asks, so that no hot path calls a metrics library.
import { Counter, Gauge, Registry } from "prom-client";

/** One figure with the values of its labels. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
export type Read = () => number | Iterable<Sample>;

/** Counts of durations per bucket, plain numbers; `observe` is cheap enough for once per commit. */
export interface Durations {
  observe(seconds: number): void;
}

export interface Metrics {
  /** A figure that only rises; `read` gives its present total. */
  counter(name: string, help: string, labels: readonly string[], read: Read): void;
  /** A figure that rises and falls. */
  gauge(name: string, help: string, labels: readonly string[], read: Read): void;
  /** A histogram with these upper limits in seconds, ascending. */
  durations(name: string, help: string, limits: readonly number[]): Durations;
  /** The whole exposition, text format 0.0.4. */
  text(): Promise<string>;
  readonly contentType: string;
}

function samplesOf(read: Read): Iterable<Sample> {
  const value = read();
  return typeof value === "number" ? [{ labels: {}, value }] : value;
}

function createDurations(name: string, help: string, limits: readonly number[]) {
  const counts = new Float64Array(limits.length + 1);
  let sum = 0;
  return {
    observe(seconds: number): void {
      let i = 0;
      while (i < limits.length && seconds > (limits[i] ?? 0)) i++;
      counts[i] = (counts[i] ?? 0) + 1;
      sum += seconds;
    },
    text(): string {
      const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`];
      let total = 0;
      limits.forEach((limit, i) => {
        total += counts[i] ?? 0;
        lines.push(`${name}_bucket{le="${limit}"} ${total}`);
      });
      total += counts[limits.length] ?? 0;
      lines.push(`${name}_bucket{le="+Inf"} ${total}`, `${name}_sum ${sum}`, `${name}_count ${total}`);
      return lines.join("\n");
    },
  };
}

/** An empty set of figures. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const histograms: { text(): string }[] = [];
  return {
    contentType: registry.contentType,
    counter(name, help, labels, read) {
      new Counter({
        name,
        help,
        labelNames: [...labels],
        registers: [registry],
        collect() {
          this.reset();
          for (const sample of samplesOf(read)) this.inc(sample.labels, sample.value);
        },
      });
    },
    gauge(name, help, labels, read) {
      new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers: [registry],
        collect() {
          this.reset();
          for (const sample of samplesOf(read)) this.set(sample.labels, sample.value);
        },
      });
    },
    durations(name, help, limits) {
      const made = createDurations(name, help, limits);
      histograms.push(made);
      return made;
    },
    async text() {
      return [(await registry.metrics()).trimEnd(), ...histograms.map((made) => made.text())].join("\n\n").concat("\n");
    },
  };
}
