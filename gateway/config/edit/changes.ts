// What is different between two configurations, as people are shown it: which things came, went and changed.
import type { CampusConfig } from "../campus.ts";
import { difference, type SetDifference } from "../diff.ts";

interface Changed {
  readonly kind: string;
  readonly id: string | null;
  readonly aspects?: readonly string[];
}

export interface Changes {
  readonly added: readonly Changed[];
  readonly removed: readonly Changed[];
  readonly changed: readonly Changed[];
  readonly restart: readonly string[];
}

/** What came, went and changed from one to the other. */
export function changesOf(before: CampusConfig, next: CampusConfig): Changes {
  const found = difference(before, next);
  const { devices, places, alarms, restart } = found;
  const sets: readonly (readonly [kind: string, set: Omit<SetDifference, "changed">])[] = [
    ["device", devices],
    ["place", places],
    ["alarm", alarms],
  ];
  const listed = (which: "added" | "removed") => sets.flatMap(([kind, set]) => set[which].map((id) => ({ kind, id })));
  const parts = (["campus", "journal", "influx", "county", "duty", "notify"] as const).filter((part) => found[part]);
  const needRestart = restart
    .map((path) => path.split(".")[0] ?? path)
    .filter((part) => part !== "campus" || !found.campus);
  return {
    added: listed("added"),
    removed: listed("removed"),
    changed: [
      ...[...devices.changed].map(([id, aspects]) => ({ kind: "device", id, aspects: [...aspects] })),
      ...places.changed.map((id) => ({ kind: "place", id })),
      ...alarms.changed.map((id) => ({ kind: "alarm", id })),
      ...(found.alarmDefaults ? [{ kind: "alarm-defaults", id: null }] : []),
      ...(alarms.reordered ? [{ kind: "alarm-order", id: null }] : []),
      ...[...new Set([...parts, ...needRestart])].map((kind) => ({ kind, id: null })),
    ],
    restart,
  };
}

/** More than this in a list of changes is a change of everything; kept beside a version, so many are enough. */
const KEPT = 100;

/** The changes with each list cut short. */
export function briefly({ added, removed, changed, restart }: Changes): Changes {
  return { added: added.slice(0, KEPT), removed: removed.slice(0, KEPT), changed: changed.slice(0, KEPT), restart };
}
