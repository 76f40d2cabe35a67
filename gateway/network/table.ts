// What was found on the network as a table for people and spreadsheets. Pure.
import { csvText } from "../contract/csv.ts";
import type { NetworkFinding } from "../contract/neighbours.ts";
import type { Language } from "../kit/i18n.ts";

const KINDS = {
  unknown: ["未登记", "Unknown"],
  moved: ["IP 与台账不符", "Another IP than registered"],
  swapped: ["IP 被别的设备占用", "Registered IP, another card"],
  conflict: ["IP 冲突", "Address conflict"],
} as const;
const HEAD = [
  ["情况", "Finding"],
  ["MAC", "MAC"],
  ["随机 MAC", "Made-up MAC"],
  ["IP", "IP"],
  ["首次看到", "First seen"],
  ["最近看到", "Last seen"],
  ["由谁看到", "Seen by"],
  ["端口", "Port"],
  ["场所", "Place"],
  ["台账", "Register"],
  ["台账中为", "Registered as"],
  ["忽略原因", "Ignored because"],
] as const;
const YES = ["是", "yes"] as const;

export interface Words {
  place(id: string): string;
  device(id: string): string;
}

/** Times are those of the campus in `timezone`. */
export function findingsTable(
  findings: readonly NetworkFinding[],
  language: Language,
  timezone: string,
  words: Words,
): string {
  const at = language === "en" ? 1 : 0;
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "medium" });
  const time = (text: string) => format.format(Date.parse(text));
  return csvText([
    HEAD.map((names) => names[at]),
    ...findings.map((one) => [
      KINDS[one.kind][at],
      one.kind === "conflict" ? one.macs.join(" ") : one.mac,
      one.random ? YES[at] : "",
      one.ips.join(" "),
      time(one.firstSeenAt),
      time(one.lastSeenAt),
      words.device(one.seenBy),
      one.port,
      one.place === null ? "" : words.place(one.place),
      one.asset?.name ?? "",
      one.expected,
      one.ignored?.reason ?? "",
    ]),
  ]);
}
