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
  const left = new Map(alarms.map((alarm) => [alarm.id, alarm]));
  const take = (id: string) => {
    const alarm = left.get(id);
    left.delete(id);
    return alarm;
  };
  const blocks: { readonly severity: Severity; readonly rows: readonly DeskRow[] }[] = [];
  for (const group of desk.groups) {
    const { root, severity } = group;
    const own = root.alarm === null ? undefined : take(root.alarm);
    const members = group.alarms.map(take).filter((alarm) => alarm !== undefined);
    const rows = blockOf(
      group,
      own ?? null,
      members,
      (key) => opened.has(key) || members.some(({ id }) => id === named),
    );
    if (rows.length > 0) blocks.push({ severity, rows });
  }
  // What came since the causes were asked for.
  const fresh = [...left.values()].map((alarm) => ({ severity: alarm.severity, rows: [lineOf(alarm, false)] }));
  return [...fresh, ...blocks].sort((a, b) => rankOf(a.severity) - rankOf(b.severity)).flatMap(({ rows }) => rows);
}

function blockOf(
  { root, severity, since }: AlarmGroup,
  alarm: Alarm | null,
  members: readonly Alarm[],
  isOpen: (key: string) => boolean,
): DeskRow[] {
  if (members.length === 0) return alarm === null ? [] : [lineOf(alarm, false)];
  const [only] = members;
  if (alarm === null && members.length === 1 && only !== undefined) return [lineOf(only, false)];
  const key = groupKey({ ...root, alarm: alarm?.id ?? null });
  const open = isOpen(key);
  const head: GroupRow = { kind: "group", key, root, severity, since, alarm, members, open };
  return [head, ...(open ? members.map((member) => lineOf(member, true)) : [])];
}

function lineOf(alarm: Alarm, inside: boolean): AlarmRowData {
  return { kind: "alarm", key: alarm.id, alarm, inside };
}

function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
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
