// Reads single figures out of the gateway's /metrics (Prometheus text).
import type { Gateway } from "../harness/gateway.ts";

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** All samples of a Prometheus text. */
export function samplesOf(text: string): Sample[] {
  const samples: Sample[] = [];
  for (const line of text.split("\n")) {
    const match = /^([a-z_:]+)(?:\{(.*)\})? (\S+)$/.exec(line);
    const [, name, labels = "", value] = match ?? [];
    if (name === undefined || value === undefined) continue;
    const pairs = [...labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [
      key ?? "",
      text ?? "",
    ]);
    samples.push({ name, labels: Object.fromEntries(pairs), value: Number(value) });
  }
  return samples;
}

/** The samples of one metric, from a running gateway. */
export async function metric(gateway: Gateway, name: string): Promise<Sample[]> {
  const answer = await gateway.client().get("/metrics");
  if (answer.status !== 200) throw new Error(`GET /metrics: ${answer.status} ${answer.text}`);
  return samplesOf(answer.text).filter((sample) => sample.name === name);
}

/** How far the slowest consumer is behind, in seconds, and how many consumers there are. */
export async function slowestConsumer(gateway: Gateway): Promise<{ consumers: number; lagSeconds: number }> {
  const lags = await metric(gateway, "campus_consumer_lag_seconds");
  return { consumers: lags.length, lagSeconds: Math.max(0, ...lags.map((sample) => sample.value)) };
}
