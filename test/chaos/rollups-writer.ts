// A process that does nothing but store readings, count them and write what it counted, over and over, until it is killed.
// Arguments: folder and seed. It says `saved` after each write.
import { writeSync } from "node:fs";
import { reading, store } from "#gateway/journal/testing.ts";
import { openRollupBed } from "../harness/rollups.ts";
import { randomOf } from "./random.ts";

const [folder = "", seed = "1"] = process.argv.slice(2);
const random = randomOf(Number(seed));
const bed = await openRollupBed(folder, { followers: () => ["county"] });
const shape = bed.journal.shape("dev-1", ["t", "h"], ["Cel", "%"]);

for (;;) {
  const now = Date.now();
  const group = Array.from({ length: random.between(1, 60) }, () => {
    const lateMs = random.between(0, 3) === 0 ? random.between(0, 36 * 3_600_000) : 0;
    const extra = random.between(1, 4) === 1 ? { held: random.between(1, 9) } : null;
    const values = [random.between(-400, 400) / 10, random.between(0, 1) === 1];
    return store(bed.journal, reading(shape, values, { measuredMs: now - lateMs, receivedMs: now, extra }));
  });
  await Promise.all(group);
  await bed.rollups.save();
  writeSync(1, "saved\n");
}
