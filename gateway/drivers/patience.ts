// How long to leave alone what does not answer: a link that cannot be used, a device that is silent on a link that works. Pure.

/** So many failures in a row, and the device or link is reported as gone. */
export const FAILURES_UNTIL_GONE = 3;

const LINK_FIRST_MS = 1000;
const LINK_LONGEST_MS = 60_000;
const DEVICE_LONGEST_MS = 5 * 60_000;
/** All silent devices of a link together may take so much of its time from those that answer. */
const SILENT_SHARE = 0.025;

/** Times from 0.75 to 1.25, so that what failed together is not tried together. */
function jittered(ms: number, random: () => number): number {
  return ms * (0.75 + random() / 2);
}

/** Wait before a link is tried again: 1 s doubling to 60 s. `failures` ≥ 1. */
export function linkWaitMs(failures: number, random: () => number): number {
  return jittered(Math.min(LINK_FIRST_MS * 2 ** (failures - 1), LINK_LONGEST_MS), random);
}

/**
 * Wait before a silent device is asked again, so that its time-outs do not eat the time of the others on its link: nothing for the
 * first failures, then one poll in 2, 4, 8 … up to 5 min; never more often than its own grid.
 */
export function deviceWaitMs(failures: number, everyMs: number, random: () => number): number {
  if (failures < FAILURES_UNTIL_GONE) return 0;
  const factor = 2 ** Math.min(failures - FAILURES_UNTIL_GONE + 1, 30);
  return Math.max(everyMs, jittered(Math.min(everyMs * factor, DEVICE_LONGEST_MS), random));
}

/**
 * Wait before a silent device is asked again on a link with others that answer, so that the link spends no more than its share on all
 * that are silent. `spentMs`: what asking it took; `silent` of `devices` on the link are.
 */
export function linkShareMs(spentMs: number, silent: number, devices: number): number {
  if (silent >= devices) return 0;
  return Math.min((spentMs * silent) / SILENT_SHARE, DEVICE_LONGEST_MS);
}
