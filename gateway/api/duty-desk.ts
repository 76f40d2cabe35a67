// What the routes of duty stand on; gateway/duty keeps it. Persons are told with whole numbers only to those who may write them.
import type {
  CalendarView,
  DutyNow,
  GapsView,
  Heard,
  HolidaySpan,
  OwnDays,
  PersonView,
  PostCalls,
  PostNow,
  PostSound,
  RosterView,
  Shift,
  SpotCheck,
  TurnsView,
} from "../contract/duty.ts";
import type { Language } from "../kit/i18n.ts";

export interface AskedBy {
  readonly account: string;
  readonly remote: string;
}

/** Fields that cannot be taken as they are; `fault` is a word of duty-texts.ts. */
export interface Refused {
  readonly wrong: readonly {
    readonly path: string;
    readonly fault: string;
    readonly values?: Readonly<Record<string, string | number>>;
  }[];
}

export interface RawPerson {
  readonly name: string;
  readonly phones?: readonly string[];
  readonly mail?: string | null;
  readonly account?: string | null;
}

export interface PeopleImport {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** `message`: a word of duty-texts.ts. */
  readonly errors: readonly { readonly line: number; readonly column: string; readonly message: string }[];
  readonly imported: boolean;
}

/** Throws GatewayErrors `config-changed`, `duty-changed`, `bad-request`. A post or person that does not exist: null. */
export interface DutyDesk {
  hasPost(id: string): boolean;
  people(text: string | null, whole: boolean): readonly PersonView[];
  person(id: string, whole: boolean): PersonView | null;
  /** `id` null: a new one under an id of ours. */
  putPerson(by: AskedBy, id: string | null, version: number, raw: RawPerson): Promise<PersonView | Refused>;
  /** Who has left, and is named in what is kept. */
  leftPeople(): readonly { readonly id: string; readonly name: string }[];
  /** `erase`: the name, too; also of somebody who has left. */
  removePerson(by: AskedBy, id: string, wish: { readonly version: number; readonly erase: boolean }): Promise<void>;
  peopleTable(empty: boolean, language: Language): string;
  importPeople(by: AskedBy, csv: string, apply: boolean, language: Language): Promise<PeopleImport>;
  roster(named: boolean): RosterView;
  putRoster(by: AskedBy, version: number, shifts: readonly Shift[]): Promise<Refused | null>;
  swap(
    by: AskedBy,
    swap: {
      readonly shift: string;
      readonly day: string;
      readonly persons: readonly string[];
      readonly comment: string | null;
    },
  ): Promise<Refused | null>;
  /** False: there is none. */
  removeSwap(by: AskedBy, shift: string, day: string): Promise<boolean>;
  turns(fromMs: number, toMs: number, post: string | null, named: boolean): TurnsView;
  gaps(): GapsView;
  now(named: boolean): DutyNow;
  post(id: string): PostNow | null;
  names(ids: readonly string[]): Readonly<Record<string, string>>;
  signOn(by: AskedBy, post: string, persons: readonly string[]): Promise<Refused | null>;
  signOff(by: AskedBy, post: string): Promise<void>;
  /** Newest first. */
  spotChecks(limit: number): readonly SpotCheck[];
  openSpotCheck(
    by: AskedBy,
    post: string,
    withinMs: number,
  ): Promise<{ readonly check: SpotCheck; readonly fresh: boolean }>;
  answerSpotCheck(by: AskedBy, id: string, person: string): Promise<SpotCheck | Refused | null>;
  /** `console`: the session of the screen. */
  presence(post: string, console: string, sound: PostSound): { readonly consoles: number };
  /** Waits until something differs from what stood at `after`, for some time. */
  calls(post: string, after: string | null, signal: AbortSignal): Promise<Omit<PostCalls, "names">>;
  heard(post: string, n: number, console: string, heard: Heard): void;
  /** Null: this year. */
  calendar(year: number | null): CalendarView;
  importYear(
    by: AskedBy,
    year: {
      readonly year: number;
      readonly source: string;
      readonly holidays: readonly HolidaySpan[];
      readonly swappedWorkdays: readonly string[];
    },
  ): Promise<Refused | null>;
  putOwnDays(by: AskedBy, version: number, own: OwnDays): Promise<Refused | null>;
}
