// Alarms in their public form (contract §6), and the entries that tell what became of them.
import { type Alarm, type AlarmFilter, SEVERITIES } from "../contract/alarms.ts";
import { formatTime } from "../contract/time.ts";
import { type AlarmState, needsSomebody, type Told } from "./alarm.ts";

const timeOf = (ms: number | null) => (ms === null ? null : formatTime(ms));

/** What is true of an alarm besides its state. */
export interface Flags {
  /** Disabled, or in maintenance. */
  readonly outOfService: boolean;
  /** Explained by another alarm. */
  readonly suppressed: boolean;
}

export function viewOf(state: AlarmState, { outOfService, suppressed }: Flags): Alarm {
  const { id, rule, device, point, occurrence, severity, active, acknowledged, latched, shelved } = state;
  return {
    id,
    rule,
    device,
    point,
    occurrence,
    severity,
    active,
    acknowledged,
    latched,
    suppressed,
    outOfService,
    shelved:
      shelved === null
        ? null
        : {
            until: formatTime(shelved.untilMs),
            at: formatTime(shelved.sinceMs),
            by: shelved.by,
            comment: shelved.comment,
          },
    raisedAt: timeOf(state.raisedMs),
    clearedAt: timeOf(state.clearedMs),
    value: state.value,
    limit: state.limit,
    unit: state.unit,
    cause: state.cause,
    text: state.text,
    acknowledgements: state.acknowledgements.map(({ by, atMs, comment }) => ({ by, at: formatTime(atMs), comment })),
  };
}

/** An entry that is to be stored once, whatever happens in between. */
export interface Output {
  /** `alarms:epoch:inputSeq:n`. */
  readonly key: string;
  readonly type: string;
  readonly device: string | null;
  readonly cause: number | null;
  /** The alarm, and who or why without anybody. */
  readonly body: Alarm & { readonly by?: string; readonly reason?: string };
}

export function outputOf({ change, state, cause, by, reason }: Told, flags: Flags, key: string): Output {
  const body = {
    ...viewOf(state, flags),
    ...(by !== undefined && { by }),
    ...(reason !== undefined && { reason }),
  };
  return { key, type: `alarm.${change}`, device: state.device, cause, body };
}

/** True when a filter of the interface asks for this alarm. */
export function passes(state: AlarmState, filter: AlarmFilter): boolean {
  if (state.occurrence === 0) return false;
  switch (filter) {
    case "open":
      return needsSomebody(state) && state.shelved === null;
    case "active":
      return state.active;
    case "unacknowledged":
      return !state.acknowledged;
    case "shelved":
      return state.shelved !== null;
    case "all":
      return true;
  }
}

type Ordered = Pick<AlarmState, "severity" | "raisedMs" | "id">;

/** Worst severity first, then what was raised last. */
export function worstFirst(a: Ordered, b: Ordered): number {
  const bySeverity = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  return bySeverity || (b.raisedMs ?? 0) - (a.raisedMs ?? 0) || (a.id < b.id ? -1 : Number(a.id > b.id));
}
