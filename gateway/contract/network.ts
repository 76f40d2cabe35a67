// Where devices stand in the campus's network, and what of it is down. The gateway stands at the core: the exit and the buildings are
// behind the core, rooms and single devices behind their building, what is reached through the exit behind the exit. Pure.

/** From the worst to lose to the least: whoever has lost the core sees nothing else. */
export const NETWORK_LEVELS = ["core", "exit", "building", "room"] as const;
export type NetworkLevel = (typeof NETWORK_LEVELS)[number];

/** What campus.yaml says of a device. */
export interface NetworkPlace {
  readonly level: NetworkLevel;
  /** The device through which it is reached; null: directly. */
  readonly behind: string | null;
}

/** The point that says whether somebody answers, where a profile has it. */
export const REACH_POINT = "up";

export type NodeState = "up" | "down" | "unknown" | "disabled";

export interface NetworkNode extends NetworkPlace {
  readonly device: string;
  readonly name: string;
  readonly state: NodeState;
}

/** Something that is down by itself, not because of what is before it. */
export interface NetworkCause {
  readonly device: string;
  readonly name: string;
  readonly level: NetworkLevel;
  /** How many devices are behind it, whatever they say. */
  readonly behind: number;
}

export interface NetworkVerdict {
  /** `none`: no device has a place in the network; `unknown`: nothing is known of any. */
  readonly is: "fine" | "down" | "unknown" | "none";
  /** Worst first. */
  readonly causes: readonly NetworkCause[];
  /** By device: the topmost cause before it that is down. */
  readonly explained: ReadonlyMap<string, string>;
}

/** The devices that a device is behind, the topmost first; a circle is walked once. */
export function pathTo(device: string, placeOf: (device: string) => NetworkPlace | null | undefined): string[] {
  const path: string[] = [];
  let before = placeOf(device)?.behind ?? null;
  while (before !== null && before !== device && !path.includes(before)) {
    path.unshift(before);
    before = placeOf(before)?.behind ?? null;
  }
  return path;
}

/** What is down, and what that explains. */
export function verdictOf(nodes: readonly NetworkNode[]): NetworkVerdict {
  const byId = new Map(nodes.map((node) => [node.device, node]));
  const paths = new Map(nodes.map(({ device }) => [device, pathTo(device, (id) => byId.get(id))]));
  const explained = new Map<string, string>();
  const behind = new Map<string, number>();
  for (const [device, path] of paths) {
    for (const before of path) behind.set(before, (behind.get(before) ?? 0) + 1);
    const cause = path.find((id) => byId.get(id)?.state === "down");
    if (cause !== undefined) explained.set(device, cause);
  }
  const causes = nodes
    .filter(({ device, state }) => state === "down" && !explained.has(device))
    .map(({ device, name, level }) => ({ device, name, level, behind: behind.get(device) ?? 0 }))
    .sort((a, b) => rank(a.level) - rank(b.level) || b.behind - a.behind || (a.device < b.device ? -1 : 1));
  if (nodes.length === 0) return { is: "none", causes, explained };
  if (causes.length > 0) return { is: "down", causes, explained };
  return { is: nodes.some(({ state }) => state === "up") ? "fine" : "unknown", causes, explained };
}

function rank(level: NetworkLevel): number {
  return NETWORK_LEVELS.indexOf(level);
}

const DOWN: Readonly<Record<NetworkLevel, readonly [zh: string, en: string]>> = {
  core: ["核心不通", "The core is down"],
  exit: ["出口不通", "The exit is down"],
  building: ["楼栋不通", "A building is cut off"],
  room: ["单机不通", "Single devices are down"],
};
/** More names than this nobody reads in one sentence. */
const NAMES = 3;

/** The verdict as one sentence, in both languages. */
export function sentenceOf({ is, causes }: NetworkVerdict, total: number): Readonly<Record<"zh-CN" | "en", string>> {
  switch (is) {
    case "none":
      return { "zh-CN": "还没有设备写明在网络中的位置", en: "No device has a place in the network yet" };
    case "unknown":
      return { "zh-CN": "还不知道网络怎么样", en: "Nothing is known of the network yet" };
    case "fine":
      return { "zh-CN": `网络正常，${total} 台都没有断`, en: `The network is fine: none of ${total} devices is down` };
    case "down": {
      const byLevel = NETWORK_LEVELS.map((level) => [level, causes.filter((cause) => cause.level === level)] as const);
      const parts = byLevel.filter(([, some]) => some.length > 0);
      const more = { "zh-CN": (n: number) => `等 ${n} 台`, en: (n: number) => ` and others, ${n} in all` };
      return {
        "zh-CN": parts.map(([level, some]) => `${DOWN[level][0]}：${namesOf(some, "、", more["zh-CN"])}`).join("；"),
        en: parts.map(([level, some]) => `${DOWN[level][1]}: ${namesOf(some, ", ", more.en)}`).join("; "),
      };
    }
  }
}

function namesOf(causes: readonly NetworkCause[], comma: string, more: (n: number) => string): string {
  const names = causes.slice(0, NAMES).map(({ name }) => name);
  return `${names.join(comma)}${causes.length > NAMES ? more(causes.length) : ""}`;
}
