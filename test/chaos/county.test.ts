// A county that is killed at random, a line that is cut at random, and at the end a recount: what the campus freed is at the county, once.

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { readAll } from "#gateway/journal/testing.ts";
import { startCounty } from "../harness/county.ts";
import { CAMPUS, openBed } from "../harness/county-link.ts";
import { openLine } from "../harness/lines.ts";
import { tempFolder } from "../harness/temp.ts";
import { until } from "../harness/wait.ts";
import { randomOf } from "./random.ts";

/** Deaths of the county, each at a random moment; between them the line is cut as often. */
const KILLS = 4;
const BURST = 25;

/** The seqs of alarms and events at the county, each as often as it is there. */
function seqsAt(file: string): number[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = db.prepare("SELECT seq FROM entry WHERE campus = ? ORDER BY seq").all(CAMPUS);
    return rows.map(({ seq }) => Number(seq));
  } finally {
    db.close();
  }
}

test("a county killed at random loses nothing that it acknowledged, and stores nothing twice", async () => {
  const random = randomOf(20_261_122);
  await using folder = tempFolder("county-chaos");
  await using county = await startCounty();
  await using line = await openLine(Number(new URL(county.run.mqtt ?? "").port));
  const { secretFile } = county.campus(CAMPUS);
  await using campus = await openBed(folder.path, line.port, { settings: { secretFile } });
  const file = join(county.data, "county.db");

  for (let kill = 0; kill < KILLS; kill++) {
    // The moment is told by how much of a burst was stored, not by a clock.
    const at = random.between(1, BURST);
    for (let i = 1; i <= BURST; i++) {
      const kind = random.pick(["alarm", "event", "state"] as const);
      await campus.tell(kind, kind === "alarm" ? "alarm.raised" : "door.forced", {
        id: `x-${kill}-${i}`,
        severity: "low",
      });
      if (i !== at) continue;
      await county.kill("SIGKILL");
      await county.start();
    }
    line.turnTo(Number(new URL(county.run.mqtt ?? "").port));
  }
  const isSealed = () => campus.link.lag().every(({ entries }) => entries === 0);
  const isFreed = () => [...campus.link.frames().values()].every((frames) => frames === 0);
  await until("everything to be sealed and freed", () => isSealed() && isFreed(), 60_000);
  const sent = readAll(campus.journal).flatMap(({ kind, seq }) =>
    ["alarm", "event", "state"].includes(kind) ? [seq] : [],
  );
  expect(sent).toHaveLength(KILLS * BURST);
  expect(seqsAt(file)).toEqual(sent);
});
