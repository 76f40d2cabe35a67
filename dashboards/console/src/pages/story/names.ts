// What persons, posts and roads of a story are called; whoever may not read names sees ids. Asked for only where something needs a name.
import type { Story } from "#gateway/contract/story.ts";
import { useGet } from "../../api/queries.ts";
import { useCan } from "../../session/session.tsx";

interface Named {
  readonly id: string;
  readonly name: string;
}

interface People {
  readonly people: readonly Named[];
  /** Who has left since. */
  readonly left: readonly Named[];
}

export interface StoryNames {
  /** An account, or a person `p-…`. */
  readonly person: (id: string) => string;
  readonly post: (id: string) => string;
  readonly road: (id: string) => string;
}

/** Ids of persons begin so; everything else that acts is an account. */
const PERSON = /^p-/;

export function useStoryNames(steps: Story["steps"] | readonly { readonly by: string | null }[]): StoryNames {
  const mayRead = useCan("people.read");
  const told = steps.some((step) => "is" in step && step.is === "told");
  const isPerson = (id: unknown) => typeof id === "string" && PERSON.test(id);
  const people = steps.some(
    (step) => ("by" in step && isPerson(step.by)) || ("delivery" in step && isObject(step.delivery)),
  );
  const persons = useGet<People>("/duty/people", { enabled: mayRead && people }).data;
  const posts = useGet<{ readonly posts: readonly Named[] }>("/duty/now", { enabled: told }).data;
  const roads = useGet<{ readonly roads: readonly Named[] }>("/notify/roads", { enabled: told }).data;
  const nameIn = (list: readonly Named[] | undefined, id: string) => list?.find((one) => one.id === id)?.name ?? id;
  return {
    person: (id) => nameIn([...(persons?.people ?? []), ...(persons?.left ?? [])], id),
    post: (id) => nameIn(posts?.posts, id),
    road: (id) => nameIn(roads?.roads, id),
  };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
