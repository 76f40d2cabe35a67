// What points and commands are called on a screen when their profile does not say it: words that staff use, from the ids of profiles.

export interface Label {
  readonly "zh-CN": string;
  readonly en: string;
}

const WORDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  temperature: ["温度", "Temperature"],
  humidity: ["湿度", "Humidity"],
  dewpoint: ["露点", "Dew point"],
  "dew-point": ["露点", "Dew point"],
  pressure: ["气压", "Pressure"],
  co2: ["二氧化碳", "CO₂"],
  pm25: ["PM2.5", "PM2.5"],
  pm10: ["PM10", "PM10"],
  illuminance: ["照度", "Illuminance"],
  noise: ["噪声", "Noise"],
  battery: ["电池电量", "Battery"],
  load: ["负载率", "Load"],
  runtime: ["预计可用", "Runtime left"],
  uptime: ["运行时间", "Uptime"],
  rssi: ["信号强度", "Signal strength"],
  voltage: ["电压", "Voltage"],
  current: ["电流", "Current"],
  power: ["有功功率", "Active power"],
  "apparent-power": ["视在功率", "Apparent power"],
  "reactive-power": ["无功功率", "Reactive power"],
  "power-factor": ["功率因数", "Power factor"],
  "phase-angle": ["相位角", "Phase angle"],
  frequency: ["频率", "Frequency"],
  energy: ["电能", "Energy"],
  "energy-import": ["用电量", "Energy imported"],
  "energy-export": ["反送电量", "Energy exported"],
  "reactive-energy": ["无功电能", "Reactive energy"],
  "reactive-energy-import": ["正向无功电能", "Reactive energy imported"],
  "reactive-energy-export": ["反向无功电能", "Reactive energy exported"],
  "thd-voltage": ["电压谐波畸变率", "Voltage distortion (THD)"],
  leak: ["漏水", "Leak"],
  smoke: ["烟感", "Smoke"],
  door: ["门", "Door"],
  mains: ["市电", "Mains"],
  "on-battery": ["电池供电", "On battery"],
};

const PHASE = /^(.+)-l([123])$/;

const PORT = /^port-(\d{1,4})-(up|in|out|errors)$/;
const PORT_WORDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  up: ["接通", "up"],
  in: ["流入", "in"],
  out: ["流出", "out"],
  errors: ["每分钟错包", "errors a minute"],
};

/** The label of a point: by its name, by its name and phase (`voltage-l1`), else its id in both languages. */
export function pointLabel(id: string): Label {
  const [, port, what = ""] = PORT.exec(id) ?? [];
  const [zh, en] = PORT_WORDS[what] ?? [];
  if (port !== undefined) return { "zh-CN": `端口 ${port} ${zh}`, en: `Port ${port} ${en}` };
  const [, base = id, phase = null] = PHASE.exec(id) ?? [];
  const words = Object.hasOwn(WORDS, base) ? WORDS[base] : undefined;
  if (words === undefined) return { "zh-CN": id, en: id };
  const suffix = phase === null ? "" : ` L${phase}`;
  return { "zh-CN": `${words[0]}${suffix}`, en: `${words[1]}${suffix}` };
}
