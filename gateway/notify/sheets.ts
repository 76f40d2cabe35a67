// Sends 今日平安 at its two times of day: once for each part of a day and recipient, by the next road when one fails. What was sent stands in the
// ledger under keys of the day, so neither a kill nor a set clock sends it again.
import { type NotifySettings, REACHES, SHEET_KINDS, type SheetSettings } from "../contract/notify.ts";
import { type DayPart, PART_ENDS } from "../contract/sheets.ts";
import { isBelievable } from "../kit/build-date.ts";
import { messageOf } from "../kit/errors.ts";
import type { Core } from "./core.ts";
import type { Verdict } from "./dispatcher.ts";
import { targetsBy } from "./plans.ts";
import type { SheetText } from "./port.ts";
import { type Row, rowsUnder, type Target, targetKey } from "./rows.ts";
import { sheetLetter } from "./sheet-letter.ts";
import type { Teller } from "./teller.ts";

const MINUTE_MS = 60_000;
/** A sheet is not urgent: who is missing, and what failed, is looked at so often. */
const LOOK_EVERY_MS = 10_000;
/** So often its words are asked for before it goes without them. */
const MOST_TRIES = 3;
const NOBODY = "nobody-on-duty";
const DUSK_MINUTE = Number(PART_ENDS.evening.slice(0, 2)) * 60;

/** The lines of the sheet whose keys begin so; null: they could not be had so far. */
interface Made {
  readonly of: string;
  readonly tries: number;
  readonly named: readonly string[] | null;
  readonly plain: readonly string[] | null;
}

export class Sheets {
  readonly #core: Core;
  readonly #teller: Teller;
  readonly #text: SheetText | null;
  #nextAt = 0;
  #made: Made | null = null;
  #making = false;
  /** Settings looked at last, as text; null: none yet. */
  #of: string | null = null;
  /** What was due before this moment of the wall clock is not sent: nobody had asked for it, or it was sent then. */
  #sinceMs = 0;
  /** Keys of the sheet of which all is done. */
  #done = "";

  constructor(core: Core, teller: Teller, text: SheetText | null) {
    this.#core = core;
    this.#teller = teller;
    this.#text = text;
  }

  /** Called every few seconds, as one input of the engine. */
  look(): void {
    const core = this.#core;
    const nowMs = core.wallNow();
    if (core.now() < this.#nextAt || !isBelievable(nowMs)) return;
    this.#nextAt = core.now() + LOOK_EVERY_MS;
    const { sheet } = core.settings;
    this.#follow(sheet, nowMs);
    const due = sheet === null ? null : this.#due(sheet, nowMs);
    if (sheet === null || due === null || due === this.#done) return;
    if (!this.#isMade(due)) return;
    const waits = sheet.to.map((to) => this.#tell(to, `${due}${to}:`, sheet.by));
    if (!waits.includes(true)) this.#done = due;
  }

  /** The letter of a sheet that is due; it is dropped when its part of the day has passed meanwhile. */
  async verdict(row: Row): Promise<Verdict> {
    const core = this.#core;
    const { sheet, language } = core.settings;
    const nowMs = core.wallNow();
    const [, day = "", part = ""] = row.key.split(":");
    const holds = sheet === null ? null : this.#partAt(sheet, nowMs);
    if (part !== holds || day !== core.parts.facts.time.dayOf(nowMs)) return { is: "drop", code: "over" };
    const kind = core.kindOf(row.road);
    if (kind === null) return { is: "drop", code: "no-road" };
    const due = `sheet:${day}:${part}:`;
    const { named, plain } = this.#made?.of === due ? this.#made : await this.#make(due, language);
    const { facts, onCall } = core.parts;
    const person = row.person === null ? null : onCall.person(row.person);
    // What goes to a group passes through a service that need not know who works here.
    const lines = row.person === null ? plain : named;
    return { is: "send", letter: sheetLetter(row, person, lines, facts.campus.campus.name, language) };
  }

  /** True when its words are there, or cannot be had: alarms that go by the same roads do not wait for them. */
  #isMade(due: string): boolean {
    const { language } = this.#core.settings;
    if (this.#made?.of === due && (this.#made.named !== null || this.#made.tries >= MOST_TRIES)) return true;
    if (this.#making) return false;
    this.#making = true;
    const tries = this.#made?.of === due ? this.#made.tries + 1 : 1;
    this.#make(due, language)
      .then((made) => {
        this.#made = { ...made, of: due, tries };
        // With the next look, unless it is to be tried again.
        if (made.named !== null) this.#nextAt = 0;
      })
      .catch((error: unknown) => this.#core.parts.log.error({ err: error }, "the sheet of the day went astray"))
      .finally(() => {
        this.#making = false;
      });
    return false;
  }

  async #make(due: string, language: NotifySettings["language"]): Promise<Pick<Made, "named" | "plain">> {
    const [, day = "", part] = due.split(":");
    const text = this.#text;
    if (text === null || (part !== "morning" && part !== "evening")) return { named: null, plain: null };
    try {
      const named = await text({ day, part, withNames: true, language });
      return { named, plain: named === null ? null : await text({ day, part, withNames: false, language }) };
    } catch (error) {
      this.#core.parts.log.error({ day, part, reason: messageOf(error) }, "the sheet of the day could not be made");
      return { named: null, plain: null };
    }
  }

  /** From when on sheets are owed: since the run before last noted the time, or since other settings are in force. */
  #follow(sheet: SheetSettings | null, nowMs: number): void {
    const of = JSON.stringify(sheet);
    const { place } = this.#core.book;
    if (this.#of === null) this.#sinceMs = place === null ? nowMs : place.anchor.wallMs - MINUTE_MS;
    else if (this.#of !== of) this.#sinceMs = nowMs;
    this.#of = of;
    // A clock that was set back.
    this.#sinceMs = Math.min(this.#sinceMs, nowMs);
  }

  /** How the keys of the sheet begin that is to be told now; null: none is. */
  #due(sheet: SheetSettings, nowMs: number): string | null {
    const { time } = this.#core.parts.facts;
    const part = this.#partAt(sheet, nowMs);
    if (part === null) return null;
    const minute = part === "morning" ? sheet.morningMinute : sheet.eveningMinute;
    const dueMs = nowMs - (time.minuteOf(nowMs) - minute) * MINUTE_MS;
    return dueMs < this.#sinceMs ? null : `sheet:${time.dayOf(nowMs)}:${part}:`;
  }

  /** The part of which it is time to tell: the night until the day is over, the day until midnight. */
  #partAt({ morningMinute, eveningMinute }: SheetSettings, nowMs: number): DayPart | null {
    const minute = this.#core.parts.facts.time.minuteOf(nowMs);
    if (minute >= eveningMinute) return "evening";
    return minute >= morningMinute && minute < DUSK_MINUTE ? "morning" : null;
  }

  /** Adds what is to be sent to one recipient; true while something may follow. */
  #tell(to: string, prefix: string, by: readonly string[]): boolean {
    const rows = rowsUnder(this.#core.book.reader, prefix);
    const told = rows.filter(({ code }) => code !== NOBODY);
    if (told.length === 0) return this.#begin(to, prefix, by, rows.length === 0);
    const open = told.filter(
      (row) => !told.some(({ insteadOf }) => insteadOf === row.n) && this.#goOn(row, told, to, by),
    );
    return open.length > 0;
  }

  #begin(to: string, prefix: string, by: readonly string[], isFirst: boolean): boolean {
    for (const road of by) {
      const targets = this.#targets(road, to);
      for (const target of targets) this.#add(target, `${prefix}${targetKey(target)}`, null);
      if (targets.length > 0) return true;
    }
    // It stands in the ledger why nobody has it; whoever comes meanwhile gets it.
    const [road = "-"] = by;
    const ended = { state: "failed", code: NOBODY, detail: "" } as const;
    const row = this.#teller.rowFor([], "sheet", 0, { road, post: to, person: null }, { nextAt: null, ended });
    if (isFirst) this.#core.book.add({ ...row, key: `${prefix}nobody` });
    return true;
  }

  /** What follows from a delivery that nothing followed yet; true while something may. */
  #goOn(row: Row, told: readonly Row[], to: string, by: readonly string[]): boolean {
    if (row.state === "queued" || row.state === "sent") return true;
    if (row.state === "unknown" && !row.repeated) {
      // As any other it is repeated once, marked, under the key that the repeat has.
      this.#add(row, `${row.key}:again`, row, true);
      return true;
    }
    if (row.state !== "failed" && row.state !== "unknown") return false;
    const prefix = row.key.split(":").slice(0, 4).join(":");
    for (const road of by.slice(by.indexOf(row.road) + 1)) {
      const all = this.#targets(road, to).filter(
        ({ person }) => row.person === null || person === null || person === row.person,
      );
      const known = new Map(told.map((one) => [targetKey(one), one]));
      const fresh = all.filter((target) => !known.has(targetKey(target)));
      for (const target of fresh) this.#add(target, `${prefix}:${targetKey(target)}`, row);
      if (fresh.length > 0) return true;
      if (all.some((target) => known.get(targetKey(target))?.state !== "failed")) return false;
    }
    return false;
  }

  #targets(road: string, to: string): readonly Target[] {
    const { facts, onCall } = this.#core.parts;
    const kind = this.#core.kindOf(road);
    if (kind === null || !SHEET_KINDS.includes(kind)) return [];
    const isPost = facts.campus.duty.posts.some(({ id }) => id === to);
    if (isPost) return targetsBy(kind, road, to, onCall.onDuty(to));
    return REACHES[kind] === "person" ? [{ road, post: null, person: to }] : [];
  }

  #add(target: Target, key: string, before: Row | null, repeated = false): void {
    const row = this.#teller.rowFor([], "sheet", 0, target, { insteadOf: before?.n ?? null, repeated });
    this.#core.book.add({ ...row, key });
  }
}
