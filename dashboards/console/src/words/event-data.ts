// What a device says beside the type of its event, in words: usual keys and values are said in words, all others as they are.
import { defineTexts, type Language } from "../i18n/texts.ts";
import { type EventNames, isNamedKey } from "./event-names.ts";
import { wordOr } from "./speech.ts";

const keyTexts = defineTexts(
  "event-keys",
  {
    at: "时刻",
    by: "由",
    door: "门",
    direction: "方向",
    credentialRef: "凭证",
    personRef: "人员",
    seconds: "秒数",
    mode: "方式",
    on: "供电",
    zone: "防区",
    firmware: "固件",
    rssi: "信号强度",
    battery: "电池",
    uptime: "已运行秒数",
    ticket: "报修单",
    asset: "设备",
    contractor: "维保单位",
    post: "岗位",
    person: "人员",
    road: "通知方式",
    shift: "班次",
    day: "日期",
    alarm: "告警",
  },
  {
    at: "at",
    by: "by",
    door: "door",
    direction: "direction",
    credentialRef: "credential",
    personRef: "person",
    seconds: "seconds",
    mode: "mode",
    on: "on",
    zone: "zone",
    firmware: "firmware",
    rssi: "signal strength",
    battery: "battery",
    uptime: "seconds since start",
    ticket: "repair",
    asset: "equipment",
    contractor: "contractor",
    post: "post",
    person: "person",
    road: "road",
    shift: "shift",
    day: "day",
    alarm: "alarm",
  },
);

/** Said without their key: they say what they are. */
const valueTexts = defineTexts(
  "event-values",
  {
    "by.command": "由网关命令",
    "by.card": "刷卡",
    "by.button": "按钮",
    "direction.in": "进",
    "direction.out": "出",
    "on.mains": "市电供电",
    "on.battery": "电池供电",
    "mode.peak-open": "高峰常开(只记录)",
    "mode.each-card": "逐人核验",
    "mode.hold-open": "常开",
    "mode.locked": "常闭",
    "firmware.simulated": "模拟",
    "says.raised": "告警",
    "says.cleared": "已恢复",
    "says.acknowledged": "已有人确认",
    "says.digest": "告警汇总",
    "says.proof": "每日自检",
    "says.sheet": "今日平安",
    "says.test": "测试",
    "post.county": "县级平台",
    "road.console": "在本系统确认",
    "road.link": "通过链接确认",
    "road.modem-call": "接电话按键确认",
    "road.modem-sms": "回复短信确认",
    "road.county": "由县级平台确认",
    "verdict.real": "真实",
    "verdict.false": "误报",
    "verdict.test": "测试",
  },
  {
    "by.command": "by a command of the gateway",
    "by.card": "by card",
    "by.button": "by button",
    "direction.in": "in",
    "direction.out": "out",
    "on.mains": "on mains",
    "on.battery": "on battery",
    "mode.peak-open": "open at peak time, recording only",
    "mode.each-card": "each card checked",
    "mode.hold-open": "held open",
    "mode.locked": "closed",
    "firmware.simulated": "simulated",
    "says.raised": "alarm",
    "says.cleared": "cleared",
    "says.acknowledged": "acknowledged",
    "says.digest": "digest",
    "says.proof": "daily proof",
    "says.sheet": "sheet of the day",
    "says.test": "test",
    "post.county": "county platform",
    "road.console": "acknowledged here",
    "road.link": "acknowledged by link",
    "road.modem-call": "acknowledged by a key in the call",
    "road.modem-sms": "acknowledged by SMS",
    "road.county": "acknowledged by the county",
    "verdict.real": "real",
    "verdict.false": "false",
    "verdict.test": "test",
  },
);

/** Said once at the top of every page of a virtual campus. */
const NOT_REPEATED = new Set(["simulated"]);
/** What one line says of an event with many fields; the type says what became of it, the entry itself has the rest. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  ticket: ["ticket", "asset", "contractor", "by"],
  notify: ["says", "alarm", "post", "person", "road", "by"],
  duty: ["post", "shift", "day", "person", "by"],
  handling: ["verdict", "alarm", "ticket", "by"],
};

/** These names say by themselves what they are of. */
const PLAIN_NAMES = new Set(["post", "person", "road", "alarm"]);

/**
 * `进 · 门 east · 市电供电`; `domain` is the part of the type before its dot. `names`: what the ids of the gateway's own entries are called;
 * without it they are said as ids. A person whose name may not be read is left out.
 */
export function dataText(
  data: Readonly<Record<string, unknown>>,
  language: Language,
  domain = "",
  names?: EventNames,
): string {
  const said = Object.hasOwn(SAID, domain) ? SAID[domain] : undefined;
  const shown = said === undefined ? Object.entries(data) : said.map((key) => [key, data[key]] as const);
  return shown
    .filter(([key, value]) => value !== null && value !== undefined && value !== "" && !NOT_REPEATED.has(key))
    .map(([key, value]) => {
      const text = typeof value === "object" ? JSON.stringify(value) : String(value);
      return partText(key, text, language, said === undefined ? undefined : names);
    })
    .filter((part) => part !== null)
    .join(" · ");
}

function partText(key: string, text: string, language: Language, names: EventNames | undefined): string | null {
  const keyed = (shown: string) => `${wordOr(keyTexts, language, key) ?? key} ${shown}`;
  const word = () => wordOr(valueTexts, language, `${key}.${text}`);
  if (names === undefined || !isNamedKey(key)) return word() ?? keyed(text);
  const name = names[key](text);
  if (name !== null) return PLAIN_NAMES.has(key) ? name : keyed(name);
  return word() ?? (key === "person" ? null : keyed(text));
}
