// Who is on duty, as the gateway tells it, asked for again whenever somebody signs on, swaps or is looked for.
import type { DutyNow } from "#gateway/contract/duty.ts";
import type { Language } from "../i18n/language.ts";
import { useEntries } from "../live/hooks.ts";
import { queryClient, useGet } from "./queries.ts";

/** Names by id; empty for whoever may not read them. */
export type Names = DutyNow["names"];

/** A shift begins and ends without a word on the wire. */
const AGAIN_MS = 30_000;

export function useDutyNow(enabled = true) {
  useEntries(({ type }) => {
    if (type?.startsWith("duty.") === true) void askForDuty();
  });
  return useGet<DutyNow>("/duty/now", { refresh: AGAIN_MS, enabled });
}

/** Everything that was read of duty is asked for again. */
export async function askForDuty(): Promise<void> {
  await queryClient.invalidateQueries({ predicate: ({ queryKey: [path] }) => String(path).startsWith("/duty") });
}

/** Persons by name with what stands between names in a language; whose name may not be read is an id. */
export function namesText(persons: readonly string[], names: Names, language: Language): string {
  return persons.map((id) => names[id] ?? id).join(language === "en" ? ", " : "、");
}
