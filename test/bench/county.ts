// What the county link costs and gives: bytes per value, an alarm's way, ingest per core, 300 campuses at once, the page, a day's backlog over a
// thin line. `npm run bench -- county [PART]`.
import { alarmFigures } from "./county-alarm.ts";
import { backlogFigure } from "./county-backlog.ts";
import { campusFigures } from "./county-campus.ts";
import { herdFigures } from "./county-herd.ts";
import { bytesFigure, ingestFigure } from "./county-ingest.ts";
import { pageFigure } from "./county-page.ts";

/** In the order in which they run. */
const PARTS: Readonly<Record<string, () => AsyncGenerator<Record<string, unknown>>>> = {
  bytes: () => single(bytesFigure),
  campus: campusFigures,
  alarm: alarmFigures,
  ingest: () => single(ingestFigure),
  herd: herdFigures,
  page: () => single(pageFigure),
  backlog: () => single(backlogFigure),
};

/** One line per figure; of one part, or of all. Throws for a part that is not there. */
export async function* countyFigures(part: string | undefined): AsyncGenerator<Record<string, unknown>> {
  if (part !== undefined && PARTS[part] === undefined)
    throw new Error(`the county's bench has no part "${part}", but ${Object.keys(PARTS).join(", ")}`);
  for (const [name, figures] of Object.entries(PARTS)) if (part === undefined || part === name) yield* figures();
}

async function* single(figure: () => Promise<Record<string, unknown>>): AsyncGenerator<Record<string, unknown>> {
  yield await figure();
}
