// What posts, persons, roads, shifts and alarms that an entry names by their ids are called. Asked for only where an entry names some.
import type { RosterView } from "#gateway/contract/duty.ts";
import type { Entry } from "#gateway/contract/entry.ts";
import { useLanguage } from "../i18n/texts.ts";
import { useCan } from "../session/session.tsx";
import { type EventNames, namedIn } from "../words/event-names.ts";
import { useGet } from "./queries.ts";

interface Named {
  readonly id: string;
  readonly name: string;
}

type AlarmText = { readonly text: Readonly<Record<string, string>> };

/** Names for this entry, or for any (`all`: of alarms the ids). A name that may not be read is not known. */
export function useEventNames(of: Entry | "all"): EventNames {
  const language = useLanguage();
  const mayAlarms = useCan("alarms.read");
  const mayPeople = useCan("people.read");
  const named = of === "all" ? null : namedIn(of);
  const needs = (key: keyof EventNames) => named === null || named[key] !== undefined;
  const alarm = named?.alarm;
  const posts = useGet<{ readonly posts: readonly Named[] }>("/duty/now", { enabled: mayAlarms && needs("post") });
  const people = useGet<{ readonly people: readonly Named[] }>("/duty/people", {
    enabled: mayPeople && needs("person"),
  });
  const roads = useGet<{ readonly roads: readonly Named[] }>("/notify/roads", { enabled: mayAlarms && needs("road") });
  const roster = useGet<RosterView>("/duty/roster", { enabled: mayAlarms && needs("shift") });
  const asked = useGet<AlarmText>(`/alarms/${encodeURIComponent(alarm ?? "")}`, {
    enabled: mayAlarms && alarm !== undefined,
  }).data;
  const nameIn = (list: readonly Named[] | undefined, id: string) => list?.find((one) => one.id === id)?.name ?? null;
  return {
    post: (id) => nameIn(posts.data?.posts, id),
    person: (id) => nameIn(people.data?.people, id),
    road: (id) => nameIn(roads.data?.roads, id),
    shift: (id) => nameIn(roster.data?.shifts, id),
    alarm: (id) => (id === alarm ? (asked?.text[language] ?? asked?.text["zh-CN"] ?? null) : null),
  };
}
