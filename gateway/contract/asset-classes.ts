// What kinds of things a school keeps a register of, and what can be wrong with each: the words on labels, lists and the repair page.

export interface Words {
  readonly "zh-CN": string;
  readonly en: string;
}

/** One thing that a person without training can say is wrong. */
export interface Fault {
  readonly id: string;
  readonly label: Words;
}

export interface AssetClass {
  readonly id: string;
  readonly label: Words;
  readonly faults: readonly Fault[];
}

function fault(id: string, zh: string, en: string): Fault {
  return { id, label: { "zh-CN": zh, en } };
}

const NO_POWER = fault("no-power", "开不了机、没有电", "Does not switch on");
const NO_NETWORK = fault("no-network", "连不上网", "No network");
const NO_SOUND = fault("no-sound", "没有声音", "No sound");
const SLOW = fault("slow", "很卡、死机", "Slow or frozen");
const DAMAGED = fault("damaged", "外壳或线缆损坏", "Damaged case or cable");
const NOISE = fault("noise", "有异响或异味", "Strange noise or smell");
/** Always possible: then the text says what. */
export const OTHER_FAULT: Fault = fault("other", "其他（请写一句）", "Something else (please say what)");

function kind(id: string, zh: string, en: string, ...faults: readonly Fault[]): AssetClass {
  return { id, label: { "zh-CN": zh, en }, faults: [...faults, OTHER_FAULT] };
}

/** A closed list: figures of one school can be compared with another's. */
export const ASSET_CLASSES: readonly AssetClass[] = [
  kind("class-board", "班班通一体机", "Classroom display", NO_POWER,
    fault("no-picture", "黑屏、不显示", "No picture"), fault("no-touch", "触摸不灵", "Touch does not work"),
    NO_SOUND, NO_NETWORK, SLOW),
  kind("projector", "投影机", "Projector", NO_POWER, fault("no-picture", "没有画面", "No picture"),
    fault("blurred", "画面模糊、偏色", "Blurred or wrong colours"), NOISE),
  kind("computer", "计算机", "Computer", NO_POWER, NO_NETWORK, SLOW, fault("input", "键盘或鼠标坏", "Keyboard or mouse")),
  kind("printer", "打印复印机", "Printer", NO_POWER, fault("jam", "卡纸", "Paper jam"),
    fault("toner", "缺墨、字迹不清", "No toner, faint print"), NO_NETWORK),
  kind("network", "网络设备", "Network device", NO_POWER, fault("no-network", "没有网络", "No network"),
    fault("weak", "信号弱、网速慢", "Weak signal or slow")),
  kind("server", "服务器", "Server", NO_POWER, fault("warning-light", "告警灯亮", "Warning light"), NOISE),
  kind("ups", "UPS", "UPS", NO_POWER, fault("beeping", "一直鸣叫", "Keeps beeping"), fault("battery", "电池鼓包或断电快", "Battery swollen or short")),
  kind("air-conditioner", "空调", "Air conditioner", NO_POWER, fault("not-cooling", "不制冷", "Does not cool"),
    fault("dripping", "滴水", "Drips"), NOISE),
  kind("camera", "摄像机", "Camera", fault("no-picture", "没有画面", "No picture"), fault("blurred", "画面模糊", "Blurred"), DAMAGED),
  kind("recorder", "录像机", "Recorder", NO_POWER, fault("not-recording", "不录像", "Does not record"), NOISE),
  kind("door", "门禁闸机", "Door or gate", fault("no-open", "刷卡不开门", "Card does not open"),
    fault("no-close", "门关不上", "Does not close"), DAMAGED),
  kind("speaker", "广播音箱", "Speaker", NO_SOUND, fault("crackle", "杂音", "Crackles"), DAMAGED),
  kind("sensor", "传感器", "Sensor", fault("no-value", "没有数值", "No value"), fault("wrong-value", "数值不对", "Wrong value"), DAMAGED),
  kind("light", "灯具电源", "Light or socket", fault("dark", "灯不亮", "Light is out"), fault("flicker", "闪烁", "Flickers"),
    fault("socket", "插座没电", "Socket without power")),
  kind("furniture", "课桌椅门窗", "Furniture, door, window", fault("broken", "损坏", "Broken"), fault("loose", "松动", "Loose")),
  kind("water", "水电管件", "Water and pipes", fault("leak", "漏水", "Leaks"), fault("blocked", "堵塞", "Blocked"), fault("no-water", "没有水", "No water")),
  kind("other", "其他", "Other", NO_POWER, DAMAGED),
]; // biome-ignore format: one class a block

const byId: ReadonlyMap<string, AssetClass> = new Map(ASSET_CLASSES.map((one) => [one.id, one]));

/** The class, or undefined for a word that is none. */
export function assetClass(id: string): AssetClass | undefined {
  return byId.get(id);
}

/** True for a fault that things of this class can have. */
export function hasFault(classId: string, faultId: string): boolean {
  return byId.get(classId)?.faults.some(({ id }) => id === faultId) === true;
}

/** The words for a fault; the fault's own id when it is not known. */
export function faultLabel(classId: string, faultId: string): Words {
  const found = byId.get(classId)?.faults.find(({ id }) => id === faultId);
  return found?.label ?? { "zh-CN": faultId, en: faultId };
}
