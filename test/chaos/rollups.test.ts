import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bucketStartOf } from "#gateway/history/steps.ts";
import { PROJECT } from "../harness/gateway.ts";
import { askSteps, differences, openRollupBed, readingsIn, recount, STEPS_OF_DEV_1 } from "../harness/rollups.ts";
import { tempFolder } from "../harness/temp.ts";
import { randomOf } from "./random.ts";

const WRITER = join(PROJECT, "test/chaos/rollups-writer.ts");

/** Runs the writer on a folder and kills it somewhere after so many writes. */
async function killedAfter(folder: string, seed: number, writes: number, thenMs: number): Promise<void> {
  const child = spawn(process.execPath, [WRITER, folder, String(seed)], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  let seen = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    seen += chunk.toString().split("\n").length - 1;
    if (seen >= writes) setTimeout(() => child.kill("SIGKILL"), thenMs);
  });
  const [, signal] = await ended;
  expect(signal).toBe("SIGKILL");
}

test("killed at any moment, every reading is counted once, by minute, quarter of an hour and day", async () => {
  await using folder = tempFolder();
  const random = randomOf(41);
  for (let round = 0; round < 6; round++)
    await killedAfter(folder.path, random.between(1, 1e6), random.between(1, 12), random.between(0, 40));
  await using bed = await openRollupBed(folder.path);
  await bed.counted();
  await bed.rollups.save();
  const readings = readingsIn(bed.journal);
  for (const point of ["t", "h"] as const) {
    for (const step of ["1min", "15min", "1d"]) {
      const ms = { "1min": 60_000, "15min": 900_000, "1d": 86_400_000 }[step] ?? 0;
      const unit = point === "t" ? "Cel" : "%";
      const query = { ...STEPS_OF_DEV_1, point, unit, step: { ms, text: step } } as const;
      const { buckets, complete } = askSteps(folder.path, query);
      expect(complete).toBe(true);
      expect(differences(buckets, recount(readings, query, bucketStartOf(ms, query.timezone)))).toEqual([]);
    }
  }
});
