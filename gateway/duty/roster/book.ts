// The roster as it is kept: one document of campus.db with all shifts and swaps, changed as a whole, by version.
import type { Document } from "../../kit/accounts/documents.ts";
import { oldestKept } from "../../kit/accounts/lived.ts";
import type { Clock } from "../../kit/clock.ts";
import { type By, changed, type Documents, inTurn, nextDocument } from "../documents.ts";
import { addDays } from "./campus-time.ts";
import { withSwap } from "./check.ts";
import type { Shift, Swap } from "./roster.ts";

const KIND = "roster";
/** What was swapped is of interest for as long as the story of an alarm is. */
const KEEP_SWAPS_DAYS = 400;

export interface KeptSwap extends Swap {
  readonly by: string;
  readonly atMs: number;
  readonly comment: string | null;
}

export interface KeptRoster {
  /** 0: nothing was written yet. */
  readonly version: number;
  readonly shifts: readonly Shift[];
  readonly swaps: readonly KeptSwap[];
  readonly changedMs: number;
  readonly by: string;
}

export interface RosterBook {
  readonly current: KeptRoster;
  /** Other shifts in place of `version`; swaps of shifts that are gone go with them. Throws GatewayError `config-changed`. */
  putShifts(by: By, version: number, shifts: readonly Shift[]): Promise<void>;
  putSwap(by: By, swap: Swap & { readonly comment: string | null }): Promise<void>;
  /** False: there is none. */
  removeSwap(by: By, shift: string, day: string): Promise<boolean>;
}

const EMPTY: KeptRoster = { version: 0, shifts: [], swaps: [], changedMs: 0, by: "" };

/** Reads the roster and keeps it. `today`: the day on campus; `onChanged` is called when another one holds. */
export function openRoster(parts: {
  readonly store: Documents;
  readonly clock: Clock;
  readonly today: () => string;
  readonly onChanged: () => void;
}): RosterBook {
  const { store, clock } = parts;
  const [found] = store.documents(KIND);
  let current = found === undefined ? EMPTY : keptOf(found);
  const turn = inTurn();

  async function write(
    { account, remote }: By,
    type: string,
    detail: Readonly<Record<string, unknown>>,
    next: Pick<KeptRoster, "shifts" | "swaps">,
  ): Promise<void> {
    const mayForget = Number.isFinite(oldestKept(store, clock.now(), 0));
    const oldest = addDays(parts.today(), -KEEP_SWAPS_DAYS);
    const content = { shifts: next.shifts, swaps: next.swaps.filter(({ day }) => !mayForget || day >= oldest) };
    const document = nextDocument(KIND, KIND, current.version + 1, content, clock.now(), account);
    const record = { type, account, remote, detail: { version: document.version, ...detail } };
    await store.changeDocuments({ put: [document], remove: [] }, record);
    current = keptOf(document);
    parts.onChanged();
  }

  return {
    get current() {
      return current;
    },
    putShifts: (by, version, shifts) =>
      turn(async () => {
        if (version !== current.version) throw changed("the roster", current.version);
        const ids = new Set(shifts.map(({ id }) => id));
        const swaps = current.swaps.filter(({ shift }) => ids.has(shift));
        const detail = { shifts: shifts.length, swapsDropped: current.swaps.length - swaps.length };
        const named = shifts.map((shift) => ({ ...shift, name: shift.name.trim() }));
        await write(by, "roster.written", detail, { shifts: named, swaps });
      }),
    putSwap: (by, swap) =>
      turn(async () => {
        const kept = { ...swap, by: by.account, atMs: clock.now() };
        const { shift, day, persons } = swap;
        await write(by, "roster.swapped", { shift, day, persons }, withSwap(current, kept));
      }),
    removeSwap: (by, shift, day) =>
      turn(async () => {
        const swaps = current.swaps.filter((one) => one.shift !== shift || one.day !== day);
        if (swaps.length === current.swaps.length) return false;
        await write(by, "roster.swap-removed", { shift, day }, { shifts: current.shifts, swaps });
        return true;
      }),
  };
}

function keptOf({ version, body, changedMs, by }: Document): KeptRoster {
  const { shifts, swaps } = JSON.parse(body) as Pick<KeptRoster, "shifts" | "swaps">;
  return { version, shifts, swaps, changedMs, by };
}
