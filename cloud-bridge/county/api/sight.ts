// What somebody may see at the county: the places of an account's scope are towns there, and its devices are campuses.
import type { Principal } from "#gateway/kit/accounts/accounts.ts";

export interface Placed {
  readonly id: string;
  readonly town: string | null;
}

/** Whether a campus may be seen by whoever asks. */
export function sightOf({ scope }: Pick<Principal, "scope">): (campus: Placed) => boolean {
  return ({ id, town }) =>
    scope === null || scope.devices.includes(id) || (town !== null && scope.places.includes(town));
}
