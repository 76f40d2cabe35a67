// What a road says of itself, in words. What has no word is not shown: keys are for programs.
import { defineTexts, useLanguage, useTexts } from "../../i18n/texts.ts";
import { wordOr } from "../../words/speech.ts";

const conditionTexts = defineTexts(
  "notify-condition",
  {
    model: "型号",
    sim: "SIM 卡",
    network: "网络",
    operator: "运营商",
    signalDbm: "信号强度 (dBm)",
    signalBars: "信号格数（最多 4）",
    speaks: "能播报语音",
    hearsKeys: "能识别按键",
    mostPerDay: "24 小时最多",
    usedInDay: "24 小时已用",
    "sim.ready": "正常",
    "sim.missing": "没有插卡",
    "sim.pin-needed": "需要 PIN 码",
    "sim.pin-refused": "PIN 码不对",
    "sim.puk": "已锁，需要 PUK 码",
    "sim.busy": "忙",
    "sim.failed": "故障",
    "network.home": "已入网",
    "network.roaming": "已入网（漫游）",
    "network.searching": "正在搜网",
    "network.denied": "被网络拒绝",
    "network.none": "未入网",
    true: "是",
    false: "否",
  },
  {
    model: "Model",
    sim: "SIM",
    network: "Network",
    operator: "Operator",
    signalDbm: "Signal (dBm)",
    signalBars: "Signal bars (of 4)",
    speaks: "Can speak",
    hearsKeys: "Hears keys",
    mostPerDay: "Most in 24 hours",
    usedInDay: "Used in 24 hours",
    "sim.ready": "ready",
    "sim.missing": "none inserted",
    "sim.pin-needed": "needs its PIN",
    "sim.pin-refused": "the PIN is wrong",
    "sim.puk": "locked, needs its PUK",
    "sim.busy": "busy",
    "sim.failed": "failed",
    "network.home": "registered",
    "network.roaming": "registered (roaming)",
    "network.searching": "searching",
    "network.denied": "denied by the network",
    "network.none": "not registered",
    true: "yes",
    false: "no",
  },
);

/** Their values are words of a list; one that is not on it says nothing. */
const LISTED = new Set(["sim", "network"]);

interface Condition {
  readonly key: string;
  readonly word: string;
  readonly value: string;
}

/** What a road says of itself; what it does not know, and what its state says already, is left out. */
export function useConditionWords(): (
  condition: Readonly<Record<string, string | number | boolean | null>>,
) => readonly Condition[] {
  useTexts(conditionTexts);
  const language = useLanguage();
  const wordOf = (key: string) => wordOr(conditionTexts, language, key);
  const valueWord = (key: string, value: string | number | boolean) => {
    if (typeof value === "boolean") return wordOf(String(value));
    return LISTED.has(key) ? wordOf(`${key}.${value}`) : String(value);
  };
  return (condition) =>
    Object.entries(condition).flatMap(([key, told]) => {
      const word = wordOf(key);
      const value = told === null ? null : valueWord(key, told);
      return word === null || value === null ? [] : [{ key, word, value }];
    });
}
