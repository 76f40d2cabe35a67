// What the journal is told about the configuration: applied, rejected, or a start from the last good version, which is a critical alarm.
import { formatProblem, type Problem } from "./config/problem.ts";
import type { ConfigStore } from "./config/store.ts";
import { formatTime } from "./contract/time.ts";
import { type Happening, happening } from "./journal/record.ts";
import type { Clock } from "./kit/clock.ts";

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

/** The alarm of a start from the last good version, in the form of contract §6. */
function lastGoodAlarm(active: boolean, raisedMs: number, nowMs: number): Happening["body"] {
  return {
    id: "config-last-good",
    rule: "config-last-good",
    device: null,
    point: null,
    occurrence: 1,
    severity: "critical",
    active,
    acknowledged: false,
    latched: false,
    suppressed: false,
    outOfService: false,
    shelved: null,
    raisedAt: formatTime(raisedMs),
    clearedAt: active ? null : formatTime(nowMs),
    value: null,
    limit: null,
    unit: null,
    cause: null,
    text: {
      "zh-CN": "配置文件有误，正在使用上一个正确的版本",
      en: "The configuration file is wrong; the last good version is in use",
    },
    acknowledgements: [],
  };
}

/** Appends an entry for the configuration in force now and for each change until disposed. */
export function tellConfigChanges(config: ConfigStore, append: (record: Happening) => void, clock: Clock): Disposable {
  const raisedMs = clock.now();
  let lastGood = config.degraded !== null;
  const tellRejected = (problems: readonly Problem[]) =>
    append(
      happening("audit", "config.rejected", clock.now(), {
        problems: textOf(problems),
        count: problems.length,
        by: "file",
      }),
    );
  append(happening("audit", "config.applied", clock.now(), { version: config.current.version, by: "start" }));
  if (config.degraded !== null) {
    tellRejected(config.degraded);
    append(happening("alarm", "alarm.raised", clock.now(), lastGoodAlarm(true, raisedMs, clock.now())));
  }
  const applied = config.onApplied((next, difference, by) => {
    const { devices, places, restart } = difference;
    append(
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
    if (!lastGood) return;
    lastGood = false;
    append(happening("alarm", "alarm.cleared", clock.now(), lastGoodAlarm(false, raisedMs, clock.now())));
  });
  const rejected = config.onRejected(tellRejected);
  return {
    [Symbol.dispose]: () => {
      applied[Symbol.dispose]();
      rejected[Symbol.dispose]();
    },
  };
}
