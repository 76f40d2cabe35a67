// What comes afterwards: what alarms were found to be, their stories, figures over a time, and the sheets for whoever is answerable.
import { join } from "node:path";
import type { PastRaise } from "../contract/alarm-past.ts";
import type { Alarm } from "../contract/alarms.ts";
import { parseDuration, parseTime } from "../contract/time.ts";
import { campusDays } from "./campus-days.ts";
import { type Found, isSeen, occurrenceKey } from "./figures.ts";
import { openHandlings } from "./handlings.ts";
import { monthTable } from "./month-table.ts";
import type { AfterwardsParts } from "./parts.ts";
import type { Afterwards } from "./port.ts";
import { Queries } from "./queries.ts";
import { sheetMaker } from "./sheets.ts";
import { storyTeller } from "./teller.ts";
import { tune } from "./tuner.ts";

/** Reads the past of alarms from state.db, in the thread that sums it up. */
const OCCURRENCE_READER = new URL("../alarms/occurrence-reader.ts", import.meta.url);

/** Reads what was found before, and answers. */
export async function openAfterwards(parts: AfterwardsParts): Promise<Afterwards> {
  const { folder, accounts, journal, config, alarms, clock, log, source = OCCURRENCE_READER } = parts;
  const handlings = await openHandlings({ store: accounts, journal, clock, log });
  const queries = new Queries({ source: source.href, state: join(folder, "state.db") }, clock);
  const days = () => campusDays(config.current.campus.timezone);

  /** What was found of those raised from then on. */
  function foundSince(fromMs: number): ReadonlyMap<string, Found> {
    const found = new Map<string, Found>();
    for (const { alarm, occurrence, versions } of handlings.list()) {
      const [first, last] = [versions[0], versions.at(-1)];
      // Nothing is found before it is raised.
      if (first === undefined || last === undefined || last.atMs < fromMs) continue;
      found.set(occurrenceKey(alarm, occurrence), { verdict: last.verdict, atMs: first.atMs });
    }
    return found;
  }

  function targets(): ReadonlyMap<string, number> {
    const known = alarms.desk.rules().flatMap(({ id, respondWithin }) => {
      const ms = respondWithin === null ? null : parseDuration(respondWithin);
      return ms === null ? [] : [[id, ms] as const];
    });
    return new Map(known);
  }

  const figures: Afterwards["figures"] = (wish, signal) => {
    const more = { nowMs: clock.now(), found: foundSince(wish.fromMs), targets: targets() };
    return queries.figures({ ...wish, ...more }, config.current.campus.timezone, signal);
  };
  const sheets = sheetMaker({ ...parts, handlings, queries, figures, days });

  return {
    async find(alarm, occurrence, signal) {
      const now = alarms.get(alarm);
      // What was raised a moment ago is not in the past yet.
      if (now !== null && (occurrence === null || occurrence === now.occurrence)) {
        const known = await queries.one(alarm, now.occurrence, signal);
        return known === null ? null : { raise: asNow(known.raise, raiseNow(now, journal.epoch)) };
      }
      const found = await queries.one(alarm, occurrence ?? 1, signal);
      return found === null ? null : { raise: found.raise };
    },
    handling: (alarm, occurrence) => handlings.get(alarm, occurrence),
    handle: (by, { alarm, occurrence, device }, finding) =>
      handlings.record({ alarm, occurrence, device }, finding, by),
    story: storyTeller({ ...parts, handlings, queries }),
    figures,
    async tuning({ rule, fromMs, toMs, visible, trial }, signal) {
      const known = await queries.raises(rule.id, fromMs, toMs, signal);
      if (known === null) return null;
      const found = foundSince(fromMs);
      const verdictOf = ({ alarm, occurrence }: PastRaise) =>
        found.get(occurrenceKey(alarm, occurrence))?.verdict ?? null;
      const seen = known.filter((raise) => isSeen(raise, visible));
      const raises = seen.map((raise) => ({ raise, verdict: verdictOf(raise) }));
      return await tune({ rule, fromMs, toMs, raises, trial }, clock);
    },
    monthRange: (month) => days().monthOf(month),
    day: sheets.day,
    month: sheets.month,
    monthTable(sheet, language) {
      const { devices, campus } = config.current;
      const form = new Intl.DateTimeFormat("sv-SE", {
        timeZone: campus.timezone,
        dateStyle: "short",
        timeStyle: "short",
      });
      const time = (at: string) => form.format(Date.parse(at));
      const texts = new Map(alarms.desk.rules().map(({ id, text }) => [id, text[language] ?? text["zh-CN"]]));
      const rule = (id: string) => texts.get(id) ?? id;
      return monthTable(sheet, language, { rule, device: (id) => devices.get(id)?.name ?? id, time });
    },
    async sheetText({ day, part, withNames, language }) {
      const asker = { visible: null, places: null, names: withNames, tickets: true, language };
      const sheet = await sheets.day(day, part, asker, new AbortController().signal);
      return sheet === null || sheet === "none" ? null : sheet.lines;
    },
    [Symbol.asyncDispose]: () => queries[Symbol.asyncDispose](),
  };
}

/** The past comes a moment behind: what the alarm says by now counts. */
function asNow(past: PastRaise | null, now: PastRaise): PastRaise {
  if (past === null) return now;
  const { clearedMs, acknowledgedMs, acknowledgedBy } = now;
  return past.acknowledgedMs === null ? { ...past, clearedMs, acknowledgedMs, acknowledgedBy } : { ...past, clearedMs };
}

/** The raise as the alarm itself says it. */
function raiseNow(alarm: Alarm, epoch: string): PastRaise {
  const { id, rule, device, point, occurrence, severity, value, limit, unit, acknowledgements, cause } = alarm;
  const seen = acknowledgements.at(0);
  return {
    alarm: id,
    rule,
    device,
    point,
    occurrence,
    severity,
    raisedMs: parseTime(alarm.raisedAt) ?? 0,
    clearedMs: parseTime(alarm.clearedAt),
    acknowledgedMs: parseTime(seen?.at),
    acknowledgedBy: seen?.by ?? null,
    value,
    limit,
    unit,
    epoch,
    // Its entry comes after the one that led to it.
    seq: cause ?? 0,
    quiet: alarm.suppressed || alarm.outOfService || alarm.shelved !== null,
  };
}
