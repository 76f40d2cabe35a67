// The county that is played: towns and campuses as data, all of it invented. What they have and do is made from these lines by the other files.
import { isId } from "#gateway/contract/ids.ts";

export const COUNTY = { id: "yunxiu", name: "云岫县教育局（虚拟）", timezone: "Asia/Shanghai" } as const;

export const TOWNS = [
  { id: "yunxiu", name: "云岫镇" },
  { id: "baiji", name: "白霁镇" },
  { id: "liutang", name: "柳塘镇" },
  { id: "qinghe", name: "青禾镇" },
  { id: "shigu", name: "石鼓镇" },
  { id: "songling", name: "松岭乡" },
  { id: "zhuxi", name: "竹溪乡" },
  { id: "wangchuan", name: "望川乡" },
  { id: "shuangtan", name: "双潭乡" },
] as const;

/** Lower middle school, nine-year school, primary school in town, central primary school of a township, teaching point. */
export type SchoolKind = "middle" | "nine" | "primary" | "central" | "point";

/** When a campus has no connection. */
export type Fate =
  | { readonly kind: "up" }
  /** Connects, and so long after the start it is gone. */
  | { readonly kind: "gone"; readonly afterMs: number }
  /** Dark each day from one minute of its day to another. */
  | { readonly kind: "dark"; readonly fromMinute: number; readonly toMinute: number }
  /** So long connected, so long not, again and again. */
  | { readonly kind: "flapping"; readonly upMs: number; readonly downMs: number };

/** What has been wrong there for days: an open alarm of the gateway or of a device. */
export interface Trouble {
  readonly rule: string;
  readonly device: string | null;
  readonly point: string | null;
  readonly severity: "critical" | "high" | "medium" | "low";
  readonly days: number;
  readonly zh: string;
  readonly en: string;
}

export interface CampusSpec {
  readonly id: string;
  readonly name: string;
  readonly town: string;
  readonly kind: SchoolKind;
  /** `lite`: no video, no doors; `via`: served over the gateway of the parent school. */
  readonly gateway: "full" | "lite" | "via";
  readonly fate: Fate;
  readonly trouble: Trouble | null;
  /** How far its clock is off. */
  readonly clockOffsetMs: number;
}

const UP: Fate = { kind: "up" };
const SECOND = 1000;
/** Four campuses behind one node of the network: they vanish within seconds of each other. */
const SONGLING = (n: number): Fate => ({ kind: "gone", afterMs: 150 * SECOND + n * 3 * SECOND });
const POWER_CUT: Fate = { kind: "gone", afterMs: 15 * SECOND };
/** Mains are switched off every evening at 17:30 and on again at 07:00. */
const EVERY_NIGHT: Fate = { kind: "dark", fromMinute: 17 * 60 + 30, toMinute: 7 * 60 };

const wrong = (rule: string, severity: Trouble["severity"], days: number, zh: string, en: string): Trouble => ({ rule, device: null, point: null, severity, days, zh, en }); // biome-ignore format: one line
const of = (device: string, point: string, trouble: Trouble): Trouble => ({ ...trouble, device, point });

type Extra = Partial<Pick<CampusSpec, "fate" | "trouble" | "clockOffsetMs">>;
const campus = (id: string, name: string, kind: SchoolKind, town: string, gateway: CampusSpec["gateway"], extra: Extra = {}): CampusSpec => ({ id, name, kind, town, gateway, fate: UP, trouble: null, clockOffsetMs: 0, ...extra }); // biome-ignore format: one line

/** Every campus of the county but the one that a real gateway plays. */
export const CAMPUSES: readonly CampusSpec[] = [
  campus("no1-middle", "云岫县第一初级中学", "middle", "yunxiu", "full"),
  campus("no2-middle", "云岫县第二初级中学", "middle", "yunxiu", "full", { trouble: of("nvr-2", "disk", wrong("recorder-disk", "high", 4, "二号录像机硬盘故障，重点部位录像只剩 21 天", "Recorder 2 has a failed disk: recordings of key places are down to 21 days")) }),
  campus("exp-nine", "云岫县实验学校", "nine", "yunxiu", "full", { trouble: wrong("panic-test-overdue", "medium", 13, "一键报警 43 天未测试（要求每月一次）", "The panic button has not been tested for 43 days (monthly is required)") }),
  campus("no1-primary", "云岫县第一小学", "primary", "yunxiu", "full"),
  campus("no2-primary", "云岫县第二小学", "primary", "yunxiu", "full"),
  campus("baiji-middle", "白霁镇初级中学", "middle", "baiji", "full"),
  campus("liutang-middle", "柳塘镇初级中学", "middle", "liutang", "full", { trouble: of("mr1-ups", "replace-battery", wrong("ups-battery", "medium", 9, "UPS 提示更换电池", "The UPS asks for a new battery")) }),
  campus("songling-middle", "松岭乡初级中学", "middle", "songling", "full", { fate: SONGLING(0) }),
  campus("baiji-central", "白霁镇中心小学", "central", "baiji", "full"),
  campus("liutang-central", "柳塘镇中心小学", "central", "liutang", "full"),
  campus("qinghe-central", "青禾镇中心小学", "central", "qinghe", "full", { trouble: wrong("certificate", "medium", 21, "网关证书剩 9 天", "The gateway's certificate ends in 9 days") }),
  campus("shigu-central", "石鼓镇中心小学", "central", "shigu", "full"),
  campus("songling-central", "松岭乡中心小学", "central", "songling", "lite", { fate: SONGLING(1) }),
  campus("zhuxi-central", "竹溪乡中心小学", "central", "zhuxi", "lite", { clockOffsetMs: 130 * SECOND, trouble: wrong("configuration-drift", "low", 2, "配置与下发不一致（现场改过）", "The configuration is not the one that was sent: it was changed on site") }),
  campus("wangchuan-central", "望川乡中心小学", "central", "wangchuan", "lite", { fate: POWER_CUT }),
  campus("shuangtan-central", "双潭乡中心小学", "central", "shuangtan", "lite"),
  campus("songling-yaping", "松岭乡鸦坪教学点", "point", "songling", "via", { fate: SONGLING(2) }),
  campus("songling-shangzhai", "松岭乡上寨教学点", "point", "songling", "via", { fate: SONGLING(3) }),
  campus("zhuxi-hewei", "竹溪乡河尾教学点", "point", "zhuxi", "via"),
  campus("wangchuan-dingshan", "望川乡顶山教学点", "point", "wangchuan", "via", { fate: POWER_CUT }),
  campus("shuangtan-bashang", "双潭乡坝上教学点", "point", "shuangtan", "via", { fate: EVERY_NIGHT }),
  campus("qinghe-xiaowan", "青禾镇小湾教学点", "point", "qinghe", "via"),
  campus("shigu-lianhua", "石鼓镇莲花教学点", "point", "shigu", "via"),
]; // biome-ignore format: one campus a line

/** The campus that a real gateway plays, as the county lists it. */
export const REAL_CAMPUS = { id: "no3-middle", name: "云岫县第三初级中学", town: "yunxiu", kind: "middle", gateway: "full" } as const; // biome-ignore format: one line

const KINDS: readonly SchoolKind[] = ["middle", "primary", "central", "point", "nine"];

/** As many campuses as wished, for load: `sim-001` and so on. */
export function inventedCampuses(count: number, extra: Extra = {}): CampusSpec[] {
  return Array.from({ length: count }, (_, i) => {
    const id = `sim-${String(i + 1).padStart(3, "0")}`;
    const town = TOWNS[i % TOWNS.length]?.id ?? TOWNS[0].id;
    return campus(id, `模拟学校 ${i + 1}`, KINDS[i % KINDS.length] ?? "point", town, "full", extra);
  });
}

/** The words by which the county can filter a campus. */
export function tagsOf({ kind, gateway }: Pick<CampusSpec, "kind" | "gateway">): string[] {
  return [kind, gateway].filter(isId);
}
