import { expect, test } from "vitest";
import { type NetworkDevice, rowsOf } from "./tree.ts";

const device = (id: string, more: Partial<NetworkDevice>): NetworkDevice => ({
  device: id, name: id, level: "room", behind: null, state: "up", explainedBy: null, explained: false, figures: [], ...more,
}); // biome-ignore format: one device

test("each device stands below the one that it is behind, exits before buildings, what is down first", () => {
  const rows = rowsOf([
    device("r2", { behind: "b1" }),
    device("b1", { level: "building", behind: "core" }),
    device("r1", { behind: "b1", state: "down" }),
    device("dns", { level: "exit", behind: "exit" }),
    device("exit", { level: "exit", behind: "core" }),
    device("core", { level: "core" }),
  ]);
  expect(rows.map(({ device, depth }) => `${depth} ${device.device}`)).toEqual([
    "0 core", "1 exit", "2 dns", "1 b1", "2 r1", "2 r2",
  ]); // biome-ignore format: one tree
});

test("a device behind one that the reader may not see, and devices in a circle, are there once", () => {
  const rows = rowsOf([device("a", { behind: "b" }), device("b", { behind: "a" }), device("c", { behind: "unseen" })]);
  expect(rows.map(({ device }) => device.device).sort()).toEqual(["a", "b", "c"]);
});
