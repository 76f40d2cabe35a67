// Persons as the interface asks for them: with where the roster names them, and numbers masked for those who need not know them.
import type { PersonView } from "../../contract/duty.ts";
import { formatTime } from "../../contract/time.ts";
import { readCsv } from "../../kit/csv.ts";
import type { Language } from "../../kit/i18n.ts";
import type { By, Fault, inTurn } from "../documents.ts";
import { type KeptPerson, newPersonId, type Persons, type Removal } from "../persons/book.ts";
import { checkPerson, maskedMail, maskedPhone, type PersonFields, type RawPerson } from "../persons/person.ts";
import { columnName, readTable, tableOf } from "../persons/table.ts";

/** More wrong lines than anybody reads at once. */
const MOST_FAULTS = 200;

export interface PeopleParts {
  readonly persons: Persons;
  readonly hasAccount: (id: string) => boolean;
  /** Where the roster and the posts name persons. */
  readonly named: () => { shifts(person: string): readonly string[]; signedOn(person: string): readonly string[] };
  /** Changes of persons and of what names them come one after the other. */
  readonly turn: ReturnType<typeof inTurn>;
}

export interface Refused {
  readonly wrong: readonly Fault[];
}

/** The part of the desk that is about persons. */
export function peopleDesk({ persons, hasAccount, named, turn }: PeopleParts) {
  const viewer = (whole: boolean) => {
    const where = named();
    return (person: KeptPerson): PersonView => ({
      id: person.id,
      version: person.version,
      name: person.name,
      phones: whole ? person.phones : person.phones.map(maskedPhone),
      mail: whole || person.mail === null ? person.mail : maskedMail(person.mail),
      account: person.account,
      changedAt: formatTime(person.changedMs),
      changedBy: person.changedBy,
      shifts: where.shifts(person.id),
      signedOn: where.signedOn(person.id),
    });
  };
  const viewOf = (id: string, whole: boolean): PersonView | null => {
    const person = persons.get(id);
    return person === undefined ? null : viewer(whole)(person);
  };

  return {
    people(text: string | null, whole: boolean): readonly PersonView[] {
      const wanted = (text ?? "").trim().toLowerCase();
      // Whoever may not read numbers must not find them by trying either.
      const fields = ({ name, account, phones, mail }: KeptPerson) =>
        whole ? [name, account, mail, ...phones] : [name, account];
      return persons
        .list()
        .filter((person) => fields(person).some((field) => (field ?? "").toLowerCase().includes(wanted)))
        .map(viewer(whole));
    },
    person: viewOf,
    putPerson: (by: By, given: string | null, version: number, raw: RawPerson): Promise<PersonView | Refused> =>
      turn(async () => {
        const checked = checkPerson(raw, hasAccount);
        if ("wrong" in checked) return checked;
        const id = given ?? newPersonId();
        await persons.put(by, [{ id, version, fields: checked.fields }]);
        return viewOf(id, true) ?? { wrong: [] };
      }),
    /** By name, then id. */
    leftPeople: (): readonly { readonly id: string; readonly name: string }[] =>
      [...persons.left]
        .map(([id, name]) => ({ id, name }))
        .sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id)),
    removePerson: (by: By, id: string, wish: Removal): Promise<void> =>
      turn(() => {
        const where = named();
        return persons.remove(by, id, wish, () => [...where.shifts(id), ...where.signedOn(id)]);
      }),
    peopleTable: (empty: boolean, language: Language): string => tableOf(empty ? [] : persons.list(), language),
    importPeople: (by: By, csv: string, apply: boolean, language: Language) =>
      turn(async () => {
        const { rows, faults } = readTable(readCsv(csv), hasAccount, (id) => persons.get(id));
        const wishes = rows.map(({ id: given, fields }) => {
          const before = given === null ? undefined : persons.get(given);
          return { id: given ?? newPersonId(), version: before?.version ?? 0, fields, before };
        });
        const added = wishes.filter(({ before }) => before === undefined);
        const changed = wishes.filter(({ before, fields }) => before !== undefined && !isSame(before, fields));
        const imported = apply && faults.length === 0;
        if (imported && added.length + changed.length > 0)
          await persons.put(by, [...added, ...changed], "person.imported");
        return {
          rows: rows.length,
          added: added.length,
          changed: changed.length,
          unchanged: rows.length - added.length - changed.length,
          errors: faults
            .slice(0, MOST_FAULTS)
            .map(({ line, column, fault }) => ({ line, column: columnName(column, language), message: fault })),
          imported,
        };
      }),
  };
}

function isSame(a: PersonFields, b: PersonFields): boolean {
  return a.name === b.name && a.mail === b.mail && a.account === b.account && a.phones.join() === b.phones.join();
}
