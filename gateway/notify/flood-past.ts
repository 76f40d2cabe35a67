// The floods that went on when the gateway stopped, as the ledger has them: whoever had a digest is not told alarms one by one now, has no second one
// within a minute, and hears a last one.
import { all } from "../kit/statements.ts";
import type { Core } from "./core.ts";
import type { FloodGate, Past } from "./flood.ts";
import { type AlarmRef, readRow, type Target, targetKey } from "./rows.ts";
import { isJoined, isLast } from "./teller.ts";

const MINUTE_MS = 60_000;
/** A flood that ended longer ago is no news. */
const LOOK_BACK_MS = 6 * 3_600_000;
/** A flood has one digest a minute for each person at most; what is read at a start must stay little. */
const MOST_DIGESTS = 200;
const MOST_RAISED = 1000;

interface Open extends Past {
  readonly target: Target;
  readonly raised: number[];
  readonly named: AlarmRef[];
  waitsSince: number | null;
  lastDigest: number | null;
}

/** Called at start, before anything is told. */
export function restoreFloods(core: Core, gate: FloodGate): void {
  const { reader } = core.book;
  const [now, wallNow] = [core.now(), core.wallNow()];
  const digests = `SELECT * FROM delivery WHERE made_ms BETWEEN ? AND ? AND says = 'digest' AND test = 0 ORDER BY n DESC LIMIT ${MOST_DIGESTS}`;
  const raised = `SELECT * FROM delivery WHERE made_ms BETWEEN ? AND ? AND says = 'raised' AND test = 0 ORDER BY n DESC LIMIT ${MOST_RAISED}`;
  const rows = [
    ...all(reader, digests, wallNow - LOOK_BACK_MS, wallNow),
    ...all(reader, raised, wallNow - MINUTE_MS, wallNow),
  ];
  const floods = new Map<string, Open>();
  for (const row of rows.map(readRow).sort((a, b) => a.n - b.n)) {
    const key = targetKey(row);
    if (isLast(row)) {
      floods.delete(key);
      continue;
    }
    if (isJoined(row) || row.insteadOf !== null) continue;
    const { road, post, person } = row;
    const target = { road, post, person };
    const flood = floods.get(key) ?? { target, raised: [], named: [], waitsSince: null, lastDigest: null };
    floods.set(key, flood);
    const at = now - (wallNow - (row.sentMs ?? row.madeMs));
    for (const ref of row.alarms.slice(0, MOST_RAISED)) {
      flood.raised.push(at);
      if (row.says === "digest") flood.named.push(ref);
    }
    if (row.says !== "digest" || row.state === "dropped") continue;
    if (row.state === "queued") flood.waitsSince = at;
    else flood.lastDigest = at;
  }
  for (const flood of floods.values()) gate.restore(flood);
}
