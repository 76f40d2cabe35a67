// The ledger of what was told as a table for people: words, names and campus time, with the numbers and codes by which each row is found again.
import { csvText } from "../contract/csv.ts";
import type { Delivery, DeliveryState, Says } from "../contract/notify.ts";
import type { Language } from "../kit/i18n.ts";

/** What the table calls things; what has no name is told by its id. */
export interface DeliveryNames {
  readonly post: (id: string) => string;
  readonly road: (id: string) => string;
  readonly person: (id: string) => string;
  readonly alarm: (id: string) => string;
  /** As a clock on campus shows it. */
  readonly time: (at: string) => string;
}

interface Words {
  readonly columns: readonly string[];
  readonly says: Readonly<Record<Says, string>>;
  readonly states: Readonly<Record<DeliveryState, string>>;
  readonly yes: string;
  readonly no: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  "zh-CN": {
    columns: ["编号", "内容", "告警", "告警编号", "告警数", "步骤", "岗位", "人员", "通知方式", "结果", "尝试次数", "生成时间", "发出时间", "结束时间", "代码", "说明", "已应答", "测试", "可能重复"],
    says: { raised: "告警", cleared: "已恢复", acknowledged: "已有人确认", digest: "告警汇总", proof: "每日自检", test: "测试", sheet: "今日平安" },
    states: { queued: "待发", sent: "已发出，等结果", accepted: "已送达", failed: "失败", unknown: "不确定", dropped: "不再需要" },
    yes: "是",
    no: "否",
  },
  en: {
    columns: ["number", "says", "alarm", "alarm id", "alarms", "step", "post", "person", "road", "result", "tries", "made at", "sent at", "ended at", "code", "detail", "answered", "test", "may be the second"],
    says: { raised: "alarm", cleared: "cleared", acknowledged: "acknowledged", digest: "digest", proof: "daily proof", test: "test", sheet: "sheet of the day" },
    states: { queued: "queued", sent: "sent, waiting", accepted: "delivered", failed: "failed", unknown: "uncertain", dropped: "not needed any more" },
    yes: "yes",
    no: "no",
  },
}; // biome-ignore format: two languages

/** RFC 4180, one row for each delivery. */
export function deliveryTable(deliveries: readonly Delivery[], language: Language, names: DeliveryNames): string {
  const words = WORDS[language];
  const mark = (is: boolean) => (is ? words.yes : words.no);
  const named = (id: string | null, name: (id: string) => string) => (id === null ? null : name(id));
  const rows = deliveries.map((one) => {
    const { n, alarms, step, tries, code, detail } = one;
    const first = alarms[0]?.id ?? null;
    return [
      n,
      words.says[one.says],
      named(first, names.alarm),
      first,
      alarms.length,
      step + 1,
      named(one.post, names.post),
      named(one.person, names.person),
      names.road(one.road),
      words.states[one.state],
      tries,
      names.time(one.madeAt),
      named(one.sentAt, names.time),
      named(one.endedAt, names.time),
      code,
      detail,
      mark(one.answered),
      mark(one.test),
      mark(one.repeated),
    ];
  });
  return csvText([words.columns, ...rows]);
}
