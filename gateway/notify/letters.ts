// Writes the letter of a delivery at the moment it is sent: what holds then is what is said.
import type { Alarm } from "../contract/alarms.ts";
import { SEVERITIES } from "../contract/alarms.ts";
import type { NotifySettings, RoadKind } from "../contract/notify.ts";
import { digestOf, linkedBy, type Named, openOf } from "./digests.ts";
import type { Facts } from "./facts.ts";
import { CALLS } from "./plans.ts";
import type { MakeLink, OnCall } from "./port.ts";
import type { Letter, Note, NoteWords } from "./roads/road.ts";
import { type AlarmRef, plainRef, type Row } from "./rows.ts";
import { spokenDigest, spokenEnd, spokenProof, spokenRaised } from "./spoken.ts";
import { isLast } from "./teller.ts";
import { type AlarmWords, briefNote, digestNote, endNote, firstOfMany, type Language, type Marks, proofNote, raisedNote, UNSET } from "./words.ts"; // biome-ignore format: one part

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
  /** What an answer by text message must name, since this person was told of other alarms too; null: a bare 1 will do. */
  readonly replyCode: number | null;
}

/** The letter; null: what it is about is gone. */
export async function letterOf(asked: Row, kind: RoadKind, parts: LetterParts): Promise<Letter | null> {
  // One alarm is no crowd: a digest that names no other is written as its note.
  const isAlone = asked.says === "digest" && asked.alarms.length === 1 && !isLast(asked);
  const row: Row = isAlone ? { ...asked, says: "raised" } : asked;
  const { settings, facts, onCall } = parts;
  const { language } = settings;
  const alarms = row.alarms.flatMap((ref) => {
    const alarm = parts.alarm(ref);
    return alarm === null ? [] : [{ ref, alarm }];
  });
  const [first] = alarms;
  if (first === undefined && row.alarms.length > 0) return null;
  const person = row.person === null ? null : onCall.person(row.person);
  const asks = row.says === "raised" || (row.says === "digest" && !isLast(row));
  const links = asks ? await linksFor(row, kind, alarms, parts) : null;
  const link = [...(links?.values() ?? [])][0] ?? null;
  const answerable = asks && !row.test && row.person !== null && (kind === "modem-call" || kind === "modem-sms");
  const reply = answerable && kind === "modem-sms" ? replyText(row, parts.replyCode, language) : null;
  const toldPosts =
    first === undefined || row.says !== "raised"
      ? []
      : parts.toldPosts(first.ref, row).map((post) => facts.postName(post));
  const campus = facts.campus.campus.name;
  const marks: Marks = { test: row.test, repeated: row.repeated, campus, toldPosts, reply, link: link?.url ?? null };
  const urls = links === null ? null : new Map([...links].map(([id, { url }]) => [id, url]));
  const said = (as: Language) => sayingOf(row, kind, alarms, urls, marks, parts, as);
  const shown = said(language);
  const spoken = { "zh-CN": said("zh-CN").spoken, en: said("en").spoken };
  const isHeard = CALLS.has(kind) || kind === "post";
  const note: Note = isHeard ? { title: spoken[language], lines: [], phones: [] } : shown.note;
  return {
    n: row.n,
    says: row.says,
    note: { ...note, phones: phonesFor(row, kind, parts) },
    spoken,
    words: wordsOf(
      row,
      shown.first,
      { campus, now: facts.known(row.madeMs) ?? UNSET[language], code: link?.token ?? "" },
      language,
    ),
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
  alarms: readonly Named[],
  links: ReadonlyMap<string, string> | null,
  marks: Marks,
  parts: LetterParts,
  language: Language,
): Saying {
  const { facts } = parts;
  const [one] = alarms;
  const first = one === undefined ? null : facts.words(one.alarm, parts.timesOf(one.ref), language);
  const now = facts.known(row.madeMs) ?? UNSET[language];
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
    const digest = digestOf(row, kind, alarms, links, parts, language);
    return {
      note: digestNote(digest, marks, language),
      spoken: spokenDigest(digest, marks, language),
      first: firstOfMany(digest, language) ?? first,
    };
  }
  if (row.says === "raised") {
    const note = kind === "modem-sms" ? briefNote(first, marks, language) : raisedNote(first, marks, language);
    return { note, spoken: spokenRaised(first, marks, language), first };
  }
  const { says } = row;
  const by = one.alarm.acknowledgements.at(-1)?.by ?? null;
  const endedAt =
    says === "cleared" && one.alarm.clearedAt !== null
      ? (facts.known(Date.parse(one.alarm.clearedAt)) ?? UNSET[language])
      : now;
  // A person's name is for persons; a group or a post hears that it is taken care of.
  const name = row.person === null || by === null ? null : (parts.onCall.person(by)?.name ?? null);
  return {
    note: endNote(first, { says, by: name, at: endedAt }, marks, language),
    spoken: spokenEnd(first, says, marks, language),
    first,
  };
}

interface Link {
  readonly url: string;
  readonly token: string;
}

/** Links by alarm; null: none can stand in this letter. */
async function linksFor(
  row: Row,
  kind: RoadKind,
  alarms: readonly Named[],
  { settings, makeLink, timesOf }: LetterParts,
): Promise<ReadonlyMap<string, Link> | null> {
  const isText = !CALLS.has(kind) && kind !== "post" && kind !== "county";
  if (settings.link === null || makeLink === null || row.person === null || row.test || !isText) return null;
  // A text message is answered by a word that counts for all of them.
  if (row.says === "digest" && kind === "modem-sms") return null;
  const named = row.says === "digest" ? linkedBy(kind, openOf(alarms, timesOf)) : alarms.slice(0, 1);
  const links = new Map<string, Link>();
  for (const { alarm } of named) {
    // It may have come again since it was named: what is acknowledged is what is there now.
    const link = await makeLink({ person: row.person, alarm: alarm.id, occurrence: alarm.occurrence });
    if (link !== null) links.set(alarm.id, link);
  }
  return links;
}

function replyText({ alarms }: Row, code: number | null, language: Language): string {
  const answer = code === null ? "1" : `1 ${code}`;
  const many = alarms.length;
  if (many > 1)
    return language === "en" ? `Reply ${answer} to acknowledge all ${many}.` : `确认全部 ${many} 条请回复 ${answer}。`;
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
    alarm: `${mark}${first?.what ?? (says === "proof" ? proof : nothing)}`,
    place: `${mark}${first?.place ?? first?.device ?? (isTest ? nothing : campus)}`,
    value: first?.value ?? "",
    time: first === null ? now : (first.since ?? UNSET[language]),
    code,
  };
}
