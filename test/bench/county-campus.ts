// What the virtual campus's own gateway sends to a county, all kinds included: parts of its day as `npm start` plays them, at the speed of life.
import { setTimeout as sleep } from "node:timers/promises";
import { type County, startCounty } from "../harness/county.ts";
import { countyRows } from "../harness/county-db.ts";
import { entriesPage, entriesPages } from "../harness/entries.ts";
import type { HttpClient } from "../harness/http.ts";
import { startVirtualCampus } from "../harness/virtual-campus.ts";
import { until } from "../harness/wait.ts";
import { type CountedLine, openCountedLine } from "./counted-line.ts";
import { WAIT_MS } from "./county-figures.ts";
import { rounded } from "./process-figures.ts";

const CAMPUS = "no3-middle";
/** The mains fail and a rack grows warm; pupils arrive, which no other hour has so much of. */
const PARTS = (process.env.BENCH_CAMPUS_FROM ?? "10:15 07:25").split(" ");
const MINUTES = Number(process.env.BENCH_CAMPUS_MINUTES ?? 16);
const MINUTE_MS = 60_000;

/** One line for each part of the day, one after another. */
export async function* campusFigures(): AsyncGenerator<Record<string, unknown>> {
  for (const from of PARTS) yield await partFigure(from);
}

async function partFigure(from: string): Promise<Record<string, unknown>> {
  await using county = await startCounty({ campuses: { [CAMPUS]: {} } });
  await using line = await openCountedLine(Number(new URL(county.run.mqtt ?? "").port));
  const { secretFile } = county.campus(CAMPUS);
  const section = `county: { url: "mqtt://127.0.0.1:${line.port}", secretFile: "${secretFile}", summaryEvery: 60s }\n`;
  await using campus = await startVirtualCampus(["--from", from], { edit: (text) => text + section });
  await until("the first figures", () => figuresAt(county).rows > 0, WAIT_MS);
  // What a start tells once, a day does not tell each quarter of an hour.
  const before = stateOf(county, line);
  const { head } = await entriesPage(campus.client, "limit=1");
  await sleep(MINUTES * MINUTE_MS);
  const after = stateOf(county, line);
  const bytes = Object.fromEntries([...after.up].map(([word, sum]) => [word, sum - (before.up.get(word) ?? 0)]));
  const upBytes = Object.values(bytes).reduce((sum, each) => sum + each, 0);
  const values = await valuesAfter(campus.client, head);
  const rows = after.rows - before.rows;
  return {
    bench: "county",
    figure: "campus",
    from,
    minutes: MINUTES,
    points: after.points,
    /** Stored in the journal; polls that found nothing new are counted in `measured`. */
    values,
    measured: after.measured - before.measured,
    rows,
    entries: after.entries - before.entries,
    upBytes: bytes,
    bytesPerValue: rounded(upBytes / values),
    goalBytesPerValue: 6,
    summaryBytesPerRow: rounded((bytes.summary ?? 0) / rows),
    downBytes: after.down - before.down,
    megabytesADay: rounded(((upBytes / MINUTES) * 1440) / 1e6),
  };
}

/** Values of points in the entries after this one. */
async function valuesAfter(client: HttpClient, head: number): Promise<number> {
  let values = 0;
  for await (const { entries } of entriesPages(client, head, "kind=reading"))
    for (const { body } of entries)
      values += typeof body.points === "object" ? Object.keys(body.points ?? {}).length : 0;
  return values;
}

function figuresAt({ data }: County): { readonly rows: number; readonly measured: number; readonly points: number } {
  const sql = `SELECT count(*) AS rows, coalesce(sum(CASE step WHEN 1 THEN count + bad END), 0) AS held,
    count(DISTINCT series) AS points FROM figure`;
  const [row] = countyRows(data, sql);
  return { rows: Number(row?.rows), measured: Number(row?.held), points: Number(row?.points) };
}

function stateOf(county: County, line: CountedLine) {
  const entries = Number(countyRows(county.data, "SELECT count(*) AS n FROM entry")[0]?.n);
  return { ...figuresAt(county), entries, up: new Map(line.up), down: line.downBytes };
}
