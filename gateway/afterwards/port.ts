// What the rest of the gateway may ask about what came afterwards. Opened by `openAfterwards` in open.ts.
import type { RulePreview, RuleView } from "../contract/alarm-desk.ts";
import type { AlarmFigures, Tuning } from "../contract/alarm-figures.ts";
import type { PastRaise } from "../contract/alarm-past.ts";
import type { DayPart, DaySheet, MonthSheet } from "../contract/sheets.ts";
import type { Handling, Story, Verdict } from "../contract/story.ts";
import type { Language } from "../kit/i18n.ts";

/** What the asker may see. Null: every device. */
export type VisibleDevices = ReadonlySet<string> | null;

/** Of whom a sheet may speak. */
export interface SheetAsker {
  readonly visible: VisibleDevices;
  /** Posts in these places, and what came of the turns there; null: all posts, and what is of the whole campus. */
  readonly places: ReadonlySet<string> | null;
  /** Names of persons, not only posts. */
  readonly names: boolean;
  readonly tickets: boolean;
  readonly language: Language;
}

/** Answers null when nobody waits any more. Throws GatewayErrors `slow-down`, `history-failed`. */
export interface Afterwards extends AsyncDisposable {
  /** The raise of this number; `raise` null: there was none, or it is forgotten. `occurrence` null: the newest. */
  find(
    alarm: string,
    occurrence: number | null,
    signal: AbortSignal,
  ): Promise<{ readonly raise: PastRaise | null } | null>;
  handling(alarm: string, occurrence: number): Handling | null;
  handle(
    by: { readonly account: string; readonly remote: string },
    raise: Pick<PastRaise, "alarm" | "occurrence" | "device">,
    finding: { readonly verdict: Verdict; readonly comment: string | null; readonly ticket: string | null },
  ): Promise<Handling>;
  story(raise: PastRaise, withTickets: boolean, signal: AbortSignal): Promise<Story | null>;
  figures(
    wish: { readonly fromMs: number; readonly toMs: number; readonly visible: VisibleDevices },
    signal: AbortSignal,
  ): Promise<AlarmFigures | null>;
  /** What could be changed in a rule; `trial` plays a rule, as campus.yaml would have it, over the range. */
  tuning(
    wish: {
      readonly rule: RuleView;
      readonly fromMs: number;
      readonly toMs: number;
      readonly visible: VisibleDevices;
      readonly trial: (item: Readonly<Record<string, unknown>>) => Promise<RulePreview | null>;
    },
    signal: AbortSignal,
  ): Promise<Tuning | null>;
  /** The month on campus; null: it is none. */
  monthRange(month: string): { readonly fromMs: number; readonly toMs: number } | null;
  /** `none`: there is no such day, or it has not begun. */
  day(day: string, part: DayPart, asker: SheetAsker, signal: AbortSignal): Promise<DaySheet | "none" | null>;
  /** The three lines of 今日平安 over the whole campus, as they are sent. Null: there is no such day. Throws as the others do. */
  sheetText(wish: {
    readonly day: string;
    readonly part: DayPart;
    readonly withNames: boolean;
    readonly language: Language;
  }): Promise<readonly string[] | null>;
  month(month: string, asker: SheetAsker, signal: AbortSignal): Promise<MonthSheet | "none" | null>;
  /** As CSV, with the names of devices. */
  monthTable(sheet: MonthSheet, language: Language): string;
}
