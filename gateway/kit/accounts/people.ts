// The accounts in memory, as they are on disk: what every request is checked against.
import { formatTime } from "../../contract/time.ts";
import type { Account, Permission, Scope } from "./accounts.ts";
import { permissionsOf } from "./roles.ts";
import type { AccountRow } from "./rows.ts";

export interface Person {
  readonly row: AccountRow;
  readonly permissions: ReadonlySet<Permission>;
}

export class People {
  readonly #byId = new Map<string, Person>();

  readonly #now: () => number;

  /** `now`: epoch ms, for accounts that end. */
  constructor(rows: readonly AccountRow[], now: () => number) {
    this.#now = now;
    for (const row of rows) this.set(row);
  }

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): Person | undefined {
    return this.#byId.get(id);
  }

  /** The account if it may sign in. */
  enabled(id: string): Person | undefined {
    const person = this.#byId.get(id);
    if (person === undefined || person.row.disabled) return undefined;
    return person.row.endsMs === null || this.#now() < person.row.endsMs ? person : undefined;
  }

  set(row: AccountRow): void {
    this.#byId.set(row.id, { row, permissions: new Set(permissionsOf(row.roles)) });
  }

  remove(id: string): void {
    this.#byId.delete(id);
  }

  list(): Account[] {
    return [...this.#byId.values()].map(({ row }) => accountOf(row)).sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

/** The public form of an account: everything but the password. */
export function accountOf(row: AccountRow): Account {
  const { id, roles, scope, disabled, createdMs, endsMs } = row;
  const until = endsMs === null ? null : formatTime(endsMs);
  return { id, roles, permissions: permissionsOf(roles), scope, disabled, createdAt: formatTime(createdMs), until };
}

/** True when `inner` shows nothing that `outer` does not; `null` is everything. */
export function withinScope(inner: Scope | null, outer: Scope | null): boolean {
  if (outer === null) return true;
  if (inner === null) return false;
  return (
    inner.places.every((place) => outer.places.includes(place)) &&
    inner.devices.every((device) => outer.devices.includes(device))
  );
}
