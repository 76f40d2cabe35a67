import { expect, test } from "vitest";
import type { Device, Profile } from "../api/types.ts";
import { commandName } from "./points.ts";

const label = { "zh-CN": "输出1 通/断", en: "Output 1 on or off" };
const profile: Profile = {
  id: "io8",
  driver: "modbus",
  label,
  points: [],
  commands: [
    { name: "set-do1", label, args: { on: { type: "boolean" } } },
    { name: "set-level", label, args: { to: { type: "number" } } },
    { name: "pulse-do1", label: { "zh-CN": "输出1 接通 3 秒", en: "Output 1 on for 3 s" }, args: {} },
  ],
};
function device(points: NonNullable<Device["points"]>): Device {
  return {
    id: "io8-admin",
    name: "机房开关量模块",
    place: null,
    driver: "modbus",
    profile: "io8",
    enabled: true,
    connected: null,
    polling: null,
    points,
  };
}

test("what is switched is called on its button as the school called its point, so that nobody has to know which output it hangs on", () => {
  const named = device({ do1: { name: "漏水复位" }, level: { name: "水位" } });
  expect(commandName("set-do1", named, profile, "zh-CN")).toBe("漏水复位");
  expect(commandName("set-level", named, profile, "en")).toBe("Set 水位");
  expect(commandName("pulse-do1", named, profile, "zh-CN")).toBe("漏水复位 · 输出1 接通 3 秒");
  expect(commandName("set-do1", device({ do1: { unit: "1" } }), profile, "en")).toBe("Output 1 on or off");
});
