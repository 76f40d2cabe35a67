// How often alarms were raised that nobody keeps any more. One that comes back counts on: whoever was told of an occurrence, answered it or judged
// it keeps it by its number, so none may come twice.
import type { Alarm } from "../contract/alarms.ts";
import type { Journal } from "../journal/journal.ts";
import type { Database } from "../kit/sqlite.ts";
import { all, integer, run, text } from "../kit/statements.ts";

/** Last occurrence by alarm. */
export type Former = ReadonlyMap<string, number>;

/** With it goes what the past of alarms still knows. */
export const FORMER_TABLE = `
  CREATE TABLE alarm_former (alarm TEXT PRIMARY KEY, occurrence INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO alarm_former SELECT alarm, max(occurrence) FROM alarm_occurrence GROUP BY alarm;`;

const PORTION = 500;

/** Those of state.db. */
export function readFormer(db: Database): Former {
  const rows = all(db, "SELECT alarm, occurrence FROM alarm_former");
  return new Map(rows.map((row) => [text(row, "alarm"), integer(row, "occurrence")]));
}

export function putFormer(db: Database, gone: Former): void {
  for (const [alarm, occurrence] of gone)
    run(
      db,
      "INSERT INTO alarm_former VALUES (?, ?) ON CONFLICT DO UPDATE SET occurrence = excluded.occurrence",
      alarm,
      occurrence,
    );
}

/** What the journal tells of alarms, for a state.db that was set aside: a look at every entry that is no reading, some milliseconds at a time. */
export async function formerIn(journal: Journal): Promise<Former> {
  const former = new Map<string, number>();
  for (let before = journal.head + 1, more = true; more; ) {
    const page = journal.pageBack({ before, limit: PORTION, kinds: ["alarm"] });
    for (const record of page.records) {
      if (record.kind === "reading") continue;
      // The body of an alarm's entry is the alarm (contract §6).
      const { id, occurrence } = record.body as unknown as Alarm;
      former.set(id, Math.max(former.get(id) ?? 0, occurrence));
    }
    ({ next: before, more } = page);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return former;
}
