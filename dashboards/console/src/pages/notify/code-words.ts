// Words for what roads call their refusals and their condition; what is not known is shown as it is.
import { defineTexts, useLanguage, useTexts } from "../../i18n/texts.ts";
import { wordOr } from "../../words/speech.ts";

const codeTexts = defineTexts(
  "notify-codes",
  {
    unreachable: "连不上对方服务器：请检查网络和地址",
    refused: "对方拒绝连接",
    "not-set-up": "还没有设置好：密钥或地址文件缺失",
    "not-the-service": "回答的不是该服务（可能是上网认证页面或代理）",
    "nobody-there": "该岗位没有人上岗，电脑上没有打开本系统",
    "nobody-on-duty": "该岗位现在没有人值班",
    "no-number": "没有登记电话号码",
    "no-mail": "没有登记邮箱",
    "sound-off": "屏幕上已显示，但没有声音",
    "not-heard": "屏幕上已显示，但没轮到播报",
    "no-answer": "无人接听",
    "no-link": "没有可用的网络",
    busy: "占线",
    "no-carrier": "通话未接通",
    "no-network": "4G 模块没有信号或没有入网",
    "no-sim": "没有 SIM 卡",
    "sim-pin": "SIM 卡需要 PIN 码",
    budget: "今天的条数已用完",
    paced: "短时间内发得太多，已改用下一种方式",
    "too-late": "已过时间，不再发送",
    stopped: "网关停机时未完成",
  },
  {
    unreachable: "The service cannot be reached: check the network and the address",
    refused: "The other side refused the connection",
    "not-set-up": "Not set up: the file with its key or address is missing",
    "not-the-service": "What answered is not the service (a sign-in page or proxy)",
    "nobody-there": "Nobody is signed on at the post; no console is open there",
    "nobody-on-duty": "Nobody is on duty at the post now",
    "no-number": "No telephone number is registered",
    "no-mail": "No mail address is registered",
    "sound-off": "Shown on the screen, but without sound",
    "not-heard": "Shown on the screen, but its turn to be read did not come",
    "no-answer": "No answer",
    "no-link": "No usable network",
    busy: "Busy",
    "no-carrier": "The call did not get through",
    "no-network": "The modem has no signal or is not registered",
    "no-sim": "No SIM card",
    "sim-pin": "The SIM card needs its PIN",
    budget: "Today's allowance is used up",
    paced: "Too many in a short time, so the next road was taken",
    "too-late": "Too late to be worth sending",
    stopped: "The gateway stopped before it was done",
  },
);

const conditionTexts = defineTexts(
  "notify-condition",
  {
    state: "状态",
    model: "型号",
    sim: "SIM 卡",
    network: "网络",
    operator: "运营商",
    signalDbm: "信号强度 (dBm)",
    signalBars: "信号格数（最多 4）",
    speaks: "能播报语音",
    hearsKeys: "能识别按键",
    lastError: "最近错误",
    mostPerDay: "24 小时最多",
    usedInDay: "24 小时已用",
    ready: "已设置好",
    missing: "缺少",
    "state.ready": "正常",
    "state.starting": "正在启动",
    "state.no-network": "没有入网",
    "sim.ready": "正常",
    "sim.missing": "没有插卡",
    "sim.pin-needed": "需要 PIN 码",
    "sim.busy": "忙",
    "sim.unknown": "未知",
    "network.home": "已入网",
    "network.roaming": "已入网（漫游）",
    "network.searching": "正在搜网",
    "network.denied": "被网络拒绝",
    "network.none": "未入网",
    "network.unknown": "未知",
    true: "是",
    false: "否",
  },
  {
    state: "State",
    model: "Model",
    sim: "SIM",
    network: "Network",
    operator: "Operator",
    signalDbm: "Signal (dBm)",
    signalBars: "Signal bars (of 4)",
    speaks: "Can speak",
    hearsKeys: "Hears keys",
    lastError: "Last error",
    mostPerDay: "Most in 24 hours",
    usedInDay: "Used in 24 hours",
    ready: "Set up",
    missing: "Missing",
    "state.ready": "ready",
    "state.starting": "starting",
    "state.no-network": "not registered",
    "sim.ready": "ready",
    "sim.missing": "none inserted",
    "sim.pin-needed": "needs its PIN",
    "sim.busy": "busy",
    "sim.unknown": "unknown",
    "network.home": "registered",
    "network.roaming": "registered (roaming)",
    "network.searching": "searching",
    "network.denied": "denied by the network",
    "network.none": "not registered",
    "network.unknown": "unknown",
    true: "yes",
    false: "no",
  },
);

export function useCodeWord(): (code: string) => string {
  useTexts(codeTexts);
  const language = useLanguage();
  return (code) => wordOr(codeTexts, language, code) ?? code;
}

interface Condition {
  readonly key: string;
  readonly word: string;
  readonly value: string;
}

/** What a road says of itself, in words; what it does not know is left out. */
export function useConditionWords(): (
  condition: Readonly<Record<string, string | number | boolean | null>>,
) => readonly Condition[] {
  useTexts(conditionTexts);
  const language = useLanguage();
  const wordOf = (key: string) => wordOr(conditionTexts, language, key) ?? key;
  const valueWord = (key: string, value: string | number | boolean) =>
    typeof value === "boolean"
      ? wordOf(String(value))
      : (wordOr(conditionTexts, language, `${key}.${value}`) ?? String(value));
  return (condition) =>
    Object.entries(condition).flatMap(([key, value]) =>
      value === null ? [] : [{ key, word: wordOf(key), value: valueWord(key, value) }],
    );
}
