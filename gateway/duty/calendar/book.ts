// The calendar of this campus: the years that come with the gateway, those that somebody imported, and the school's own days.
import type { CalendarView, OwnDays } from "../../contract/duty.ts";
import type { Document } from "../../kit/accounts/documents.ts";
import type { Clock } from "../../kit/clock.ts";
import { type By, changed, type Documents, inTurn, nextDocument } from "../documents.ts";
import { type Calendar, calendarOf, type HolidayYear, shippedYears } from "./calendar.ts";

const YEAR_KIND = "holiday-year";
const OWN_KIND = "school-days";
/** The State Council's notice for a year comes in the November before. */
const ASK_FROM = "-11-01";

export interface CalendarBook {
  readonly current: Calendar;
  /** Years that came with the gateway. */
  readonly shipped: ReadonlySet<number>;
  view(year: number, today: string): CalendarView;
  /** Years whose notice should be at hand on this day, and is not. */
  missing(today: string): readonly number[];
  importYear(by: By, year: HolidayYear): Promise<void>;
  /** Throws GatewayError `config-changed`. */
  putOwn(by: By, version: number, own: OwnDays): Promise<void>;
}

/** Reads what was imported; `onChanged` is called when another calendar holds. */
export function openCalendar(parts: {
  readonly store: Documents;
  readonly clock: Clock;
  readonly onChanged: () => void;
}): CalendarBook {
  const { store, clock } = parts;
  const fromUs = shippedYears();
  const shipped = new Set(fromUs.map(({ year }) => year));
  const imported = new Map(store.documents(YEAR_KIND).map((document) => [document.id, document]));
  let own = store.documents(OWN_KIND)[0] ?? null;
  const turn = inTurn();
  // A year that comes with a later version of the gateway is taken in place of what was typed.
  const years = () => [...fromUs, ...[...imported.values()].map(yearOf).filter(({ year }) => !shipped.has(year))];
  let current = calendarOf(years(), ownOf(own));

  async function write(document: Document, by: By, type: string, detail: Readonly<Record<string, unknown>>) {
    await store.changeDocuments({ put: [document], remove: [] }, { type, ...by, detail });
    if (document.kind === OWN_KIND) own = document;
    else imported.set(document.id, document);
    current = calendarOf(years(), ownOf(own));
    parts.onChanged();
  }

  const missing = (today: string): readonly number[] => {
    const year = Number(today.slice(0, 4));
    const wanted = today >= `${year}${ASK_FROM}` ? [year, year + 1] : [year];
    return wanted.filter((one) => !current.knows(one));
  };

  return {
    get current() {
      return current;
    },
    shipped,
    missing,
    view(year, today) {
      const found = years().find((one) => one.year === year);
      return {
        year,
        known: found !== undefined,
        source: found?.source ?? null,
        shipped: shipped.has(year),
        holidays: found?.holidays ?? [],
        swappedWorkdays: found?.swappedWorkdays ?? [],
        own: { version: own?.version ?? 0, ...ownOf(own) },
        warning: missing(today).includes(year) ? noYear(year) : null,
      };
    },
    importYear: (by, year) =>
      turn(async () => {
        const id = String(year.year);
        const version = (imported.get(id)?.version ?? 0) + 1;
        const document = nextDocument(YEAR_KIND, id, version, year, clock.now(), by.account);
        await write(document, by, "calendar.imported", { year: year.year, version });
      }),
    putOwn: (by, version, days) =>
      turn(async () => {
        if (version !== (own?.version ?? 0)) throw changed("the school's own days", own?.version ?? 0);
        const document = nextDocument(OWN_KIND, OWN_KIND, version + 1, days, clock.now(), by.account);
        const detail = { version: version + 1, daysOff: days.daysOff.length, schoolDays: days.schoolDays.length };
        await write(document, by, "calendar.own-written", detail);
      }),
  };
}

/** What is to be done about a year whose notice is missing. */
export function noYear(year: number): Readonly<Record<string, string>> {
  return {
    "zh-CN": `${year} 年放假安排还没有，请在公布后导入`,
    en: `The holidays of ${year} are not known yet: import them when the notice is published`,
  };
}

function yearOf({ body }: Document): HolidayYear {
  return JSON.parse(body) as HolidayYear;
}

function ownOf(document: Document | null): OwnDays {
  return document === null ? { daysOff: [], schoolDays: [] } : (JSON.parse(document.body) as OwnDays);
}
