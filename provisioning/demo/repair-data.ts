// The register of equipment and the repairs of the school that is played: all of it invented, as data.
import type { AssetFields } from "#gateway/contract/assets.ts";

type Row = readonly [id: string, name: string, kind: string, place: string, more?: Partial<AssetFields>];

const LINMU = "林木信息技术(虚拟)";
const XINGHE = "星河安防工程(虚拟)";

/** Machine room, gates and fixed equipment: those that are devices of the gateway name them. */
const FIXED: readonly Row[] = [
  ["ups-1", "在线式UPS 6 kVA", "ups", "machine-room-1", { spot: "机柜1旁", device: "mr1-ups", purchasedOn: "2023-07-12", warrantyUntil: "2026-12-20", contractor: LINMU, price: 9800 }],
  ["ac-1", "1号空调", "air-conditioner", "machine-room-1", { device: "mr1-ac1-meter", purchasedOn: "2021-05-20", warrantyUntil: "2024-05-20", contractor: LINMU, price: 4699 }],
  ["ac-2", "2号空调(备用)", "air-conditioner", "machine-room-1", { device: "mr1-ac2-meter", purchasedOn: "2021-05-20", state: "spare" }],
  ["sw-core", "核心交换机", "network", "machine-room-1", { spot: "机柜1 20U", purchasedOn: "2023-07-12", warrantyUntil: "2028-07-12", contractor: LINMU, mac: "3c:6a:2c:00:00:01", ip: "10.0.4.1", price: 15200 }],
  ["fw-1", "出口防火墙", "network", "machine-room-1", { spot: "机柜1 24U", purchasedOn: "2024-03-01", warrantyUntil: "2027-03-01", mac: "3c:6a:2c:00:00:02", ip: "10.0.4.254", price: 21000 }],
  ["srv-1", "校务服务器", "server", "machine-room-1", { spot: "机柜2 10U", purchasedOn: "2022-09-15", warrantyUntil: "2026-09-15", contractor: LINMU, mac: "3c:6a:2c:00:00:10", ip: "10.0.4.20", price: 26800 }],
  ["th-1", "机柜1温湿度传感器", "sensor", "machine-room-1", { device: "mr1-th1", purchasedOn: "2026-03-02", warrantyUntil: "2028-03-02" }],
  ["th-2", "机柜2温湿度传感器", "sensor", "machine-room-1", { device: "mr1-th2", purchasedOn: "2026-03-02", warrantyUntil: "2028-03-02" }],
  ["nvr-1", "1号录像机", "recorder", "monitor-room", { purchasedOn: "2022-08-01", warrantyUntil: "2027-01-05", contractor: XINGHE, ip: "10.0.8.5", price: 6800 }],
  ["nvr-2", "2号录像机", "recorder", "monitor-room", { purchasedOn: "2022-08-01", warrantyUntil: "2027-01-05", contractor: XINGHE, ip: "10.0.8.6", price: 6800 }],
  ["door-l3", "东门3通道闸机", "door", "gate-east", { device: "east-l3", purchasedOn: "2024-07-10", warrantyUntil: "2027-07-10", contractor: XINGHE }],
  ["door-l4", "东门4通道闸机", "door", "gate-east", { device: "east-l4", purchasedOn: "2024-07-10", warrantyUntil: "2027-07-10", contractor: XINGHE }],
  ["pa-amp", "校园广播功放", "speaker", "monitor-room", { purchasedOn: "2019-08-20", contractor: XINGHE }],
  ["fridge-1", "留样柜", "other", "cold-store", { device: "sample-1", purchasedOn: "2025-02-10", warrantyUntil: "2028-02-10", owner: "总务处" }],
]; // biome-ignore format: one thing a line

const CLASSROOMS = 18;
const DISPLAY = { purchasedOn: "2023-08-25", warrantyUntil: "2027-08-25", contractor: LINMU, price: 13500 };

/** Eighteen classrooms with a display and a projector or computer each. */
const CLASSROOM: readonly Row[] = Array.from({ length: CLASSROOMS }, (_, n): Row[] => {
  const [grade, number] = [["七", "八", "九"][Math.floor(n / 6)] ?? "七", (n % 6) + 1];
  const room = `${grade}(${number})班`;
  const host = String(n + 1).padStart(2, "0");
  const net = { mac: `3c:6a:2c:10:00:${host}`, ip: `10.0.16.${n + 11}` };
  return [
    [`board-${host}`, `${room}一体机`, "class-board", "teaching", { ...DISPLAY, ...net, spot: room, serial: `YT${host}7731` }],
    [`light-${host}`, `${room}照明`, "light", "teaching", { spot: room, owner: "总务处" }],
  ];
}).flat(); // biome-ignore format: one thing a line

export const ASSETS: readonly Row[] = [...FIXED, ...CLASSROOM];

/** A repair of the past: how many hours ago it was reported, and how long each step took in hours; absent: not yet. */
export interface RepairSpec {
  readonly asset: string;
  readonly fault: string;
  readonly text?: string;
  readonly hoursAgo: number;
  readonly acceptedAfter?: number;
  readonly doneAfter?: number;
  readonly confirmedAfter?: number;
  readonly conclusion?: string;
  readonly meToo?: number;
}

/** What is open now, by hand. */
const OPEN: readonly RepairSpec[] = [
  { asset: "board-09", fault: "no-picture", text: "第二节课开始黑屏，有声音", hoursAgo: 0.4, meToo: 1 },
  { asset: "light-04", fault: "flicker", text: "后排两盏灯一直闪", hoursAgo: 3 },
  { asset: "board-15", fault: "no-touch", hoursAgo: 5, acceptedAfter: 0.5 },
  { asset: "nvr-2", fault: "noise", text: "硬盘有嗒嗒声", hoursAgo: 27, acceptedAfter: 1 },
  { asset: "pa-amp", fault: "crackle", hoursAgo: 50, acceptedAfter: 2, doneAfter: 20, conclusion: "更换音频线" },
];
const CONCLUSIONS = [
  "重插排线后正常",
  "更换电源适配器",
  "重装触摸驱动",
  "更换网线水晶头",
  "清理风扇灰尘",
  "更换灯管",
] as const;
const FAULTS = ["no-picture", "no-touch", "no-sound", "no-network", "slow"] as const;

/** Two months of a school: each finished within two days, by rule and not by chance, so that figures stay the same. */
const PAST: readonly RepairSpec[] = Array.from(
  { length: 30 },
  (_, n): RepairSpec => ({
    asset: `board-${String(((n * 7) % CLASSROOMS) + 1).padStart(2, "0")}`,
    fault: FAULTS[n % FAULTS.length] ?? "slow",
    hoursAgo: 72 + n * 41,
    acceptedAfter: 0.3 + (n % 4) * 0.7,
    doneAfter: 2 + (n % 5) * 6,
    confirmedAfter: 26 + (n % 3) * 8,
    conclusion: CONCLUSIONS[n % CONCLUSIONS.length] ?? "已修复",
  }),
);

export const REPAIRS: readonly RepairSpec[] = [...PAST]
  .reverse()
  .concat([...OPEN].sort((a, b) => b.hoursAgo - a.hoursAgo));
