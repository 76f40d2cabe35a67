// The three lines of 今日平安: what happened, who was there, what is still open. Pure.
import type { DayPart, DaySheet, DutyRecord, SheetAlarm } from "../contract/sheets.ts";
import type { Language } from "../kit/i18n.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** More names than these nobody reads out. */
const MOST_NAMED = 3;

export interface LineNames {
  readonly post: (id: string) => string;
  /** Null: nobody knows, or the asker may not. */
  readonly person: (id: string) => string | null;
  readonly device: (id: string) => string;
}

type Facts = Pick<DaySheet, "part" | "alarms" | "duty" | "devices" | "standing" | "tickets"> & {
  /** Records begin only then; null or absent: there are some of all the time. */
  readonly since?: string | null;
  /** All of it was before that. */
  readonly isBefore?: boolean;
};

/** The lines as they are read out. */
export function sheetLines(facts: Facts, language: Language, names: LineNames): DaySheet["lines"] {
  const say = language === "en" ? ENGLISH : CHINESE;
  const since = facts.since ?? null;
  if (since !== null && facts.isBefore === true) return say.before(since);
  return [
    `${since === null ? "" : say.since(since)}${say.alarms(facts.part, alarmCounts(facts.alarms))}`,
    dutyLine(facts.duty, say, names),
    openLine(facts, say, names),
  ];
}

interface AlarmCounts {
  readonly all: number;
  readonly real: number;
  readonly false: number;
  readonly test: number;
  readonly unhandled: number;
  readonly unacknowledged: number;
  /** All were acknowledged within so many minutes; null: none was. */
  readonly minutes: number | null;
}

/** Tests are told apart: they are no alarms to the head. */
function alarmCounts(given: readonly SheetAlarm[]): AlarmCounts {
  const alarms = given.filter(({ verdict }) => verdict !== "test");
  const of = (verdict: SheetAlarm["verdict"]) => alarms.filter((one) => one.verdict === verdict).length;
  const took = alarms.flatMap(({ raisedAt, acknowledgedAt }) =>
    acknowledgedAt === null ? [] : [Math.max(0, Date.parse(acknowledgedAt) - Date.parse(raisedAt))],
  );
  const slowest = Math.max(0, ...took);
  return {
    all: alarms.length,
    real: of("real"),
    false: of("false"),
    test: given.length - alarms.length,
    unhandled: of(null),
    unacknowledged: alarms.length - took.length,
    minutes: took.length === 0 ? null : Math.max(1, Math.ceil(slowest / MINUTE_MS)),
  };
}

function dutyLine(duty: DutyRecord | null, say: Words, names: LineNames): string {
  // Where no post is set up and nobody is planned, there is nothing to have been missed.
  if (duty === null || (duty.turns.length === 0 && duty.dueMs === 0)) return say.noRoster;
  const peopleOf = (turns: DutyRecord["turns"]) =>
    [...Map.groupBy(turns, ({ post }) => post)].map(([post, own]) => {
      const known = [...new Set(own.flatMap(({ person }) => (person === null ? [] : (names.person(person) ?? []))))];
      return say.atPost(names.post(post), known);
    });
  const held = duty.turns.filter(({ person }) => person !== null);
  // Who signed on was there; of posts at which nobody signs on only the plan is known.
  const there = peopleOf(held.filter(({ signedOnAt }) => signedOnAt !== null));
  const planned = peopleOf(held.filter(({ awaited, signedOnAt }) => !awaited && signedOnAt === null));
  const { missed, uncoveredMs, spotChecks } = duty;
  return say.duty(there, planned, { missed, uncoveredHours: Math.ceil(uncoveredMs / HOUR_MS), ...spotChecks });
}

function openLine({ devices, standing, tickets }: Facts, say: Words, names: LineNames): string {
  // What is wrong, and where: a device by itself says nothing to the head.
  const named = [
    ...new Set(standing.map(({ device, text }) => say.standing(device === null ? "" : names.device(device), text))),
  ];
  const shown = named.slice(0, MOST_NAMED);
  const count = { all: devices.all, normal: devices.normal, more: named.length - shown.length };
  return say.devices({ ...count, tickets: tickets.length }, shown);
}

interface Words {
  readonly noRoster: string;
  /** In front of the first line when records begin within the time. */
  readonly since: (time: string) => string;
  readonly before: (time: string) => DaySheet["lines"];
  readonly alarms: (part: DayPart, counts: AlarmCounts) => string;
  readonly atPost: (post: string, people: readonly string[]) => string;
  readonly standing: (device: string, text: Readonly<Record<string, string>>) => string;
  readonly duty: (
    there: readonly string[],
    planned: readonly string[],
    was: {
      readonly missed: number;
      readonly uncoveredHours: number;
      readonly asked: number;
      readonly answered: number;
    },
  ) => string;
  readonly devices: (
    count: { readonly all: number; readonly normal: number; readonly more: number; readonly tickets: number },
    named: readonly string[],
  ) => string;
}

const some = (parts: readonly (string | false)[]) => parts.filter((part) => part !== false && part !== "");

const CHINESE: Words = {
  noRoster: "值班：未编排值班表。",
  since: (time) => `（${time} 起才有记录）`,
  before: (time) => [`网关 ${time} 才开始记录，这段时间的告警无从得知。`, "值班：没有记录。", "设备：没有记录。"],
  alarms(part, { all, real, false: none, test, unhandled, unacknowledged, minutes }) {
    const when = part === "morning" ? "夜间" : "白天";
    const tests = test > 0 ? `；另有测试 ${test} 条` : "";
    if (all === 0) return `${when}无告警${tests}。`;
    const verdicts = some([
      real > 0 && `${real} 条真实`,
      none > 0 && `${none} 条误报`,
      unhandled > 0 && `${unhandled} 条未处置`,
    ]).join("，");
    const seen =
      unacknowledged > 0 ? `${unacknowledged} 条无人确认` : `${minutes ?? 0} 分钟内${all > 1 ? "全部" : ""}确认`;
    return `${when} ${all} 条告警：${verdicts}；${seen}${tests}。`;
  },
  atPost: (post, people) => (people.length === 0 ? post : `${people.join("、")}（${post}）`),
  standing: (device, text) => `${device}${text["zh-CN"] ?? text.en ?? ""}`,
  duty(there, planned, { missed, uncoveredHours, asked, answered }) {
    const checks =
      asked === 0 ? "未查岗" : `查岗 ${asked} 次，${asked === answered ? "均应答" : `${asked - answered} 次未应答`}`;
    const faults = some([missed > 0 && `${missed} 班未上岗`, uncoveredHours > 0 && `${uncoveredHours} 小时无人值班`]);
    const signedOn = there.length > 0 && `${there.join("、")}上岗`;
    const people = some([signedOn, planned.length > 0 && `按排班 ${planned.join("、")}`]);
    return `值班：${[...(people.length === 0 ? ["无人上岗"] : people), checks, ...faults].join("；")}。`;
  },
  devices({ all, normal, more, tickets }, named) {
    const list = named.length === 0 ? "" : `未了：${named.join("、")}${more > 0 ? `等 ${named.length + more} 条` : ""}`;
    return `${some([`设备 ${all} 台，${normal === all ? "全部" : `${normal} 台`}正常`, list, tickets > 0 && `报修未完成 ${tickets} 件`]).join("；")}。`;
  },
};

const ENGLISH: Words = {
  noRoster: "On duty: no roster is kept.",
  since: (time) => `(Records begin at ${time}.) `,
  before: (time) => [
    `The gateway has kept records only since ${time}: nobody knows of alarms before.`,
    "On duty: no records.",
    "Devices: no records.",
  ],
  alarms(part, { all, real, false: none, test, unhandled, unacknowledged, minutes }) {
    const when = part === "morning" ? "night" : "day";
    const tests = test > 0 ? `; ${test} test${test > 1 ? "s" : ""} besides` : "";
    if (all === 0) return `No alarms during the ${when}${tests}.`;
    const verdicts = some([
      real > 0 && `${real} real`,
      none > 0 && `${none} false`,
      unhandled > 0 && `${unhandled} not handled`,
    ]).join(", ");
    const seen =
      unacknowledged > 0
        ? `${unacknowledged} acknowledged by nobody`
        : `${all > 1 ? "all " : ""}acknowledged within ${minutes ?? 0} min`;
    return `${all} alarm${all > 1 ? "s" : ""} during the ${when}: ${verdicts}; ${seen}${tests}.`;
  },
  atPost: (post, people) => (people.length === 0 ? post : `${people.join(", ")} (${post})`),
  standing: (device, text) => some([device, text.en ?? text["zh-CN"] ?? ""]).join(": "),
  duty(there, planned, { missed, uncoveredHours, asked, answered }) {
    const rest = asked === answered ? "all answered" : `${asked - answered} not answered`;
    const checks = asked === 0 ? "no spot check" : `${asked} spot check${asked > 1 ? "s" : ""}, ${rest}`;
    const faults = some([
      missed > 0 && `${missed} shift${missed > 1 ? "s" : ""} nobody signed on to`,
      uncoveredHours > 0 && `${uncoveredHours} h without anybody`,
    ]);
    const signedOn = there.length > 0 && `${there.join(", ")} signed on`;
    const people = some([signedOn, planned.length > 0 && `planned ${planned.join(", ")}`]);
    return `On duty: ${[...(people.length === 0 ? ["nobody signed on"] : people), checks, ...faults].join("; ")}.`;
  },
  devices({ all, normal, more, tickets }, named) {
    const list = named.length === 0 ? "" : `still open: ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
    return `${some([`${all} devices, ${normal === all ? "all" : normal} normal`, list, tickets > 0 && `${tickets} repair${tickets > 1 ? "s" : ""} open`]).join("; ")}.`;
  },
};
