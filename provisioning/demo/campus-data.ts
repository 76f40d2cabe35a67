// The school that is played: places and devices as data, all of it invented. What the devices measure is day/, how they speak is wires/.

/** A serial server: one link, several units behind it. */
export type LinkId = "mr1" | "io" | "pdu";

/** How each is spoken to: most translate Modbus TCP, the cheap one passes the bytes of its line on as they are. */
export const LINK_KINDS: Readonly<Record<LinkId, "tcp" | "rtuOverTcp">> = { mr1: "tcp", io: "tcp", pdu: "rtuOverTcp" };

export interface PlaceSpec {
  readonly id: string;
  readonly name: string;
  readonly class: string;
  readonly key?: true;
}

export interface PointSpec {
  readonly name?: string;
  readonly unit?: string;
  readonly deadband?: number;
}

interface DeviceSpec {
  readonly id: string;
  readonly name: string;
  readonly place: string;
  readonly profile: string;
  readonly points?: Readonly<Record<string, PointSpec>>;
}

export interface ModbusSpec extends DeviceSpec {
  readonly link: LinkId;
  readonly unit: number;
  readonly every: string;
  /** Only changes become entries, and one a minute. */
  readonly onChange?: true;
  readonly enabled?: false;
  /** False: nobody answers for it. */
  readonly played?: false;
  /** For people who read campus.yaml. */
  readonly remark?: string;
}

export interface MqttSpec extends DeviceSpec {
  readonly profile: "native" | "native-door";
}

export interface DerivedSpec extends DeviceSpec {
  /** As campus.yaml has it: what it is computed from. */
  readonly connection: string;
}

export const CAMPUS = { id: "no3-middle", name: "云岫县第三初级中学（虚拟）" } as const;

export const PLACES: readonly PlaceSpec[] = [
  { id: "machine-room-1", name: "网络中心机房", class: "machine-room", key: true },
  { id: "monitor-room", name: "监控室", class: "monitor-room", key: true },
  { id: "gate-east", name: "东门", class: "gate", key: true },
  { id: "guard-e", name: "东门门卫室", class: "guard-room", key: true },
  { id: "chem-store", name: "危险化学品储存室", class: "hazard-store", key: true },
  { id: "kitchen", name: "食堂操作间", class: "kitchen", key: true },
  { id: "cold-store", name: "食堂冷库与留样间", class: "kitchen", key: true },
  { id: "power-room", name: "配电房", class: "power-room", key: true },
  { id: "pump-room", name: "消防泵房与消防水池", class: "pump-room", key: true },
  { id: "dorm1-hall", name: "1号宿舍楼大厅与值班室", class: "dormitory", key: true },
  { id: "dorm2-hall", name: "2号宿舍楼大厅与值班室", class: "dormitory", key: true },
  { id: "perimeter", name: "校园周界(围墙 1120 m)", class: "perimeter", key: true },
  { id: "teaching", name: "教学楼群(明德、笃学、致远、格物)", class: "corridor" },
];

const CLIMATE = { temperature: { deadband: 0.1 }, humidity: { deadband: 0.5 } };
const named = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name, i) => [`di${i + 1}`, { name }] as const));

/** Asked over Modbus. */
export const MODBUS: readonly ModbusSpec[] = [
  { id: "mr1-meter", name: "机房总配电三相表", place: "machine-room-1", profile: "sdm630", link: "mr1", unit: 1, every: "10s" },
  { id: "mr1-ac1-meter", name: "1号空调电流", place: "machine-room-1", profile: "sdm120", link: "mr1", unit: 2, every: "10s" },
  { id: "mr1-ac2-meter", name: "2号空调电流(备用)", place: "machine-room-1", profile: "sdm120", link: "mr1", unit: 4, every: "10s", enabled: false, remark: "停用: 不询问 / disabled: not asked" },
  { id: "mr1-th1", name: "机柜1进风温湿度", place: "machine-room-1", profile: "xy-md02", link: "mr1", unit: 11, every: "5s", onChange: true, points: CLIMATE },
  { id: "mr1-th2", name: "机柜2进风温湿度", place: "machine-room-1", profile: "xy-md02", link: "mr1", unit: 12, every: "5s", onChange: true, points: CLIMATE },
  { id: "mr1-th3", name: "UPS电池区温湿度", place: "machine-room-1", profile: "rs-ws-n01", link: "mr1", unit: 13, every: "10s", onChange: true, points: CLIMATE },
  { id: "io8-admin", name: "机房开关量模块", place: "machine-room-1", profile: "waveshare-io-8ch", link: "mr1", unit: 20, every: "1s", onChange: true, points: { ...named("监控室一键报警", "机房漏水绳(空调下)", "机房漏水绳(窗下)", "机房烟感", "机房门磁", "市电有电", "备用", "备用"), do1: { name: "漏水复位" }, do2: { name: "出口路由器断电" } } },
  { id: "mr1-fan", name: "机房新风机(从未接入)", place: "machine-room-1", profile: "xy-md02", link: "mr1", unit: 30, every: "30s", played: false, remark: "总线上没有这个地址, 一直超时 / nobody has this address on the bus: it always times out" },
  { id: "mr1-pdu1", name: "1号机柜配电单元", place: "machine-room-1", profile: "sdm120", link: "pdu", unit: 1, every: "10s" },
  { id: "mr1-pdu2", name: "2号机柜配电单元", place: "machine-room-1", profile: "sdm120", link: "pdu", unit: 2, every: "10s" },
  { id: "mr1-light", name: "机房照明回路", place: "machine-room-1", profile: "sdm120", link: "pdu", unit: 3, every: "10s" },
  { id: "io8-gate-e", name: "东门开关量模块", place: "guard-e", profile: "waveshare-io-8ch", link: "io", unit: 21, every: "1s", onChange: true, points: named("一键报警", "闸机消防联动", "东门大门门磁") },
  { id: "io8-dorm1", name: "1号宿舍开关量模块", place: "dorm1-hall", profile: "waveshare-io-8ch", link: "io", unit: 22, every: "1s", onChange: true, points: named("一键报警", "后门门磁", "烟感总线", "消防释放") },
  { id: "io8-dorm2", name: "2号宿舍开关量模块", place: "dorm2-hall", profile: "waveshare-io-8ch", link: "io", unit: 23, every: "1s", onChange: true, points: named("一键报警", "后门门磁", "烟感总线", "消防释放") },
  { id: "io8-fence", name: "周界电子围栏主机(常闭)", place: "perimeter", profile: "waveshare-io-8ch-nc", link: "io", unit: 24, every: "1s", onChange: true, points: named("防区1", "防区2", "防区3", "防区4", "围栏主机断电") },
  { id: "io8-teach", name: "教学楼楼门模块", place: "teaching", profile: "waveshare-io-8ch", link: "io", unit: 25, every: "1s", onChange: true, points: named("明德楼门", "笃学楼门", "致远楼门", "格物楼门", "明德楼3层西求助按钮", "致远楼2层东求助按钮") },
]; // biome-ignore format: one device a line

/** They send over MQTT. */
export const MQTT: readonly MqttSpec[] = [
  { id: "east-l3", name: "东门3通道读卡器", place: "gate-east", profile: "native-door" },
  { id: "east-l4", name: "东门4通道读卡器(无障碍)", place: "gate-east", profile: "native-door" },
  { id: "chem-door", name: "危化品室门读卡器(双人双锁)", place: "chem-store", profile: "native-door" },
  { id: "mr1-env", name: "机房环境监测仪", place: "machine-room-1", profile: "native", points: { temperature: { name: "温度" }, humidity: { name: "湿度" }, co2: { name: "二氧化碳" }, door: { name: "机柜门" } } },
  { id: "mr1-ups", name: "在线式UPS 6 kVA", place: "machine-room-1", profile: "native", points: { battery: { name: "电池电量" }, load: { name: "负载率" }, runtime: { name: "预计可用" }, voltage: { name: "输入电压" }, "on-battery": { name: "电池供电" } } },
  { id: "cold-1", name: "冷藏库温度", place: "cold-store", profile: "native", points: { temperature: { name: "温度" } } },
  { id: "freeze-1", name: "冷冻库温度", place: "cold-store", profile: "native", points: { temperature: { name: "温度" } } },
  { id: "sample-1", name: "留样柜温度", place: "cold-store", profile: "native", points: { temperature: { name: "温度" } } },
  { id: "gas-1", name: "食堂燃气探测器", place: "kitchen", profile: "native", points: { gas: { name: "燃气泄漏" } } },
  { id: "chem-th", name: "危化品室温湿度", place: "chem-store", profile: "native", points: { temperature: { name: "温度" }, humidity: { name: "湿度" } } },
  { id: "chem-gas", name: "危化品室可燃气体", place: "chem-store", profile: "native", points: { gas: { name: "可燃气体" } } },
  { id: "pump-p1", name: "消火栓管网压力", place: "pump-room", profile: "native", points: { pressure: { name: "压力", unit: "kPa" } } },
  { id: "pump-l1", name: "消防水池液位", place: "pump-room", profile: "native", points: { level: { name: "液位", unit: "m" } } },
  { id: "power-th", name: "配电房温度", place: "power-room", profile: "native", points: { temperature: { name: "温度" } } },
  { id: "power-resid", name: "1号宿舍配电剩余电流", place: "power-room", profile: "native", points: { current: { name: "剩余电流", unit: "mA" } } },
  { id: "power-leak", name: "配电房水浸", place: "power-room", profile: "native", points: { leak: { name: "水浸" } } },
  { id: "fire-panel", name: "火灾报警主机(只记录)", place: "monitor-room", profile: "native", points: { fire: { name: "火警" }, fault: { name: "故障" } } },
]; // biome-ignore format: one device a line

/** Nobody plays these: the gateway computes them from the others. */
export const DERIVED: readonly DerivedSpec[] = [
  { id: "mr1-dew", name: "机柜1进风露点", place: "machine-room-1", profile: "dew-point", connection: "{ of: mr1-th1 }" },
  { id: "mr1-energy", name: "机房用电量", place: "machine-room-1", profile: "energy-day", connection: "{ of: mr1-meter }" },
  { id: "mr1-phases", name: "机房三相电流不平衡", place: "machine-room-1", profile: "current-imbalance", connection: "{ of: mr1-meter }" },
  { id: "mr1-voltages", name: "机房三相电压不平衡", place: "machine-room-1", profile: "voltage-imbalance", connection: "{ of: mr1-meter }" },
  { id: "mr1-rise", name: "机柜2升温速度", place: "machine-room-1", profile: "rise", connection: "{ of: mr1-th2 }" },
  { id: "mr1-cooling", name: "1号空调停机判断", place: "machine-room-1", profile: "cooling-stopped", connection: "{ inputs: { current: mr1-ac1-meter.current } }" },
  { id: "mr1-ups-left", name: "UPS续航预测", place: "machine-room-1", profile: "ups-forecast", connection: "{ of: mr1-ups }" },
  { id: "mr1-in-order", name: "机房设备完好率", place: "machine-room-1", profile: "in-order", connection: "{ profiles: [xy-md02, rs-ws-n01, sdm120, sdm630] }" },
]; // biome-ignore format: one device a line

/** A device that nobody plays: for the visitor's own first message. */
export const OWN: MqttSpec = { id: "my-first-device", name: "我的第一台设备", place: "gate-east", profile: "native" };
