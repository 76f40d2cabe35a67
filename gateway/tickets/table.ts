// The tickets of a month as the paper register has them: one line each, with the fault register's columns.
import { assetClass, faultLabel } from "../contract/asset-classes.ts";
import type { TicketState } from "../contract/tickets.ts";
import type { Language } from "../kit/i18n.ts";
import type { KeptTicket } from "./ticket.ts";

export const STATE_WORDS: Readonly<Record<TicketState, Readonly<Record<Language, string>>>> = {
  new: { "zh-CN": "待受理", en: "new" },
  accepted: { "zh-CN": "已受理", en: "accepted" },
  working: { "zh-CN": "处理中", en: "working" },
  done: { "zh-CN": "待验收", en: "done" },
  confirmed: { "zh-CN": "已关闭", en: "confirmed" },
  rejected: { "zh-CN": "已退回", en: "rejected" },
  duplicate: { "zh-CN": "重复", en: "duplicate" },
  reopened: { "zh-CN": "重新打开", en: "reopened" },
};

const HEAD: Readonly<Record<Language, readonly string[]>> = {
  "zh-CN": [
    "编号", "状态", "设备", "类别", "场所", "报修内容", "故障时间", "现象", "分析", "排除过程", "结论", "排除时间", "签名", "维保单位", "受理时间", "同报人数",
  ],
  en: [
    "Id", "State", "Equipment", "Class", "Place", "Reported", "Fault at", "Symptom", "Analysis", "Process", "Conclusion", "Fixed at", "Signed by", "Contractor", "Accepted at", "Others",
  ],
}; // biome-ignore format: as on paper

/** Rows with their head; times as a clock on campus shows them. */
export function registerRows(
  tickets: readonly KeptTicket[],
  language: Language,
  { time, place }: { readonly time: (ms: number) => string; readonly place: (id: string) => string },
): (string | number | null)[][] {
  const at = (ms: number | null) => (ms === null ? null : time(ms));
  return [
    [...HEAD[language]],
    ...tickets.map((ticket) => [
      ticket.id,
      STATE_WORDS[ticket.state][language],
      ticket.name,
      assetClass(ticket.class)?.label[language] ?? ticket.class,
      ticket.place === null ? null : place(ticket.place),
      [ticket.fault === null ? null : faultLabel(ticket.class, ticket.fault)[language], ticket.text]
        .filter((part) => part !== null)
        .join(language === "en" ? ": " : "："),
      at(ticket.register.faultMs),
      ticket.register.symptom,
      ticket.register.analysis,
      ticket.register.process,
      ticket.register.conclusion,
      at(ticket.register.fixedMs),
      ticket.register.signature?.name ?? null,
      ticket.contractor,
      at(ticket.acceptedMs),
      ticket.meToo,
    ]),
  ];
}
