// Which part of the network is down, in one sentence: what is behind a break is explained by it.
import { expect, test } from "vitest";
import { type NetworkNode, type NodeState, pathTo, sentenceOf, verdictOf } from "./network.ts";

const CAMPUS: readonly Omit<NetworkNode, "state">[] = [
  { device: "core", name: "核心", level: "core", behind: null },
  { device: "exit", name: "电信出口", level: "exit", behind: "core" },
  { device: "dns", name: "域名服务器", level: "exit", behind: "exit" },
  { device: "county", name: "县平台", level: "exit", behind: "exit" },
  { device: "b1", name: "明德楼", level: "building", behind: "core" },
  { device: "b2", name: "笃学楼", level: "building", behind: "core" },
  { device: "ap-101", name: "101无线", level: "room", behind: "b1" },
  { device: "printer", name: "打印机", level: "room", behind: "b2" },
];

/** The campus with everything up but these. */
function withDown(down: Readonly<Record<string, NodeState>>) {
  const verdict = verdictOf(CAMPUS.map((node) => ({ ...node, state: down[node.device] ?? "up" })));
  return { ...verdict, said: sentenceOf(verdict, CAMPUS.length)["zh-CN"] };
}

test("the exit is down with all that is behind it: one cause, one line, and the rest of the campus is not in it", () => {
  const { causes, explained, said } = withDown({ exit: "down", dns: "down", county: "down" });
  expect(causes).toEqual([{ device: "exit", name: "电信出口", level: "exit", behind: 2 }]);
  expect(said).toBe("出口不通：电信出口");
  expect([...explained]).toEqual([["dns", "exit"], ["county", "exit"]]); // biome-ignore format: two pairs
});

test("the core explains exit, buildings and rooms; nothing else is said", () => {
  const all = Object.fromEntries(CAMPUS.map(({ device }) => [device, "down" as const]));
  expect(withDown(all).said).toBe("核心不通：核心");
  expect(new Set(withDown(all).explained.values())).toEqual(new Set(["core"]));
});

test("a building, a single device and an exit that are down for themselves are three causes, the worst first", () => {
  const { said, causes } = withDown({ b1: "down", "ap-101": "down", printer: "down", exit: "down" });
  expect(said).toBe("出口不通：电信出口；楼栋不通：明德楼；单机不通：打印机");
  expect(causes.map(({ behind }) => behind)).toEqual([2, 1, 0]);
});

test("a device behind something of which nothing is known speaks for itself", () => {
  expect(withDown({ b1: "unknown", "ap-101": "down" }).said).toBe("单机不通：101无线");
  expect(withDown({ b1: "disabled", "ap-101": "down" }).said).toBe("单机不通：101无线");
});

test("many single devices are counted, not listed", () => {
  const many = Array.from({ length: 5 }, (_, i) => ({
    device: `p${i}`, name: `P${i}`, level: "room", behind: null, state: "down",
  }) as const); // biome-ignore format: one node
  const verdict = verdictOf(many);
  expect(sentenceOf(verdict, 5)).toEqual({
    "zh-CN": "单机不通：P0、P1、P2等 5 台",
    en: "Single devices are down: P0, P1, P2 and others, 5 in all",
  });
});

test("all up, nothing known and nothing configured are three different sentences", () => {
  expect(withDown({}).said).toBe("网络正常，8 台都没有断");
  expect(verdictOf([{ ...(CAMPUS[0] as NetworkNode), state: "unknown" }]).is).toBe("unknown");
  expect(verdictOf([]).is).toBe("none");
});

test("a circle, which campus.yaml refuses, is walked once", () => {
  const places = { a: { level: "room", behind: "b" }, b: { level: "room", behind: "a" } } as const;
  expect(pathTo("a", (id) => (id === "a" || id === "b" ? places[id] : null))).toEqual(["b"]);
});
