// Gathers what an alarm's story is made of: from the journal, the history of its point, the ledger, the findings and the repairs.
import type { PastRaise } from "../contract/alarm-past.ts";
import type { Story, StoryStep } from "../contract/story.ts";
import { formatTime } from "../contract/time.ts";
import type { Handlings } from "./handlings.ts";
import type { AfterwardsParts } from "./parts.ts";
import type { Queries } from "./queries.ts";
import { stepsOf } from "./story.ts";
import { entriesOf } from "./story-entries.ts";
import { type FoundReadings, type ReadingsWish, readingsOf } from "./story-readings.ts";

export interface TellerParts extends AfterwardsParts {
  readonly handlings: Handlings;
  readonly queries: Queries;
}

const MOST_TICKETS = 10;

/** Tells stories; null: nobody waits any more. */
export function storyTeller(parts: TellerParts) {
  const { journal, config, alarms, history, tickets, ledger, handlings, queries, clock } = parts;

  async function readings(raise: PastRaise, signal: AbortSignal): Promise<FoundReadings> {
    const { device, point, unit, raisedMs, clearedMs, value } = raise;
    if (device === null || point === null) return { steps: [], complete: true };
    const query = {
      device,
      point,
      unit: unit as ReadingsWish["query"]["unit"],
      timezone: config.current.campus.timezone,
      heldMs: config.current.devices.get(device)?.report?.atLeastMs ?? 0,
      booleans: typeof value === "boolean",
    };
    const wrong = wrongSide(raise);
    return await readingsOf(history, { query, raisedMs, clearedMs, nowMs: clock.now(), value, wrong }, signal);
  }

  /** Which values are wrong, by the rule as it is now, else by the value that raised it. */
  function wrongSide({ alarm, rule, value, limit }: PastRaise): ReadingsWish["wrong"] {
    if (limit === null || value === null) return null;
    const known = alarms.desk.rules().find((one) => one.id === rule && one.alarms.includes(alarm));
    const is = known?.condition.is;
    if (is === "above" || is === "below" || is === "equals") return { is, limit };
    if (typeof value !== "number" || typeof limit !== "number") return { is: "equals", limit };
    return { is: value > limit ? "above" : "below", limit };
  }

  return async (raise: PastRaise, withTickets: boolean, signal: AbortSignal): Promise<Story | null> => {
    const { alarm, occurrence, rule, device, point, severity, raisedMs } = raise;
    const again = await queries.one(alarm, occurrence, signal);
    if (again === null) return null;
    const wish = { alarm, occurrence, after: Math.max(0, raise.seq - 1), untilMs: again.againMs };
    const nothing = { entries: [], complete: false };
    const pause = () => new Promise<void>((resolve) => clock.soon(resolve));
    const [{ entries, complete }, around, deliveries] = await Promise.all([
      raise.epoch === journal.epoch ? entriesOf(journal, wish, pause, signal) : nothing,
      readings(raise, signal),
      ledger?.deliveriesOf(alarm, occurrence) ?? [],
    ]);
    if (signal.aborted) return null;
    const isOurs = (ticket: { readonly alarm: { readonly id: string; readonly occurrence: number } | null }) =>
      ticket.alarm?.id === alarm && ticket.alarm.occurrence === occurrence;
    const steps: readonly StoryStep[] = stepsOf({
      raise,
      entries,
      readings: around.steps,
      deliveries,
      handling: handlings.kept(alarm, occurrence),
      tickets: withTickets ? tickets.list(isOurs, { limit: MOST_TICKETS, after: 0 }).tickets : [],
    });
    const body = entries.find(({ type }) => type === "alarm.raised")?.body;
    return {
      alarm,
      occurrence,
      rule,
      device,
      point,
      severity,
      text: textsOf(body?.text) ?? alarms.get(alarm)?.text ?? {},
      raisedAt: formatTime(raisedMs),
      clearedAt: raise.clearedMs === null ? null : formatTime(raise.clearedMs),
      handling: handlings.get(alarm, occurrence),
      steps,
      complete: complete && around.complete,
    };
  };
}

function textsOf(value: unknown): Readonly<Record<string, string>> | null {
  if (typeof value !== "object" || value === null) return null;
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  );
}
