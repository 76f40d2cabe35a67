// The ingest figures: messages per second against Mosquitto without persistence, alternating in the same run, and what a message costs.
import type { LoadResult } from "./generator.ts";
import { type GatewayRound, gatewayRound, mosquittoRound, type RoundOptions, type Shape } from "./ingest-round.ts";
import { median, rounded } from "./process-figures.ts";

export interface IngestOptions extends RoundOptions {
  readonly rounds: number;
}

/** Shapes to compare, and the Mosquitto settings that are fair to each (without `set_tcp_nodelay` it waits for delayed ACKs). */
const CASES: readonly { readonly shape: Shape; readonly nodelay: readonly boolean[] }[] = [
  { shape: { clients: 50, window: 20 }, nodelay: [false, true] },
  { shape: { clients: 1, window: 50 }, nodelay: [true] },
  { shape: { clients: 500, window: 4 }, nodelay: [true] },
];

/** Yields one figure per shape; the goal is a ratio of at least 1. */
export async function* ingestFigures(options: IngestOptions): AsyncGenerator<Record<string, unknown>> {
  for (const { shape, nodelay } of CASES) {
    const ours: GatewayRound[] = [];
    const peers = nodelay.map(() => [] as LoadResult[]);
    for (let round = 0; round < options.rounds; round++) {
      ours.push(await gatewayRound(shape, options));
      for (const [i, quick] of nodelay.entries()) peers[i]?.push(await mosquittoRound(shape, options, quick));
    }
    for (const [i, quick] of nodelay.entries()) yield figureOf(shape, quick, ours, peers[i] ?? []);
  }
}

function figureOf(
  shape: Shape,
  nodelay: boolean,
  ours: readonly GatewayRound[],
  peers: readonly LoadResult[],
): Record<string, unknown> {
  const gateway = ours.map((round) => round.load.perSecond);
  const mosquitto = peers.map((load) => load.perSecond);
  const of = (pick: (round: GatewayRound) => number) => rounded(median(ours.map(pick)));
  return {
    figure: "ingest",
    shape: `${shape.clients}x${shape.window}`,
    peer: `mosquitto${nodelay ? " nodelay" : ""}, no persistence`,
    ratio: rounded(median(gateway.map((rate, i) => rate / (mosquitto[i] ?? Number.NaN)))),
    goal: 1,
    gatewayPerSecond: gateway.map(rounded),
    mosquittoPerSecond: mosquitto.map(rounded),
    pubackMs: {
      p50: of((r) => r.load.latencyMs.p50),
      p99: of((r) => r.load.latencyMs.p99),
      p999: of((r) => r.load.latencyMs.p999),
    },
    mosquittoPubackMs: {
      p50: rounded(median(peers.map((load) => load.latencyMs.p50))),
      p99: rounded(median(peers.map((load) => load.latencyMs.p99))),
    },
    fileBytesPerMessage: of((r) => r.fileBytesPerMessage),
    writtenBytesPerMessage: of((r) => r.writtenBytesPerMessage),
    cpuMicrosPerMessage: of((r) => r.cpuMicrosPerMessage),
    rssMb: of((r) => r.rssMb),
    peakMb: of((r) => r.peakMb),
    consumers: of((r) => r.consumers),
    lagSecondsAfter5s: Math.max(...ours.map((r) => r.lagSeconds)),
    generatorCores: of((r) => r.load.cores),
    ...soundness(ours),
  };
}

/** What must be zero for a figure to count. */
export function soundness(rounds: readonly GatewayRound[]): Record<string, number> {
  const sum = (pick: (round: GatewayRound) => number) => rounds.reduce((total, round) => total + pick(round), 0);
  return {
    acked: sum((r) => r.acked),
    ackedButNotStored: sum((r) => r.acked - r.stored),
    outOfOrder: sum((r) => r.load.outOfOrder),
    disconnects: sum((r) => r.load.disconnects),
  };
}
