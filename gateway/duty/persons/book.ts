// The persons who can be called: kept in campus.db, in memory for every question. Neither names nor numbers leave it but by answers.
import { randomBytes } from "node:crypto";
import type { Person } from "../../contract/duty.ts";
import type { Document } from "../../kit/accounts/documents.ts";
import type { Clock } from "../../kit/clock.ts";
import { GatewayError } from "../../kit/errors.ts";
import { type By, changed, type Documents, inTurn, nextDocument } from "../documents.ts";
import type { PersonFields } from "./person.ts";

const KIND = "person";
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

export interface Persons {
  /** By name, then id. */
  list(): readonly KeptPerson[];
  get(id: string): KeptPerson | undefined;
  /** All of it or nothing. Throws GatewayErrors `config-changed`, `bad-request`. */
  put(by: By, wishes: readonly PersonWish[], type?: string): Promise<void>;
  /** Throws GatewayErrors `config-changed`, and `duty-changed` while `namedBy` still says where the person is needed. */
  remove(by: By, id: string, version: number, namedBy: () => readonly string[]): Promise<void>;
}

/** Random, so that it says nothing of whose it is. */
export function newPersonId(): string {
  return `p-${randomBytes(6).toString("hex")}`;
}

/** Reads the persons and keeps them. */
export function openPersons({ store, clock }: { readonly store: Documents; readonly clock: Clock }): Persons {
  const persons = new Map(store.documents(KIND).map((document) => [document.id, keptOf(document)]));
  let sorted: readonly KeptPerson[] | null = null;
  const turn = inTurn();

  return {
    list() {
      sorted ??= [...persons.values()].sort((a, b) => order(a.name, b.name) || order(a.id, b.id));
      return sorted;
    },
    get: (id) => persons.get(id),
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
    remove: (by, id, version, namedBy) =>
      turn(async () => {
        const present = persons.get(id)?.version ?? 0;
        if (present !== version || present === 0) throw changed(id, present);
        const named = namedBy();
        if (named.length > 0) throw stillNamed(id, named);
        const record = { type: "person.removed", ...by, detail: { person: id } };
        await store.changeDocuments({ put: [], remove: [{ kind: KIND, id, version }] }, record);
        persons.delete(id);
        sorted = null;
      }),
  };
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
