// Answers: that somebody has seen an alarm, by whichever road it came. Each acknowledges the alarm, and is an entry with who and by which road.
import type { Alarm } from "../contract/alarms.ts";
import type { AnswerRoad } from "../contract/notify.ts";
import type { Journal } from "../journal/journal.ts";
import { happening } from "../journal/record.ts";
import type { AuditRecord } from "../kit/accounts/accounts.ts";
import { messageOf } from "../kit/errors.ts";
import { all } from "../kit/statements.ts";
import type { Core } from "./core.ts";
import { codeOf } from "./letters.ts";
import type { Answer } from "./port.ts";
import { type AlarmRef, type Row, readRow } from "./rows.ts";
import { isLast } from "./teller.ts";

/** Persons are written like this wherever an account could stand. */
const PERSON = "p-";
/** Accounts of the county begin so. */
const COUNTY = "county";
/** Only so many of the newest text messages can be meant by an answer. */
const LOOK_BACK = 200;
/** What people write who have seen it, with the number that names one of several. */
const SEEN = /^\s*(?:1|１|收到|确认|已确认|知道了|ok|yes)(?:[\s,，.。、]+([0-9０-９]{2}))?[\s,，.。!！]*$/iu;

export interface AnswerParts {
  readonly core: Core;
  readonly journal: Journal;
  readonly audit: (record: AuditRecord) => Promise<void>;
}

export class Answers {
  readonly #parts: AnswerParts;

  constructor(parts: AnswerParts) {
    this.#parts = parts;
  }

  /** Acknowledges and tells the journal. Throws what `alarms.acknowledge` throws. */
  async take({ person, alarm, occurrence, road, comment }: Answer, delivery: number | null = null): Promise<void> {
    const { core } = this.#parts;
    await core.parts.alarms.acknowledge(person, alarm, { occurrence, comment });
    await this.#tell({ alarm, occurrence, person, road, delivery }, `${alarm}:${occurrence}:${person}:${road}`);
  }

  /** The person who was reached has answered in the same breath: pressed 1. A digest stands for all that it named. */
  async ofRow(row: Row, road: AnswerRoad): Promise<void> {
    const { core } = this.#parts;
    const { person } = row;
    if (person === null || row.test) return;
    for (const ref of row.alarms) {
      const { id } = ref;
      // One that comes and goes is one call: it may have been raised again while the telephone rang.
      const occurrence = core.callOf(ref)?.occurrence ?? ref.occurrence;
      try {
        await this.take({ person, alarm: id, occurrence, road, comment: null }, row.n);
      } catch (error) {
        core.parts.log.info({ alarm: id, reason: messageOf(error) }, "an answer came for an alarm that has gone on");
      }
    }
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

  /** A text message: whoever was told of an open alarm at this number may answer it. Anything else is audited and does nothing. */
  async sms(fromPhone: string, text: string): Promise<void> {
    const { core } = this.#parts;
    const match = SEEN.exec(text);
    const told = match === null ? [] : this.#openFor(fromPhone);
    const code = match?.[1]?.normalize("NFKC");
    // Only the first of several was sent without a code.
    const row = code === undefined ? told.at(-1) : told.find(({ n }) => String(codeOf(n)) === code);
    if (row === undefined) return await this.#refuse(fromPhone, match === null ? "other-text" : told.length === 0 ? "nothing-open" : "no-such-code"); // biome-ignore format: three reasons
    await this.ofRow(row, "modem-sms");
    // Of one that is still on its way the road's answer is to come.
    if (row.state !== "sent") await core.book.change(row, { answered: true });
  }

  /** True when this person has other alarms open that were told by text message. */
  hasOthers({ person, alarms }: Row): boolean {
    if (person === null) return false;
    const own = new Set(alarms.map(({ id }) => id));
    return this.#smsRows().some(
      (row) => row.person === person && row.alarms.some((ref) => !own.has(ref.id) && this.#isOpen(ref)),
    );
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

/** A number as it is compared: digits only, without the country's own code. */
export function plainNumber(phone: string): string {
  return phone.replace(/\D/g, "").replace(/^(?:00)?86(?=1\d{10}$)/, "");
}

/** Enough of a number to recognise it by. */
export function maskedNumber(phone: string): string {
  const digits = plainNumber(phone);
  return digits.length < 7 ? "***" : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}
