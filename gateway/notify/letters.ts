// Writes the letter of a delivery at the moment it is sent: what holds then is what is said.
import type { Alarm } from "../contract/alarms.ts";
import { SEVERITIES } from "../contract/alarms.ts";
import type { NotifySettings, RoadKind } from "../contract/notify.ts";
import type { Facts } from "./facts.ts";
import { CALLS } from "./plans.ts";
import type { MakeLink, OnCall } from "./port.ts";
import type { Letter, Note, NoteWords } from "./roads/road.ts";
import { type AlarmRef, plainRef, type Row } from "./rows.ts";
import { spokenDigest, spokenEnd, spokenProof, spokenRaised } from "./spoken.ts";
import { type AlarmWords, briefNote, type DigestWords, digestNote, endNote, type Language, type Marks, proofNote, raisedNote } from "./words.ts"; // biome-ignore format: one part

/** Alarms that a digest names by themselves. */
const WORST = 5;

export interface LetterParts {
  readonly settings: NotifySettings;
  readonly facts: Facts;
  readonly onCall: OnCall;
  readonly makeLink: MakeLink | null;
  /** The alarm as it stands now, also one that is only being tested; null: it is gone. */
  readonly alarm: (ref: AlarmRef) => Alarm | null;
  readonly timesOf: (ref: AlarmRef) => number;
  /** Posts told of it before this delivery. */
  readonly toldPosts: (ref: AlarmRef, row: Row) => readonly string[];
  /** True when this person has other alarms open that were told by this road: an answer must name one. */
  readonly hasOthers: (row: Row) => boolean;
}

/** The code by which an answer names one of several alarms. */
export function codeOf(n: number): number {
  return 10 + (n % 90);
}

/** The letter; null: what it is about is gone. */
export async function letterOf(row: Row, kind: RoadKind, parts: LetterParts): Promise<Letter | null> {
  const { settings, facts, onCall } = parts;
  const { language } = settings;
  const alarms = row.alarms.flatMap((ref) => {
    const alarm = parts.alarm(ref);
    return alarm === null ? [] : [{ ref, alarm }];
  });
  const [first] = alarms;
  if (first === undefined && row.alarms.length > 0) return null;
  const person = row.person === null ? null : onCall.person(row.person);
  const asks = row.says === "raised" || (row.says === "digest" && !row.key.endsWith(":last"));
  const link = asks && first !== undefined ? await linkFor(row, kind, first.ref, parts) : null;
  const answerable = asks && !row.test && row.person !== null && (kind === "modem-call" || kind === "modem-sms");
  const reply = answerable && kind === "modem-sms" ? replyText(row, parts.hasOthers(row), language) : null;
  const toldPosts =
    first === undefined || row.says !== "raised"
      ? []
      : parts.toldPosts(first.ref, row).map((post) => facts.postName(post));
  const campus = facts.campus.campus.name;
  const marks: Marks = { test: row.test, repeated: row.repeated, campus, toldPosts, reply, link: link?.url ?? null };
  const said = (as: Language) => sayingOf(row, kind, alarms, marks, parts, as);
  const shown = said(language);
  const spoken = { "zh-CN": said("zh-CN").spoken, en: said("en").spoken };
  const isHeard = CALLS.has(kind) || kind === "post";
  const note: Note = isHeard ? { title: spoken[language], lines: [], phones: [] } : shown.note;
  return {
    n: row.n,
    says: row.says,
    note: { ...note, phones: phonesFor(row, kind, parts) },
    spoken,
    words: wordsOf(row, shown.first, { campus, now: facts.shown(row.madeMs), code: link?.token ?? "" }, language),
    severity:
      alarms.map(({ alarm }) => alarm.severity).sort((a, b) => SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b))[0] ??
      "low",
    person: row.person,
    to: person === null ? null : { phones: person.phones, mail: person.mail },
    post: row.post,
    alarm: first === undefined ? null : plainRef(first.ref),
    answerable,
    test: row.test,
  };
}

interface Saying {
  readonly note: Note;
  readonly spoken: string;
  readonly first: AlarmWords | null;
}

function sayingOf(
  row: Row,
  kind: RoadKind,
  alarms: readonly { readonly ref: AlarmRef; readonly alarm: Alarm }[],
  marks: Marks,
  parts: LetterParts,
  language: Language,
): Saying {
  const { facts } = parts;
  const [one] = alarms;
  const first = one === undefined ? null : facts.words(one.alarm, parts.timesOf(one.ref), language);
  const now = facts.shown(row.madeMs);
  // A sheet has a letter of its own (sheet-letter.ts).
  if (row.says === "proof" || row.says === "test" || row.says === "sheet" || one === undefined || first === null) {
    const says = row.says === "proof" ? "proof" : "test";
    const name = parts.settings.roads.find(({ id }) => id === row.road)?.name ?? row.road;
    return {
      note: proofNote(says, name, marks, now, language),
      spoken: spokenProof(says, marks, language),
      first,
    };
  }
  if (row.says === "digest") {
    const digest = digestOf(row, alarms, parts, language);
    return {
      note: digestNote(digest, marks, language),
      spoken: spokenDigest(digest, marks, language),
      first,
    };
  }
  if (row.says === "raised") {
    const note = kind === "modem-sms" ? briefNote(first, marks, language) : raisedNote(first, marks, language);
    return { note, spoken: spokenRaised(first, marks, language), first };
  }
  const { says } = row;
  const by = one.alarm.acknowledgements.at(-1)?.by ?? null;
  const endedAt =
    says === "cleared" && one.alarm.clearedAt !== null ? facts.shown(Date.parse(one.alarm.clearedAt)) : now;
  // A person's name is for persons; a group or a post hears that it is taken care of.
  const name = row.person === null || by === null ? null : (parts.onCall.person(by)?.name ?? null);
  return {
    note: endNote(first, { says, by: name, at: endedAt }, marks, language),
    spoken: spokenEnd(first, says, marks, language),
    first,
  };
}

function digestOf(
  row: Row,
  alarms: readonly { readonly ref: AlarmRef; readonly alarm: Alarm }[],
  { facts, timesOf }: LetterParts,
  language: Language,
): DigestWords {
  const rank = ({ alarm }: { readonly alarm: Alarm }) => SEVERITIES.indexOf(alarm.severity);
  const open = alarms
    .filter(
      ({ ref, alarm }) => alarm.occurrence === ref.occurrence && (alarm.active || alarm.latched) && !alarm.acknowledged,
    )
    .sort((a, b) => rank(a) - rank(b));
  const worst = open.slice(0, WORST).map(({ ref, alarm }) => facts.words(alarm, timesOf(ref), language));
  return { total: row.alarms.length, open: open.length, worst, last: row.key.endsWith(":last") };
}

async function linkFor(row: Row, kind: RoadKind, { id, occurrence }: AlarmRef, { settings, makeLink }: LetterParts) {
  const isText = !CALLS.has(kind) && kind !== "post" && kind !== "county";
  if (settings.link === null || makeLink === null || row.person === null || row.test || !isText) return null;
  return await makeLink({ person: row.person, alarm: id, occurrence });
}

function replyText({ n }: Row, hasOthers: boolean, language: Language): string {
  const answer = hasOthers ? `1 ${codeOf(n)}` : "1";
  return language === "en" ? `Reply ${answer} to acknowledge.` : `确认请回复 ${answer}。`;
}

/** In a group chat those on duty are called out; a person's own message needs no call. */
function phonesFor(row: Row, kind: RoadKind, { onCall }: LetterParts): readonly string[] {
  if (row.person !== null || row.post === null || row.says !== "raised" || kind === "post" || kind === "county")
    return [];
  return onCall.onDuty(row.post).flatMap((id) => onCall.person(id)?.phones.slice(0, 1) ?? []);
}

interface Around {
  readonly campus: string;
  readonly now: string;
  readonly code: string;
}

/** For approved templates, which have no room for a mark: what is a test says so in the words that every template has one of. */
function wordsOf(
  { says, test }: Row,
  first: AlarmWords | null,
  { campus, now, code }: Around,
  language: Language,
): NoteWords {
  const en = language === "en";
  const isTest = test || says === "test";
  const mark = isTest ? (en ? "Test " : "测试 ") : "";
  const nothing = en ? "nothing is to be done" : "无需处理";
  const proof = en ? "the duty road works" : "值班通知正常";
  return {
    campus,
    alarm: first?.what ?? "",
    place: first?.place ?? first?.device ?? "",
    value: first?.value ?? "",
    time: first?.since ?? now,
    code,
  };
}
