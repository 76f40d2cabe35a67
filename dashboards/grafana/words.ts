// Everything that the dashboards say, in both languages; Chinese first, because those who look at them read it.

export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

type Said = readonly [chinese: string, english: string];

const WORDS = {
  all: ["全部", "All"],
  campus: ["学校", "Campus"],
  place: ["场所", "Place"],
  device: ["设备", "Device"],
  alarms: ["告警", "Alarms"],
  alarmsRaised: ["告警发生", "Alarms raised"],
  alarmsCleared: ["告警解除", "Alarms cleared"],
  otherDashboard: ["其他看板", "Other dashboards"],

  "machine-room": ["网络机房", "Machine room"],
  "machine-room-about": [
    "温湿度、供电、漏水、烟感、门和告警。选择场所或设备；色带是通用阈值，本校的告警规则以校园网关为准。",
    "Climate, power, water, smoke, doors and alarms. Choose a place or devices; bands are common thresholds, the rules of this campus are the gateway's.",
  ],
  now: ["当前", "Now"],
  hottest: ["最高温度", "Hottest"],
  dampest: ["最高湿度", "Highest humidity"],
  supply: ["供电", "Supply"],
  mains: ["市电", "Mains"],
  onBattery: ["电池供电", "On battery"],
  runtime: ["预计可用", "Runtime"],
  badShare: ["无效占比", "Bad values"],
  climate: ["温湿度", "Climate"],
  temperature: ["温度", "Temperature"],
  humidity: ["湿度", "Humidity"],
  temperatureLong: [
    "温度长期走势（15 分钟：最低、平均、最高）",
    "Temperature over months (15 min: lowest, mean, highest)",
  ],
  lowest: ["最低", "lowest"],
  mean: ["平均", "mean"],
  highest: ["最高", "highest"],
  power: ["供电", "Power"],
  voltage: ["电压", "Voltage"],
  current: ["电流（空调停机可见）", "Current (shows a stopped air conditioner)"],
  ups: ["UPS 电池电量与负载率", "UPS battery and load"],
  contacts: ["漏水、烟感、门与开关量", "Water, smoke, doors and contacts"],
  quiet: ["正常", "Normal"],
  active: ["动作", "Active"],
  off: ["断开（0）", "off (0)"],
  on: ["接通（1）", "on (1)"],
  dataQuality: ["数据质量", "Data quality"],
  badByDevice: ["各设备无效占比", "Bad values by device"],
  newest: ["最近一次数据", "Newest value"],
  alarmEvents: ["告警记录（最新在上）", "Alarm events (newest first)"],

  "gateway-health": ["校园网关运行状况", "Gateway health"],
  "gateway-health-about": [
    "写入时序库的数据量、设备、质量和告警。消费者滞后、提交耗时和丢失不在时序库里：看校园网关的总览、丢失页或 /metrics。",
    "What arrives in the time-series store: amounts, devices, quality, alarms. Consumer lag, commit time and losses are not in it: see the gateway's overview, its losses page or /metrics.",
  ],
  newestAge: ["最新数据", "Newest data"],
  perMinute: ["每分钟数值", "Values per minute"],
  intake: ["接入", "Intake"],
  values: ["数值", "values"],
  uncertainShort: ["存疑", "uncertain"],
  bad: ["无效", "bad"],
  reporting: ["有数据的设备", "Devices with data"],
  reportingNow: ["有数据的设备（最近 5 分钟段）", "Devices with data (newest 5 min)"],
  startsPerHour: ["每小时校园网关启动次数", "Starts of the gateway per hour"],
  started: ["校园网关启动", "Gateway started"],
  deviceStates: ["设备上线、离线", "Devices going online and offline"],
  online: ["上线", "online"],
  offline: ["离线", "offline"],
  lastSeen: ["各设备最近一次数据", "Newest data of each device"],
  alarmsPerHour: ["每小时告警", "Alarms per hour"],
  activeAlarms: ["正在发生的告警", "Active alarms"],
  activeShort: ["正在发生", "active"],
  raisedShort: ["发生", "raised"],
  clearedShort: ["解除", "cleared"],
  acknowledgedShort: ["确认", "acknowledged"],
  eventsPerHour: ["每小时事件", "Events per hour"],
  rollups: ["分钟汇总的条数（每 10 分钟）", "One-minute roll-ups (per 10 min)"],
  time: ["时间", "Time"],
  change: ["变化", "Change"],
  severity: ["级别", "Severity"],
  alarm: ["告警", "Alarm"],
  point: ["测点", "Point"],
  value: ["数值", "Value"],
  limit: ["界限", "Limit"],
  quality: ["质量", "Quality"],
  good: ["正常", "good"],
  critical: ["紧急", "Critical"],
  high: ["高", "High"],
  medium: ["中", "Medium"],
  low: ["低", "Low"],
  raisedEvent: ["发生", "raised"],
  clearedEvent: ["解除", "cleared"],
  acknowledgedEvent: ["确认", "acknowledged"],
  shelvedEvent: ["稍后提醒", "shelved"],
  unshelvedEvent: ["恢复提醒", "unshelved"],
  resetEvent: ["复位", "reset"],
} as const satisfies Readonly<Record<string, Said>>;

export type Word = keyof typeof WORDS;

/** The words in one language. */
export function wordsIn(language: Language): (word: Word) => string {
  const at = LANGUAGES.indexOf(language) === 0 ? 0 : 1;
  return (word) => WORDS[word][at];
}
