// The roles as the gateway lists them, and what follows from who has them. Everything but `useRoles` is pure.
import { useGet } from "../../api/queries.ts";
import type { Account, Label } from "../../api/types.ts";

export interface Role {
  readonly id: string;
  readonly label: Label;
  readonly permissions: readonly string[];
}

export const ADMIN = "admin";

export function useRoles() {
  return useGet<{ readonly roles: readonly Role[] }>("/roles");
}

/** The one account without which nobody could administer the gateway any more; null while there are several. */
export function lastAdminOf(accounts: readonly Account[]): string | null {
  const admins = accounts.filter(({ roles, disabled }) => !disabled && roles.includes(ADMIN));
  return admins.length === 1 ? (admins[0]?.id ?? null) : null;
}

/** What these roles together allow. */
export function permissionsOf(chosen: readonly string[], roles: readonly Role[]): ReadonlySet<string> {
  return new Set(roles.filter(({ id }) => chosen.includes(id)).flatMap(({ permissions }) => permissions));
}

/** Accounts whose name or roles contain what was typed; active ones first, then by name. */
export function accountsFound(
  accounts: readonly Account[],
  typed: string,
  words: (account: Account) => string,
): readonly Account[] {
  const wanted = typed.trim().toLowerCase();
  return accounts
    .filter((account) => `${account.id} ${words(account)}`.toLowerCase().includes(wanted))
    .sort((a, b) => Number(a.disabled) - Number(b.disabled) || (a.id < b.id ? -1 : 1));
}
