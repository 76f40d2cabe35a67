// One raise of an alarm as a story: what is known from entries, ledger, findings and repairs, put in order, each step once. Pure.
import type { PastRaise } from "../contract/alarm-past.ts";
import { ANSWER_ROADS, type AnswerRoad, type Delivery } from "../contract/notify.ts";
import type { QuietWhy, StoryStep } from "../contract/story.ts";
import type { Ticket } from "../contract/tickets.ts";
import { formatTime } from "../contract/time.ts";
import type { Happening } from "../journal/record.ts";
import { type KeptHandling, versionView } from "./handling.ts";

export interface StorySources {
  readonly raise: PastRaise;
  readonly entries: readonly Happening[];
  readonly readings: readonly StoryStep[];
  readonly deliveries: readonly Delivery[];
  readonly handling: KeptHandling | null;
  readonly tickets: readonly Ticket[];
}

/** Of two at the same time: what leads to the other first. */
const ORDER: readonly StoryStep["is"][] = [
  "reading", "raised", "shelved", "unshelved", "told", "escalated", "acknowledged", "ticket", "reset", "cleared", "handled",
]; // biome-ignore format: a list of words
/** What people do with a ticket that is not worth a line here. */
const SMALL_ACTS: ReadonlySet<string> = new Set(["note", "me-too", "hand"]);

/** All steps in order. */
export function stepsOf(sources: StorySources): StoryStep[] {
  const { entries, readings, deliveries, handling, tickets } = sources;
  const steps: StoryStep[] = [
    ...readings,
    raisedStep(sources),
    ...deliveries.map((delivery): StoryStep => ({ is: "told", at: delivery.sentAt ?? delivery.madeAt, delivery })),
    ...entries.flatMap(changeSteps),
    ...clearedSteps(sources),
    ...acknowledgements(sources),
    ...(handling?.versions ?? []).map((version, i): StoryStep => {
      return { is: "handled", at: formatTime(version.atMs), handling: versionView(version), version: i + 1 };
    }),
    ...tickets.flatMap(ticketSteps),
  ];
  return steps
    .map((step, i) => ({ step, i }))
    .sort((a, b) => compare(a.step, b.step) || a.i - b.i)
    .map(({ step }) => step);
}

function compare(a: StoryStep, b: StoryStep): number {
  // The last good reading may have the very time of the raise; the one that is right again has that of its end.
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return rankOf(a) - rankOf(b);
}

function rankOf(step: StoryStep): number {
  if (step.is !== "reading" || step.mark === "before") return ORDER.indexOf(step.is);
  return ORDER.indexOf(step.mark === "worst" ? "raised" : "cleared") + (step.mark === "worst" ? 0.5 : -0.5);
}

function raisedStep({ raise, entries }: StorySources): StoryStep {
  const { raisedMs, value, limit, unit, quiet } = raise;
  const body = entries.find(({ type }) => type === "alarm.raised")?.body;
  const why: QuietWhy[] = [];
  if (body?.suppressed === true) why.push("suppressed");
  if (body?.outOfService === true || (body === undefined && quiet)) why.push("out-of-service");
  if (isObject(body?.shelved)) why.push("shelved");
  return { is: "raised", at: formatTime(raisedMs), value, limit, unit, quiet: why };
}

/** What entries alone say. */
function changeSteps({ type, body, receivedMs }: Happening): StoryStep[] {
  const at = formatTime(receivedMs);
  switch (type) {
    case "alarm.shelved": {
      const shelf = isObject(body.shelved) ? body.shelved : {};
      const [by, until, comment] = [textOf(shelf.by), textOf(shelf.until), textOf(shelf.comment)];
      return [{ is: "shelved", at, by: by ?? "", until: until ?? at, comment }];
    }
    case "alarm.unshelved":
      return [{ is: "unshelved", at, by: textOf(body.by) }];
    case "alarm.reset":
      return [{ is: "reset", at, by: textOf(body.by) }];
    case "notify.escalated":
      return [{ is: "escalated", at, step: typeof body.step === "number" ? body.step : 0 }];
    default:
      return [];
  }
}

function clearedSteps({ raise, entries }: StorySources): StoryStep[] {
  const entry = entries.find(({ type }) => type === "alarm.cleared");
  const at = textOf(entry?.body.clearedAt) ?? (raise.clearedMs === null ? null : formatTime(raise.clearedMs));
  return at === null ? [] : [{ is: "cleared", at, reason: textOf(entry?.body.reason) }];
}

interface Answer {
  readonly at: string;
  readonly by: string;
  readonly comment: string | null;
  readonly road: AnswerRoad | null;
  readonly delivery: number | null;
}

/** Who has seen it: once per person, by the road that the ledger's entry names. */
function acknowledgements({ raise, entries }: StorySources): StoryStep[] {
  const answers = new Map<string, Answer>();
  for (const { type, body, receivedMs } of entries) {
    const said = Array.isArray(body.acknowledgements) ? body.acknowledgements.filter(isObject) : [];
    for (const one of type === "alarm.acknowledged" ? said : []) {
      const [by, at] = [textOf(one.by), textOf(one.at)];
      if (by === null || at === null) continue;
      answers.set(by, { road: null, delivery: null, ...answers.get(by), at, by, comment: textOf(one.comment) });
    }
    const person = type === "notify.answered" ? textOf(body.person) : null;
    if (person !== null) {
      const delivery = typeof body.delivery === "number" ? body.delivery : null;
      const known = answers.get(person) ?? { at: formatTime(receivedMs), by: person, comment: null };
      answers.set(person, { ...known, road: roadOf(body.road), delivery });
    }
  }
  const { acknowledgedMs, acknowledgedBy } = raise;
  if (answers.size === 0 && acknowledgedMs !== null && acknowledgedBy !== null) {
    const at = formatTime(acknowledgedMs);
    answers.set(acknowledgedBy, { at, by: acknowledgedBy, comment: null, road: null, delivery: null });
  }
  return [...answers.values()].map((answer) => {
    const usual: AnswerRoad = answer.by.startsWith("county:") ? "county" : "console";
    return { is: "acknowledged", ...answer, road: answer.road ?? usual };
  });
}

function roadOf(value: unknown): AnswerRoad | null {
  return ANSWER_ROADS.find((road) => road === value) ?? null;
}

function ticketSteps({ id, steps }: Ticket): StoryStep[] {
  return steps
    .filter(({ act }) => !SMALL_ACTS.has(act))
    .map(({ at, act, by }): StoryStep => ({ is: "ticket", at, ticket: id, act, by }));
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
