// An SD card in a bad mood: every fsync takes 20 ms longer. 500 devices keep sending; none may be disconnected.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { diskFault } from "../chaos/disk-fault.ts";
import { tempFolder } from "../harness/temp.ts";
import { soundness } from "./ingest.ts";
import { gatewayRound, type RoundOptions } from "./ingest-round.ts";
import { rounded } from "./process-figures.ts";

const FSYNC_MS = 20;
const SHAPE = { clients: 500, window: 4 };

export async function slowCardFigure(options: RoundOptions): Promise<Record<string, unknown>> {
  await using folder = tempFolder("campus-slow-card");
  const data = join(folder.path, "data");
  mkdirSync(data);
  await using disk = diskFault(data);
  disk.set({ fsyncDelayMs: FSYNC_MS });
  const round = await gatewayRound(SHAPE, options, { data, env: disk.env, readyWithinMs: 60_000 });
  return {
    figure: "slow-card",
    shape: `${SHAPE.clients}x${SHAPE.window}`,
    fsyncMs: FSYNC_MS,
    perSecond: rounded(round.load.perSecond),
    goal: 20_000,
    fsyncs: disk.fsyncs(),
    pubackMs: round.load.latencyMs,
    lagSecondsAfter5s: round.lagSeconds,
    ...soundness([round]),
  };
}
