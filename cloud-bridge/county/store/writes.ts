// What may be written to county.db. Runs in the store's thread.
import type { Database } from "#gateway/kit/sqlite.ts";
import { run } from "#gateway/kit/statements.ts";
import type { StoreModule } from "#gateway/kit/store-worker.ts";
import { COUNTY_ITSELF } from "../fleet/facts.ts";
import { commandWrites } from "./commands.ts";
import { dueWrites } from "./due.ts";
import { takeMessage } from "./messages.ts";
import { MIGRATIONS } from "./schema.ts";
import { tidy } from "./tidy.ts";

const writes = {
  begin: (db: Database, { id }: { id: string }): null => {
    run(db, "INSERT INTO county (one, id) VALUES (1, ?) ON CONFLICT DO NOTHING", id);
    return null;
  },
  take: takeMessage,
  /** When campuses were last heard, and since when they have been connected without a break; the service itself among them. */
  seen: (db: Database, { links }: { links: readonly { campus: string; fromMs: number; toMs: number }[] }): null => {
    for (const { campus, fromMs, toMs } of links) {
      run(db, "INSERT INTO link (campus, from_ms, to_ms) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET to_ms = excluded.to_ms", campus, fromMs, toMs);
      if (campus !== COUNTY_ITSELF) run(db, "INSERT INTO campus (id, seen_ms) VALUES (?, ?) ON CONFLICT DO UPDATE SET seen_ms = max(seen_ms, excluded.seen_ms)", campus, toMs);
    } // biome-ignore format: one statement a line
    return null;
  },
  tidy,
  ...commandWrites,
  ...dueWrites,
  /** Somebody tried what it may not. */
  violation: (
    db: Database,
    { campus, what, detail, atMs }: { campus: string; what: string; detail: string; atMs: number },
  ): null => {
    const sql = `INSERT INTO violation (campus, what, count, last_ms, detail) VALUES (?, ?, 1, ?, ?)
      ON CONFLICT DO UPDATE SET count = count + 1, last_ms = excluded.last_ms, detail = excluded.detail`;
    run(db, sql, campus, what, atMs, detail);
    return null;
  },
};
export type CountyWrites = typeof writes;

export const store: StoreModule & { readonly writes: CountyWrites } = {
  migrations: MIGRATIONS,
  writes,
  checkAtStart: false,
  corruptRemedy:
    "Put back the newest backup of county.db: the campuses send again what they still hold, and tell what is lost.",
};
