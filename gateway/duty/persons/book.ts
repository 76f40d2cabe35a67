// The persons who can be called: kept in campus.db, in memory for every question. Neither names nor numbers leave it but by answers.
import { randomBytes } from "node:crypto";
import type { Person } from "../../contract/duty.ts";
import type { Document } from "../../kit/accounts/documents.ts";
import type { Clock } from "../../kit/clock.ts";
import { GatewayError } from "../../kit/errors.ts";
import { type By, changed, type Documents, inTurn, nextDocument } from "../documents.ts";
import type { PersonFields } from "./person.ts";

const KIND = "person";
/** Somebody who has left: an id and a name. */
const LEFT_KIND = "person-left";
/** A school's whole staff; more is a mistaken import. */
export const MOST_PERSONS = 2000;

export interface KeptPerson extends Person {
  readonly version: number;
  readonly changedMs: number;
  readonly changedBy: string;
}

/** What is to stand there; `version` 0 makes a new one. */
export interface PersonWish {
  readonly id: string;
  readonly version: number;
  readonly fields: PersonFields;
}

export interface Removal {
  /** Of the person; of one who has left any. */
  readonly version: number;
  readonly erase: boolean;
}

export interface Persons {
  /** By name, then id. */
  list(): readonly KeptPerson[];
  get(id: string): KeptPerson | undefined;
  /** All of it or nothing. Throws GatewayErrors `config-changed`, `bad-request`. */
  put(by: By, wishes: readonly PersonWish[], type?: string): Promise<void>;
  /** Who has left, by id: sheets and ledgers of before still name them, and nothing else is known of them. */
  readonly left: ReadonlyMap<string, string>;
  /** Of persons who are here or have left; null: nobody of that id, or erased. */
  nameOf(id: string): string | null;
  /**
   * Numbers, mail and account go; the name stays as long as records name it unless it is to be erased, too. Throws GatewayErrors `config-changed`,
   * and `duty-changed` while `namedBy` still says where the person is needed.
   */
  remove(by: By, id: string, wish: Removal, namedBy: () => readonly string[]): Promise<void>;
}

/** Random, so that it says nothing of whose it is. */
export function newPersonId(): string {
  return `p-${randomBytes(6).toString("hex")}`;
}

/** Reads the persons and keeps them. */
export function openPersons({ store, clock }: { readonly store: Documents; readonly clock: Clock }): Persons {
  const persons = new Map(store.documents(KIND).map((document) => [document.id, keptOf(document)]));
  const leftOnes = new Map(store.documents(LEFT_KIND).map((document) => [document.id, document]));
  const left = new Map([...leftOnes].map(([id, { body }]) => [id, (JSON.parse(body) as { name: string }).name]));
  let sorted: readonly KeptPerson[] | null = null;
  const turn = inTurn();

  return {
    list() {
      sorted ??= [...persons.values()].sort((a, b) => order(a.name, b.name) || order(a.id, b.id));
      return sorted;
    },
    get: (id) => persons.get(id),
    left,
    nameOf: (id) => persons.get(id)?.name ?? left.get(id) ?? null,
    put: (by, wishes, type = "person.written") =>
      turn(async () => {
        const put = wishes.map(({ id, version, fields }): Document => {
          const present = persons.get(id)?.version ?? 0;
          if (present !== version) throw changed(id, present);
          return nextDocument(KIND, id, version + 1, fields, clock.now(), by.account);
        });
        if (persons.size + wishes.filter(({ version }) => version === 0).length > MOST_PERSONS) throw tooMany();
        const detail = wishes.length === 1 ? { person: wishes[0]?.id } : { persons: wishes.length };
        await store.changeDocuments({ put, remove: [] }, { type, ...by, detail });
        for (const document of put) persons.set(document.id, keptOf(document));
        sorted = null;
      }),
    remove: (by, id, { version, erase }, namedBy) =>
      turn(async () => {
        const person = persons.get(id);
        const before = leftOnes.get(id);
        if (person === undefined ? before === undefined || !erase : person.version !== version)
          throw changed(id, person?.version ?? 0);
        const named = namedBy();
        if (named.length > 0) throw stillNamed(id, named);
        const kept = person === undefined || erase ? [] : [leftDocument(id, person.name, before, clock.now(), by)];
        const gone = [
          ...(person === undefined ? [] : [{ kind: KIND, id, version: person.version }]),
          ...(before === undefined || !erase ? [] : [before]),
        ];
        const type = erase ? "person.erased" : "person.removed";
        await store.changeDocuments({ put: kept, remove: gone }, { type, ...by, detail: { person: id } });
        persons.delete(id);
        leftOnes.delete(id);
        left.delete(id);
        for (const document of kept) {
          leftOnes.set(id, document);
          left.set(id, person?.name ?? id);
        }
        sorted = null;
      }),
  };
}

function leftDocument(id: string, name: string, before: Document | undefined, nowMs: number, by: By): Document {
  return nextDocument(LEFT_KIND, id, (before?.version ?? 0) + 1, { name }, nowMs, by.account);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function keptOf({ id, version, body, changedMs, by }: Document): KeptPerson {
  return { id, version, ...(JSON.parse(body) as PersonFields), changedMs, changedBy: by };
}

function stillNamed(id: string, shifts: readonly string[]): GatewayError {
  const list = shifts.join(", ");
  return new GatewayError(
    "duty-changed",
    `${id} still stands in: ${list}`,
    "Give these shifts to somebody else first.",
    { words: { key: "personNamed", values: { shifts: list } } },
  );
}

function tooMany(): GatewayError {
  return new GatewayError(
    "bad-request",
    `at most ${MOST_PERSONS} persons can be kept`,
    "Leave out those who are never on duty.",
  );
}
