// Who is on duty at the school that is played: all of it invented, as data. Numbers begin with 199 0000, which nobody has.
import type { Shift } from "#gateway/contract/duty.ts";

/** Posts of the first campus.yaml. */
export const DUTY_POSTS = ["guard", "it-teacher", "leader", "vp-safety"] as const;

/** The simulated modem's port, in the campus's folder. */
export const MODEM_PORT = "modem";

const person = (id: string, name: string, number: number) => ({
  id: `p-${id}`,
  name,
  phones: [`1990000${String(number).padStart(4, "0")}`],
});
const GUARDS = ["赵甲", "钱乙", "孙丙", "李丁", "周戊", "吴己"];
const LEADERS = ["校领导甲", "校领导乙", "校领导丙", "校领导丁", "校领导戊"];

export const PERSONS = [
  ...GUARDS.map((name, n) => person(`guard-${n + 1}`, name, 101 + n)),
  ...LEADERS.map((name, n) => person(`leader-${n + 1}`, name, 201 + n)),
  person("it-1", "信息技术教师甲", 301),
  person("it-2", "信息技术教师乙", 302),
  person("vp-safety", "分管安全副校长", 401),
];

const guards = (...groups: readonly (readonly number[])[]) => groups.map((group) => group.map((n) => `p-guard-${n}`));
/** A Monday. */
const START = "2026-11-02";
const daily = (groups: readonly (readonly string[])[]) => ({ per: "day", start: START, groups }) as const;

export const SHIFTS: readonly Shift[] = [
  {
    id: "guard-early",
    name: "早班",
    post: "guard",
    days: "every-day",
    from: "07:00",
    to: "15:00",
    rotation: daily(guards([1, 2], [6, 1], [5, 6], [4, 5], [3, 4], [2, 3])),
  },
  {
    id: "guard-late",
    name: "中班",
    post: "guard",
    days: "every-day",
    from: "15:00",
    to: "23:00",
    rotation: daily(guards([3, 4], [2, 3], [1, 2], [6, 1], [5, 6], [4, 5])),
  },
  {
    id: "guard-night",
    name: "夜班",
    post: "guard",
    days: "every-day",
    from: "23:00",
    to: "07:00",
    rotation: daily(guards([5], [4], [3], [2], [1], [6])),
  },
  {
    id: "leader",
    name: "行政带班",
    post: "leader",
    days: "every-day",
    from: "08:00",
    to: "08:00",
    rotation: daily(LEADERS.map((_, n) => [`p-leader-${n + 1}`])),
  },
  {
    id: "it-day",
    name: "信息中心",
    post: "it-teacher",
    days: "workday",
    from: "08:00",
    to: "18:00",
    rotation: daily([["p-it-1"]]),
  },
  {
    id: "it-rest",
    name: "休息日待命",
    post: "it-teacher",
    days: "restday",
    from: "08:00",
    to: "18:00",
    rotation: daily([["p-it-2"]]),
  },
  {
    id: "it-night",
    name: "夜间待命",
    post: "it-teacher",
    days: "every-day",
    from: "18:00",
    to: "08:00",
    rotation: daily([["p-it-2"]]),
  },
  {
    id: "vp-safety",
    name: "安全分管",
    post: "vp-safety",
    days: "every-day",
    from: "00:00",
    to: "00:00",
    rotation: daily([["p-vp-safety"]]),
  },
];
