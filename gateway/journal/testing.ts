// What the tests of the journal share: a journal in a folder, records to hand in, receipts to wait for, and everything read back.
import type { JournalConfig } from "../config/campus.ts";
import type { Unit } from "../contract/units.ts";
import { systemClock } from "../kit/clock.ts";
import { createLog } from "../kit/log.ts";
import type { Journal, PageQuery } from "./journal.ts";
import { type JournalOptions, openJournal } from "./open.ts";
import {
  type Fresh,
  type Happening,
  happening,
  type Mark,
  type Reading,
  type Shape,
  type StoredValue,
} from "./record.ts";

export const DAY_MS = 86_400_000;
export const LIMITS: JournalConfig = { keepReadingsMs: 7 * DAY_MS, keepOtherMs: 190 * DAY_MS, maxBytes: 8e9 };

/** Opens a journal with defaults that suit a test; a failing store throws where it fails. */
export function openTestJournal(folder: string, options: Partial<JournalOptions> = {}): Promise<Journal> {
  return openJournal({
    folder,
    limits: () => LIMITS,
    clock: systemClock,
    log: createLog("silent"),
    onFailed: (error) => {
      throw error;
    },
    ...options,
  });
}

/** A shape that is not in a journal's table. */
export function looseShape(device: string, points: readonly string[] = ["t"], units: readonly Unit[] = ["Cel"]): Shape {
  return { id: 0, device, points, units };
}

export function reading(shape: Shape, values: readonly StoredValue[], more: Partial<Reading> = {}): Reading {
  const now = systemClock.now();
  return {
    kind: "reading",
    seq: 0,
    shape,
    receivedMs: now,
    measuredMs: now,
    clock: "device",
    deviceSeq: more.mark?.seq ?? null,
    mark: null,
    values,
    extra: null,
    ...more,
  };
}

/** An event of a device. */
export function event(device: string, type = "door.opened", more: Partial<Happening> = {}): Happening {
  return { ...happening("event", type, systemClock.now(), {}, { device }), deviceSeq: more.mark?.seq ?? null, ...more };
}

/** A mark whose payload is told by `check`. */
export function mark(seq: number, check = seq, boot = 1): Mark {
  return { boot, seq, check };
}

/** Hands in a record; resolves with its seq after the commit. */
export function store(journal: Journal, record: Fresh): Promise<number> {
  return new Promise((resolve, reject) => {
    journal.add(record, { settle: (error) => (error === null ? resolve(record.seq) : reject(error)) });
  });
}

/** Hands in so many readings of one device and resolves with their seqs. */
export async function fill(
  journal: Journal,
  device: string,
  count: number,
  more: Partial<Reading> = {},
): Promise<number[]> {
  const shape = journal.shape(device, ["t"], ["Cel"]);
  return await Promise.all(Array.from({ length: count }, (_, i) => store(journal, reading(shape, [i], more))));
}

/** Every page of a query, as one list. */
export function readAll(journal: Journal, query: Partial<PageQuery> = {}): Fresh[] {
  const records: Fresh[] = [];
  for (let after = query.after ?? 0; ; ) {
    const page = journal.page({ limit: 1000, ...query, after });
    records.push(...page.records);
    if (!page.more) return records;
    after = page.next;
  }
}
