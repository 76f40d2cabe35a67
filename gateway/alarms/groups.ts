// Open alarms put together by what causes them: one dead link is one matter, however many devices are silent behind it. Pure.
import type { AlarmGroup } from "../contract/alarm-desk.ts";
import { formatTime } from "../contract/time.ts";
import type { AlarmState } from "./alarm.ts";
import { isUnreached } from "./network.ts";
import type { Watch } from "./watches.ts";

type Root = AlarmGroup["root"];

/**
 * Groups of alarms that come worst first; the groups are in the same order. `watchOf` tells what is watched now, `isActive` whether an
 * alarm is, `isVisible` whether the asker may be told its id.
 */
export function groupsOf(
  open: readonly AlarmState[],
  watchOf: (id: string) => Watch | undefined,
  isActive: (id: string) => boolean,
  isVisible: (id: string) => boolean,
): AlarmGroup[] {
  const groups = new Map<string, { readonly root: Root; readonly states: AlarmState[] }>();
  for (const state of open) {
    const root = rootOf(state, watchOf, isActive);
    const key = `${root.kind} ${root.id}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { root, states: [state] });
    else group.states.push(state);
  }
  return [...groups.values()].map(({ root, states }) => {
    // The first is the worst: so they come.
    const [worst] = states;
    const alarm = root.alarm ?? worst?.id ?? null;
    let since = Number.POSITIVE_INFINITY;
    for (const { raisedMs } of states) if (raisedMs !== null && raisedMs < since) since = raisedMs;
    return {
      root: { kind: root.kind, id: root.id, alarm: alarm !== null && isVisible(alarm) ? alarm : null },
      severity: worst?.severity ?? "low",
      since: formatTime(since),
      alarms: states.map(({ id }) => id),
    };
  });
}

function rootOf(
  state: AlarmState,
  watchOf: (id: string) => Watch | undefined,
  isActive: (id: string) => boolean,
): Root {
  const own = watchOf(state.id);
  const cause = state.active ? own?.causes.find(isActive) : undefined;
  if (cause !== undefined) return topOf(cause, watchOf(cause));
  const { id, device, point } = state;
  // That nobody answers is about the device as a whole: what that explains is put together with it.
  if (device !== null && own !== undefined && isUnreached(own.rule)) return { kind: "device", id: device, alarm: id };
  if (device !== null && point !== null) return { kind: "point", id: `${device}.${point}`, alarm: null };
  if (own !== undefined) return topOf(id, own);
  return device === null ? { kind: "gateway", id, alarm: id } : { kind: "device", id: device, alarm: id };
}

function topOf(alarm: string, watch: Watch | undefined): Root {
  if (watch?.device) return { kind: "device", id: watch.device, alarm };
  return watch?.link ? { kind: "link", id: watch.link, alarm } : { kind: "gateway", id: alarm, alarm };
}
