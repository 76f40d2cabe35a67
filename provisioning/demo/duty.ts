// Writes who is on duty at the virtual school into its campus.db, once. Nobody of them exists, and their numbers reach nobody.
import { join } from "node:path";
import { openPersons } from "#gateway/duty/persons/book.ts";
import { openRoster } from "#gateway/duty/roster/book.ts";
import { openAccounts } from "#gateway/kit/accounts/open.ts";
import { type Clock, systemClock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { dayIn } from "#gateway/tickets/days.ts";
import { PERSONS, SHIFTS } from "./duty-data.ts";

/** Not an account: nobody can sign in as the simulation. */
const BY = { account: "simulation", remote: "local" } as const;

/** Does nothing where somebody has entered persons or shifts. */
export async function ensureDuty(folder: string, clock: Clock = systemClock): Promise<boolean> {
  const file = join(folder, "campus.db");
  const nothing = (): void => undefined;
  await using accounts = await openAccounts({ file, clock, log: createLog("silent"), onAudit: nothing });
  const persons = openPersons({ store: accounts, clock });
  const day = dayIn("Asia/Shanghai");
  const roster = openRoster({ store: accounts, clock, today: () => day(clock.now()), onChanged: nothing });
  if (persons.list().length > 0 || roster.current.version > 0) return false;
  const wishes = PERSONS.map(({ id, name, phones }) => ({
    id,
    version: 0,
    fields: { name, phones, mail: null, account: null },
  }));
  await persons.put(BY, wishes, "person.imported");
  await roster.putShifts(BY, 0, SHIFTS);
  return true;
}
