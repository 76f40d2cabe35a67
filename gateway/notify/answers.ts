// Answers: that somebody has seen an alarm, by whichever road it came. Each acknowledges the alarm, and is an entry with who and by which road.
import type { Alarm } from "../contract/alarms.ts";
import type { AnswerRoad } from "../contract/notify.ts";
import type { Journal } from "../journal/journal.ts";
import { happening } from "../journal/record.ts";
import type { AuditRecord } from "../kit/accounts/accounts.ts";
import { isBelievable } from "../kit/build-date.ts";
import { GatewayError, messageOf } from "../kit/errors.ts";
import { all } from "../kit/statements.ts";
import type { Core } from "./core.ts";
import type { Answer } from "./port.ts";
import { type AlarmRef, plainRef, type Row, readRow, stepOf } from "./rows.ts";
import { seenIn } from "./seen.ts";
import { isLast, type Teller } from "./teller.ts";

/** Persons are written like this wherever an account could stand. */
const PERSON = "p-";
/** Accounts of the county begin so. */
const COUNTY = "county";
/** Only so many of the newest text messages can be meant by an answer. */
const LOOK_BACK = 200;
/** A bare 1 may still be meant for a message of so long ago: what is sent meanwhile about another alarm has a code. */
const BARE_MS = 2 * 3_600_000;
/** An answer that was sent so long before the message that it would answer is meant for another; clocks may differ by that much. */
const BEFORE_MS = 30 * 60_000;
/** Codes are of two digits. */
const [FIRST_CODE, CODES] = [10, 90];
/** By then the acknowledgement is known: a word back says who has acknowledged. */
const TELL_BACK_MS = 5000;
/** Keys of messages that are remembered. */
const MOST_KEYS = 200;

/** Of a message that nobody can tell from another. */
const NO_KEY = { at: "", key: "" };

export interface AnswerParts {
  readonly core: Core;
  readonly journal: Journal;
  readonly audit: (record: AuditRecord) => Promise<void>;
  /** Whoever answered by text message hears that it counts. */
  readonly tellBack: (row: Row, ref: AlarmRef) => void;
}

export class Answers {
  readonly #parts: AnswerParts;
  /** Pressed keys whose acknowledgement could not be stored so far, by delivery. */
  readonly #owed = new Map<number, { readonly row: Row; readonly road: AnswerRoad }>();
  /** Messages that have been taken: one that cannot be deleted comes again. */
  readonly #taken = new Set<string>();

  constructor(parts: AnswerParts) {
    this.#parts = parts;
  }

  /** Called every few seconds: what could not be stored is tried again. */
  look(): void {
    for (const { row, road } of this.#owed.values()) this.passOn(row, road);
  }

  /** A key was pressed, and whoever pressed it has heard that it counts: it is tried until it does. */
  passOn(row: Row, road: AnswerRoad): void {
    const { log } = this.#parts.core.parts;
    const kept = (error: unknown) => {
      if (!this.#owed.has(row.n))
        log.error({ n: row.n, reason: messageOf(error) }, "an answer cannot be stored; it is tried again");
      this.#owed.set(row.n, { row, road });
    };
    this.ofRow(row, road).then(() => this.#owed.delete(row.n), kept);
  }

  /** Acknowledges and tells the journal. Throws what `alarms.acknowledge` throws. */
  async take({ person, alarm, occurrence, road, comment }: Answer, delivery: number | null = null): Promise<void> {
    const { core } = this.#parts;
    await core.parts.alarms.acknowledge(person, alarm, { occurrence, comment });
    await this.#tell({ alarm, occurrence, person, road, delivery }, `${alarm}:${occurrence}:${person}:${road}`);
  }

  /**
   * The person who was reached has answered in the same breath: pressed 1. A digest stands for all that it named. Throws what kept the
   * acknowledgement from being stored; an alarm that has gone on needs none.
   */
  async ofRow(row: Row, road: AnswerRoad): Promise<void> {
    const { core } = this.#parts;
    const { person } = row;
    if (person === null || row.test) return;
    const lost: unknown[] = [];
    for (const ref of row.alarms) {
      const { id } = ref;
      // One that comes and goes is one call: it may have been raised again while the telephone rang.
      const occurrence = core.callOf(ref)?.occurrence ?? ref.occurrence;
      try {
        await this.take({ person, alarm: id, occurrence, road, comment: null }, row.n);
      } catch (error) {
        if (hasGoneOn(error))
          core.parts.log.info({ alarm: id, reason: messageOf(error) }, "an answer came for an alarm that has gone on");
        else lost.push(error);
      }
    }
    if (lost.length > 0) throw lost[0];
  }

  /** An alarm was acknowledged; by a person's road that stands in the journal already. */
  console({ id, occurrence, acknowledgements }: Alarm, seq: number): void {
    const { core } = this.#parts;
    const by = acknowledgements.at(-1)?.by ?? null;
    if (by === null || by.startsWith(PERSON)) return;
    const road: AnswerRoad = by.startsWith(COUNTY) ? "county" : "console";
    this.#tell(
      { alarm: id, occurrence, person: null, by, road, delivery: null },
      `${id}:${occurrence}:entry-${seq}`,
    ).catch((error: unknown) =>
      core.parts.log.warn({ alarm: id, reason: messageOf(error) }, "an answer's entry was not stored"),
    );
  }

  /**
   * A text message: whoever was told of an open alarm at this number may answer it. Anything else is audited and does nothing. Throws what
   * kept the acknowledgement from being stored: the message is to come again.
   */
  async sms(
    fromPhone: string,
    text: string,
    of: { readonly at: string; readonly key: string } = NO_KEY,
  ): Promise<void> {
    if (this.#taken.has(of.key)) return;
    const seen = seenIn(text);
    const told = seen === null ? [] : this.#openFor(fromPhone);
    const named = seen === null ? [] : told.filter(({ replyCode }) => replyCode === seen.code);
    const [row] = named;
    if (seen === null || row === undefined) {
      const reason = seen === null ? "other-text" : told.length === 0 ? "nothing-open" : "no-such-code";
      await this.#refuse(fromPhone, reason);
    } else if (!named.every((one) => isAboutSame(one, row))) await this.#refuse(fromPhone, "which-one");
    else if (this.#isBefore(row, of.at)) await this.#refuse(fromPhone, "older-than-message");
    else await this.#take(row);
    this.#remember(of.key);
  }

  async #take(row: Row): Promise<void> {
    const { core, tellBack } = this.#parts;
    await this.ofRow(row, "modem-sms");
    const [ref] = row.alarms;
    if (ref !== undefined && !row.test) tellBack(row, ref);
    // Of one that is still on its way the road's answer is to come.
    if (row.state !== "sent") await core.book.change(row, { answered: true });
  }

  #remember(key: string): void {
    if (key === NO_KEY.key) return;
    this.#taken.add(key);
    for (const old of this.#taken) {
      if (this.#taken.size <= MOST_KEYS) return;
      this.#taken.delete(old);
    }
  }

  /** It was sent when nobody could have read the message yet. */
  #isBefore({ sentMs }: Row, at: string): boolean {
    const atMs = Date.parse(at);
    if (sentMs === null || ![atMs, sentMs, this.#parts.core.wallNow()].every(isBelievable)) return false;
    return atMs < sentMs - BEFORE_MS;
  }

  /** The code by which an answer must name this delivery among others that the person was told by text message; null: a bare 1 does. */
  codeFor(row: Row): number | null {
    const { person, n } = row;
    if (person === null) return null;
    const others = this.#smsRows().filter(
      (one) =>
        one.person === person &&
        !isAboutSame(one, row) &&
        (one.alarms.some((ref) => this.#isOpen(ref)) || this.#isFresh(one)),
    );
    if (others.length === 0) return null;
    const used = new Set(others.map(({ replyCode }) => replyCode));
    const codes = Array.from({ length: CODES }, (_, i) => FIRST_CODE + ((n + i) % CODES));
    return codes.find((code) => !used.has(code)) ?? FIRST_CODE + (n % CODES);
  }

  #isFresh({ sentMs, answered }: Row): boolean {
    return !answered && sentMs !== null && Math.abs(this.#parts.core.wallNow() - sentMs) < BARE_MS;
  }

  /** Deliveries by text message to this number about alarms that nobody has answered, newest first. */
  #openFor(phone: string): readonly Row[] {
    const { onCall } = this.#parts.core.parts;
    const wanted = plainNumber(phone);
    const isTheirs = ({ person }: Row) =>
      person !== null && (onCall.person(person)?.phones ?? []).some((one) => plainNumber(one) === wanted);
    return this.#smsRows().filter((row) => row.alarms.some((ref) => this.#isOpen(ref)) && isTheirs(row));
  }

  #smsRows(): readonly Row[] {
    const { core } = this.#parts;
    const roads = new Set(core.settings.roads.flatMap(({ id, kind }) => (kind === "modem-sms" ? [id] : [])));
    const sql = `SELECT * FROM delivery WHERE person IS NOT NULL AND says IN ('raised', 'digest') AND test = 0
      AND state IN ('sent', 'accepted', 'unknown') ORDER BY n DESC LIMIT ?`;
    return all(core.book.reader, sql, LOOK_BACK)
      .map(readRow)
      .filter((row) => roads.has(row.road) && !isLast(row));
  }

  #isOpen(ref: AlarmRef): boolean {
    const call = this.#parts.core.callOf(ref);
    return call !== null && (call.state === "calling" || call.state === "held");
  }

  async #tell(body: Readonly<Record<string, unknown>>, key: string): Promise<void> {
    const { core, journal } = this.#parts;
    await journal.append(
      happening("event", "notify.answered", core.wallNow(), body, { key: `notify:answered:${key}` }),
    );
  }

  async #refuse(phone: string, reason: string): Promise<void> {
    const detail = { from: maskedNumber(phone), reason };
    await this.#parts.audit({ type: "notify.reply-refused", account: null, remote: "sms", detail });
  }
}

/** Who answered by text message hears by the same road, once, that it counts. Runs as one input of the engine. */
export function tellBack(core: Core, teller: Teller, row: Row, ref: AlarmRef): void {
  const occurrence = core.callOf(ref)?.occurrence ?? ref.occurrence;
  const made = teller.rowFor([plainRef({ ...ref, occurrence })], "acknowledged", stepOf(row, ref.id), row);
  const key = `${ref.id}:${occurrence}:acknowledged:${row.person}`;
  core.book.add({ ...made, key, nextAt: core.now() + TELL_BACK_MS });
}

function hasGoneOn(error: unknown): boolean {
  return error instanceof GatewayError && (error.code === "alarm-changed" || error.code === "not-found");
}

function isAboutSame(a: Row, b: Row): boolean {
  const ids = new Set(a.alarms.map(({ id }) => id));
  return ids.size === new Set(b.alarms.map(({ id }) => id)).size && b.alarms.every(({ id }) => ids.has(id));
}

/** A number as it is compared: digits only, without the country's own code. */
export function plainNumber(phone: string): string {
  return phone.replace(/\D/g, "").replace(/^(?:00)?86(?=1\d{10}$)/, "");
}

/** Enough of a number to recognise it by. */
export function maskedNumber(phone: string): string {
  const digits = plainNumber(phone);
  return digits.length < 7 ? "***" : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}
