// Makes the sheets of a day and of a month from what is kept: nothing is stored for them, so a late finding is in the sheet of its day.
import type { PastRaise } from "../contract/alarm-past.ts";
import type { DayPart, DaySheet, DutyRecord, MonthSheet, SheetAlarm } from "../contract/sheets.ts";
import type { Ticket } from "../contract/tickets.ts";
import { formatTime } from "../contract/time.ts";
import type { Language } from "../kit/i18n.ts";
import type { CampusDays, Range } from "./campus-days.ts";
import type { Handlings } from "./handlings.ts";
import type { AfterwardsParts } from "./parts.ts";
import type { Afterwards, SheetAsker } from "./port.ts";
import type { Queries } from "./queries.ts";
import { sheetLines } from "./sheet-lines.ts";

export interface SheetParts extends AfterwardsParts {
  readonly handlings: Handlings;
  readonly queries: Queries;
  readonly figures: Afterwards["figures"];
  readonly days: () => CampusDays;
}

/** The newest repairs; what is older and still open is told on its own page. */
const MOST_TICKETS = 1000;

/** Makes sheets when they are asked for. */
export function sheetMaker(parts: SheetParts): Pick<Afterwards, "day" | "month"> {
  const { config, alarms, handlings, queries, figures, duty, ledger, tickets, days, clock } = parts;

  function sheetAlarm(raise: PastRaise): SheetAlarm {
    const { alarm, occurrence, device, severity, raisedMs, clearedMs, acknowledgedMs, acknowledgedBy } = raise;
    return {
      alarm,
      occurrence,
      device,
      severity,
      text: alarms.get(alarm)?.text ?? {},
      raisedAt: formatTime(raisedMs),
      clearedAt: timeOf(clearedMs),
      acknowledgedAt: timeOf(acknowledgedMs),
      acknowledgedBy,
      verdict: handlings.get(alarm, occurrence)?.verdict ?? null,
    };
  }

  const devicesOf = ({ visible }: SheetAsker) =>
    [...config.current.devices.values()].filter(({ id, enabled }) => enabled && (visible === null || visible.has(id)));

  function openTickets(atMs: number): DaySheet["tickets"] {
    const newest = tickets.list(() => true, { limit: MOST_TICKETS, after: 0 }).tickets;
    return newest.filter((ticket) => isOpenAt(ticket, atMs)).map(({ id, name, openedAt }) => ({ id, name, openedAt }));
  }

  function namesFor({ names }: SheetAsker) {
    const posts = new Map(config.current.duty.posts.map((post) => [post.id, post.name]));
    return {
      post: (id: string) => posts.get(id) ?? id,
      person: (id: string) => (names ? (duty?.nameOf(id) ?? null) : null),
      device: (id: string) => config.current.devices.get(id)?.name ?? id,
    };
  }

  /** The moment from which on there are records, for a time that began before; null: for all of it. */
  function recordsFrom(fromMs: number): number | null {
    const sinceMs = parts.recordsSince?.() ?? null;
    return sinceMs === null || sinceMs <= fromMs ? null : sinceMs;
  }

  /** Nobody is accused of anything in a time without records. */
  async function dutyOf(fromMs: number, toMs: number, { places }: SheetAsker): Promise<DutyRecord | null> {
    const known = Math.max(fromMs, recordsFrom(fromMs) ?? fromMs);
    if (duty === null || known >= toMs) return null;
    if (places === null) return await duty.record(known, toMs);
    const seen = config.current.duty.posts.filter(({ place }) => place !== null && places.has(place));
    const ids = new Set(seen.map(({ id }) => id));
    return ids.size === 0 ? null : await duty.record(known, toMs, (post) => ids.has(post));
  }

  function shown(ms: number, language: Language): string {
    const form = new Intl.DateTimeFormat(language === "en" ? "en-GB" : "zh-CN", {
      timeZone: config.current.campus.timezone,
      dateStyle: "short",
      timeStyle: "short",
    });
    return form.format(ms);
  }

  async function day(wanted: string, part: DayPart, asker: SheetAsker, signal: AbortSignal) {
    const range = days().partOf(wanted, part);
    const nowMs = clock.now();
    if (range === null || range.fromMs > nowMs) return "none" as const;
    const { fromMs } = range;
    const toMs = Math.min(range.toMs, nowMs);
    const span = await queries.span({ fromMs, toMs, visible: asker.visible }, signal);
    if (span === null) return null;
    const known = devicesOf(asker);
    const troubled = new Set(span.active.flatMap(({ device }) => device ?? []));
    const facts = {
      part,
      alarms: span.raises.map(sheetAlarm),
      duty: await dutyOf(fromMs, toMs, asker),
      devices: {
        all: known.length,
        normal: known.filter(({ id }) => !troubled.has(id)).length,
        troubled: known.flatMap(({ id }) => (troubled.has(id) ? [id] : [])),
      },
      standing: span.active.map(sheetAlarm),
      tickets: asker.tickets ? openTickets(toMs) : [],
    };
    const sinceMs = recordsFrom(fromMs);
    const since = sinceMs === null ? null : shown(sinceMs, asker.language);
    const lines = sheetLines(
      { ...facts, since, isBefore: sinceMs !== null && sinceMs >= toMs },
      asker.language,
      namesFor(asker),
    );
    const times = timesOf(range, toMs);
    return { day: wanted, ...times, ...facts, lines };
  }

  /** What a sheet says of its time. */
  function timesOf(range: Range, toMs: number) {
    const { fromMs } = range;
    const recordsFromMs = recordsFrom(fromMs);
    return {
      from: formatTime(fromMs),
      to: formatTime(toMs),
      complete: toMs === range.toMs,
      recordsFrom: recordsFromMs === null ? null : formatTime(recordsFromMs),
    };
  }

  async function month(wanted: string, asker: SheetAsker, signal: AbortSignal): Promise<MonthSheet | "none" | null> {
    const range = days().monthOf(wanted);
    const nowMs = clock.now();
    if (range === null || range.fromMs > nowMs) return "none";
    const { fromMs } = range;
    const toMs = Math.min(range.toMs, nowMs);
    const { visible } = asker;
    const [counted, span] = await Promise.all([
      figures({ fromMs, toMs, visible }, signal),
      queries.span({ fromMs, toMs, visible }, signal),
    ]);
    if (counted === null || span === null) return null;
    const known = new Set(devicesOf(asker).map(({ id }) => id));
    const away = span.away.filter(({ device }) => known.has(device));
    const allMs = known.size * Math.max(0, toMs - (recordsFrom(fromMs) ?? fromMs));
    // Without that rule, or without a device or a time, nobody knows: that is no 100 per cent.
    const isKnown = config.current.alarmDefaults && allMs > 0;
    const awayMs = away.reduce((sum, one) => sum + one.awayMs, 0);
    return {
      month: wanted,
      ...timesOf(range, toMs),
      figures: counted,
      duty: await dutyOf(fromMs, toMs, asker),
      // What went by a road is of the whole campus.
      roads: asker.places === null ? ((await ledger?.roads(fromMs, toMs)) ?? []) : [],
      availability: { share: isKnown ? 1 - awayMs / allMs : null, away },
      tickets: asker.tickets ? tickets.figures(wanted, () => true) : null,
    };
  }

  return { day, month };
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : formatTime(ms);
}

/** From the report to the repair, whoever confirmed it when. */
function isOpenAt({ openedAt, doneAt, closedAt }: Pick<Ticket, "openedAt" | "doneAt" | "closedAt">, atMs: number) {
  const until = doneAt ?? closedAt;
  return Date.parse(openedAt) < atMs && (until === null || Date.parse(until) >= atMs);
}
