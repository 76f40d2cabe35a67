// What the journal is told about the configuration: applied, or rejected; a rejection also stands in the log, where who edits the file looks.
import { formatProblem, type Problem } from "./config/problem.ts";
import type { ConfigStore } from "./config/store.ts";
import { type Happening, happening } from "./journal/record.ts";
import type { Clock } from "./kit/clock.ts";
import type { Log } from "./kit/log.ts";

/** Problems kept in an entry; the log has them all. */
const PROBLEMS_KEPT = 20;

function textOf(problems: readonly Problem[]): string[] {
  return problems.slice(0, PROBLEMS_KEPT).map((problem) => formatProblem(problem).slice(0, 200));
}

/** Ids kept in an entry, which holds at most 4 KiB; the versions of the file tell all. */
const IDS_KEPT = 20;

function named(devices: readonly string[], places: readonly string[]): string[] {
  const all = [...devices.map((id) => `device ${id}`), ...places.map((id) => `place ${id}`)];
  return all.length > IDS_KEPT ? [...all.slice(0, IDS_KEPT), "…"] : all;
}

export interface Entries {
  /** Nobody waits for it. */
  append(record: Happening): void;
  /** Resolves when it is on disk: whoever changed the configuration is answered then. */
  store(record: Happening): Promise<unknown>;
}

/** Appends an entry for the configuration in force now and for each change until disposed. */
export function tellConfigChanges(
  config: ConfigStore,
  { append, store }: Entries,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Disposable {
  const tellRejected = (problems: readonly Problem[]) => {
    log.error({ problems: problems.map(formatProblem) }, "campus.yaml has mistakes; the configuration in force stays");
    append(
      happening("audit", "config.rejected", clock.now(), {
        problems: textOf(problems),
        count: problems.length,
        by: "file",
      }),
    );
  };
  append(happening("audit", "config.applied", clock.now(), { version: config.current.version, by: "start" }));
  if (config.degraded !== null) tellRejected(config.degraded);
  const applied = config.onApplied(async (next, difference, by) => {
    const { devices, places, restart } = difference;
    await store(
      happening("audit", "config.applied", clock.now(), {
        version: next.version,
        by,
        devices: { added: devices.added.length, removed: devices.removed.length, changed: devices.changed.size },
        summary: {
          added: named(devices.added, places.added),
          removed: named(devices.removed, places.removed),
          changed: named([...devices.changed.keys()], places.changed),
        },
        restart,
      }),
    );
  });
  const rejected = config.onRejected(tellRejected);
  return {
    [Symbol.dispose]: () => {
      applied[Symbol.dispose]();
      rejected[Symbol.dispose]();
    },
  };
}
