// The lines of the alarm desk: alarms that one cause explains stand together under it, worst first. Pure.

import type { AlarmDeskView, AlarmGroup } from "#gateway/contract/alarm-desk.ts";
import { type Alarm, SEVERITIES, type Severity } from "#gateway/contract/alarms.ts";

export type Root = AlarmGroup["root"];

/** A cause with what it explains; `alarm` is the one that tells of the cause itself, where there is one. */
export interface GroupRow {
  readonly kind: "group";
  readonly key: string;
  readonly root: Root;
  readonly severity: Severity;
  readonly since: string;
  readonly alarm: Alarm | null;
  /** Without `alarm`. */
  readonly members: readonly Alarm[];
  readonly open: boolean;
}

export interface AlarmRowData {
  readonly kind: "alarm";
  readonly key: string;
  readonly alarm: Alarm;
  /** Below its cause. */
  readonly inside: boolean;
}

export type DeskRow = GroupRow | AlarmRowData;

/** The name of a group in the address: its alarm's, else its cause's, which no alarm can have. */
export function groupKey({ kind, id, alarm }: Root): string {
  return alarm ?? `${kind}:${id}`;
}

/**
 * One line for each cause and each alarm of its own; those of an opened cause follow it, and a cause is open while `named` is one of them.
 * Without a desk, each alarm by itself.
 */
export function rowsOf(
  alarms: readonly Alarm[],
  desk: AlarmDeskView | null,
  opened: ReadonlySet<string>,
  named: string | null = null,
): DeskRow[] {
  if (desk === null) return alarms.map((alarm) => lineOf(alarm, false));
  // Ten thousand lines are dealt out, not sorted: this runs at every change and every key.
  const groups = groupsIn(desk);
  const own: (Alarm | null)[] = desk.groups.map(() => null);
  const members: Alarm[][] = desk.groups.map(() => []);
  const fresh: Alarm[] = [];
  for (const alarm of alarms) {
    const at = groups.get(alarm.id) ?? -1;
    const cause = desk.groups[at]?.root;
    // What came since the causes were asked for.
    if (cause === undefined) fresh.push(alarm);
    else if (cause.alarm === alarm.id) own[at] = alarm;
    else members[at]?.push(alarm);
  }
  const caused = new Map<Severity, DeskRow[]>(SEVERITIES.map((severity) => [severity, []]));
  for (const [at, group] of desk.groups.entries()) {
    const inside = members[at] ?? [];
    const isOpen = (key: string) => opened.has(key) || inside.some(({ id }) => id === named);
    addBlock(caused.get(group.severity) ?? [], group, own[at] ?? null, inside, isOpen);
  }
  return SEVERITIES.flatMap((severity) => [
    ...fresh.filter((alarm) => alarm.severity === severity).map((alarm) => lineOf(alarm, false)),
    ...(caused.get(severity) ?? []),
  ]);
}

const known = new WeakMap<AlarmDeskView, ReadonlyMap<string, number>>();

/** Which group each alarm is in; made once for each answer, which stays while alarms come and go. */
function groupsIn(desk: AlarmDeskView): ReadonlyMap<string, number> {
  const before = known.get(desk);
  if (before !== undefined) return before;
  const groups = new Map<string, number>();
  for (const [at, { root, alarms }] of desk.groups.entries())
    for (const id of root.alarm === null ? alarms : [root.alarm, ...alarms]) if (!groups.has(id)) groups.set(id, at);
  known.set(desk, groups);
  return groups;
}

function addBlock(
  to: DeskRow[],
  { root, severity, since }: AlarmGroup,
  alarm: Alarm | null,
  members: readonly Alarm[],
  isOpen: (key: string) => boolean,
): void {
  const [only] = members;
  if (only === undefined || (alarm === null && members.length === 1)) {
    const single = alarm ?? only;
    if (single !== undefined) to.push(lineOf(single, false));
    return;
  }
  const key = groupKey({ ...root, alarm: alarm?.id ?? null });
  const open = isOpen(key);
  to.push({ kind: "group", key, root, severity, since, alarm, members, open });
  if (open) for (const member of members) to.push(lineOf(member, true));
}

function lineOf(alarm: Alarm, inside: boolean): AlarmRowData {
  return { kind: "alarm", key: alarm.id, alarm, inside };
}

/** How many devices are among the alarms that a cause explains, its own device aside. */
export function devicesIn({ root, members }: Pick<GroupRow, "root" | "members">): number {
  const devices = new Set(members.map(({ device }) => device));
  devices.delete(null);
  if (root.kind === "device") devices.delete(root.id);
  return devices.size;
}

/** Where the chosen line is: by its name, or by the name of the group that holds it closed; the first line when there is none such. */
export function positionOf(rows: readonly DeskRow[], key: string | null): number {
  const at = rows.findIndex((row) => row.key === key);
  if (at >= 0) return at;
  const holder = rows.findIndex((row) => row.kind === "group" && row.members.some(({ id }) => id === key));
  return Math.max(0, holder);
}
