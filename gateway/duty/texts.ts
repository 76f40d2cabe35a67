// What alarms of duty say, in Chinese and English.
import type { OwnAlarm } from "./watch.ts";

/** A post that somebody must be at has an hour without anybody; `when`: the first such time on campus. */
export function gapAlarm(post: string, name: string, when: string): OwnAlarm {
  return {
    id: `duty-gap.${post}`,
    severity: "low",
    text: {
      "zh-CN": `${name}缺班: ${when} 起无人值班`,
      en: `${name} has nobody on duty from ${when}`,
    },
  };
}

/** A turn began and nobody has signed on. */
export function missedAlarm(post: string, name: string, since: string): OwnAlarm {
  return {
    id: `duty-missed.${post}`,
    severity: "medium",
    text: {
      "zh-CN": `${name}无人上岗: ${since} 的班次还没有人签到`,
      en: `Nobody has signed on at ${name} for the shift of ${since}`,
    },
  };
}

/** Nobody answered a spot check. */
export function unansweredAlarm(post: string, name: string, at: string): OwnAlarm {
  return {
    id: `duty-spot-check.${post}`,
    severity: "medium",
    text: {
      "zh-CN": `${name}查岗未应答: ${at}`,
      en: `Nobody answered the spot check at ${name} of ${at}`,
    },
  };
}
