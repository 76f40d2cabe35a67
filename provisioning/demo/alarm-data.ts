// The alarm rules of the virtual campus, as data: what its profiles cannot know. Rack inlets, mains voltage, a stopped air
// conditioner and silent devices have rules of
// their own that come with the profiles; thresholds here are those of the sensors' tasks: food, hazard store, water.

export interface RuleSpec {
  readonly id: string;
  /** Which devices and point, and the condition, as campus.yaml writes them. */
  readonly when: string;
  readonly severity: "critical" | "high" | "medium" | "low";
  readonly zh: string;
  readonly en: string;
  /** What to do, in one sentence. */
  readonly actionZh: string;
  readonly actionEn: string;
}

// biome-ignore format: a table
export const ALARM_RULES: readonly RuleSpec[] = [
  { id: "fire", when: "device: fire-panel, point: fire, equals: true, latched: true", severity: "critical", zh: "火警", en: "Fire alarm", actionZh: "按疏散预案执行，拨打119。", actionEn: "Follow the evacuation plan; call the fire brigade." },
  { id: "mr-leak", when: "device: io8-admin, point: di2, equals: true, latched: true", severity: "critical", zh: "漏水(空调下)", en: "Water under the air conditioner", actionZh: "勿踩水，断空调电源，找到漏点后复位。", actionEn: "Keep out of the water, cut the air conditioner's power, reset after the leak is found." },
  { id: "power-leak", when: "device: power-leak, point: leak, equals: true, latched: true", severity: "critical", zh: "配电房水浸", en: "Water in the power room", actionZh: "勿进水区，通知总务处断电。", actionEn: "Stay out; have the power cut." },
  { id: "gas", when: "device: gas-1, point: gas, equals: true, latched: true", severity: "critical", zh: "燃气泄漏", en: "Gas leak", actionZh: "关阀开窗，勿动电器，撤离。", actionEn: "Close the valve, open windows, touch no switch, leave." },
  { id: "chem-gas", when: "device: chem-gas, point: gas, equals: true, latched: true", severity: "critical", zh: "危化品室可燃气体", en: "Flammable gas in the hazard store", actionZh: "双人到场，开排风，勿动电器。", actionEn: "Two people, ventilate, touch no switch." },
  { id: "mains-lost", when: "device: mr1-ups, point: voltage, below: 150, deadband: 20, onDelay: 10s", severity: "high", zh: "市电中断，电池供电", en: "Mains lost, on battery", actionZh: "看预计可用时间，不足10分钟时先关服务器。", actionEn: "Look at the runtime; below 10 minutes shut the servers down." },
  { id: "sample-warm", when: "device: sample-1, point: temperature, above: 8, deadband: 0.5, onDelay: 15min", severity: "high", zh: "留样柜温度高", en: "Sample fridge warm", actionZh: "关好柜门；超过1小时请食堂重新留样。", actionEn: "Close the door; after an hour take new samples." },
  { id: "cold-warm", when: "device: cold-1, point: temperature, above: 8, deadband: 0.5, onDelay: 20min", severity: "medium", zh: "冷藏库温度高", en: "Cold store warm", actionZh: "查看库门和压缩机。", actionEn: "Look at the door and the compressor." },
  { id: "freezer-warm", when: "device: freeze-1, point: temperature, above: -12, deadband: 1, onDelay: 30min", severity: "medium", zh: "冷冻库温度高", en: "Freezer warm", actionZh: "查看库门和压缩机。", actionEn: "Look at the door and the compressor." },
  { id: "pump-low", when: "device: pump-l1, point: level, below: 2, deadband: 0.1, onDelay: 5min", severity: "medium", zh: "消防水池液位低", en: "Fire water low", actionZh: "通知总务处补水。", actionEn: "Have it refilled." },
  { id: "mr-silent", when: "device: mr1-env, point: temperature, noData: 3min", severity: "medium", zh: "机房温度没有数据", en: "No temperature from the machine room", actionZh: "查看设备供电和接线。", actionEn: "Look at the device's power and wiring." },
];
