// The words for classes of places (contract §3's closed list), and the words under which people look for them.
import { defineTexts, useTexts } from "../i18n/texts.ts";

const CHINESE = {
  gate: "校门",
  "guard-room": "门卫室",
  "monitor-room": "监控室",
  "machine-room": "网络机房",
  "power-room": "配电室",
  "pump-room": "水泵房",
  classroom: "教室",
  "computer-room": "计算机教室",
  laboratory: "实验室",
  "hazard-store": "危化品室",
  office: "办公室",
  finance: "财务室",
  archive: "档案室",
  library: "图书馆",
  canteen: "食堂",
  kitchen: "厨房",
  dormitory: "宿舍楼",
  "dormitory-room": "宿舍",
  toilet: "卫生间",
  bathroom: "浴室",
  corridor: "走廊",
  stairs: "楼梯",
  yard: "校园空地",
  playground: "操场",
  perimeter: "围墙周界",
  parking: "停车场",
  roof: "屋顶",
  "boiler-room": "锅炉房",
  other: "其他",
};

const ENGLISH: Record<keyof typeof CHINESE, string> = {
  gate: "Gate",
  "guard-room": "Guard room",
  "monitor-room": "Monitor room",
  "machine-room": "Server room",
  "power-room": "Power room",
  "pump-room": "Pump room",
  classroom: "Classroom",
  "computer-room": "Computer classroom",
  laboratory: "Laboratory",
  "hazard-store": "Hazardous goods store",
  office: "Office",
  finance: "Finance office",
  archive: "Archive",
  library: "Library",
  canteen: "Canteen",
  kitchen: "Kitchen",
  dormitory: "Dormitory",
  "dormitory-room": "Dormitory room",
  toilet: "Toilet",
  bathroom: "Bathroom",
  corridor: "Corridor",
  stairs: "Stairs",
  yard: "Yard",
  playground: "Playground",
  perimeter: "Perimeter",
  parking: "Car park",
  roof: "Roof",
  "boiler-room": "Boiler room",
  other: "Other",
};

export const placeTexts = defineTexts("placeClasses", CHINESE, ENGLISH);

export type PlaceClass = keyof typeof CHINESE;

/** Every class, in the order of the contract. */
export const PLACE_CLASSES: readonly PlaceClass[] = placeTexts.keys;

/** Classes where cameras are refused. */
export const NO_CAMERAS: ReadonlySet<string> = new Set<PlaceClass>(["dormitory-room", "toilet", "bathroom"]);

/** What people also type when they look for a place of this class; never printed. */
const ALSO_HEARD: Partial<Record<PlaceClass, string>> = {
  "guard-room": "传达室 保安室",
  "monitor-room": "安防控制室 监控中心",
  "machine-room": "机房 网络中心 中心机房 服务器",
  "computer-room": "机房 学生机房 上机 微机室",
  dormitory: "寝室 公寓",
  "dormitory-room": "寝室",
  toilet: "厕所 洗手间",
  "hazard-store": "药品室 危险品",
  canteen: "餐厅 饭堂",
  gate: "大门 门口",
};

function isPlaceClass(text: string): text is PlaceClass {
  return Object.hasOwn(CHINESE, text);
}

/** Says a class of places; a class that this console does not know is shown as it is. */
export function usePlaceClass(): (placeClass: string) => string {
  const say = useTexts(placeTexts);
  return (placeClass) => (isPlaceClass(placeClass) ? say(placeClass) : placeClass);
}

/** All words under which a place of this class is found, in both languages. */
export function placeClassSearch(placeClass: string): string {
  if (!isPlaceClass(placeClass)) return placeClass;
  return `${CHINESE[placeClass]} ${ENGLISH[placeClass]} ${ALSO_HEARD[placeClass] ?? ""}`;
}
