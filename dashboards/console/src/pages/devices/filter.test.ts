import { expect, test } from "vitest";
import type { Device } from "../../api/types.ts";
import { spanOf } from "../../parts/windowed.tsx";
import { filterOf, type Listed, matches, sorted, withFilter, wordsOf } from "./filter.ts";

function listed(id: string, told: Partial<Device>, condition: Listed["condition"] = "fine"): Listed {
  const plain = { id, name: id, place: null, driver: "mqtt", profile: "native", enabled: true };
  const device: Device = { ...plain, connected: null, polling: null, ...told };
  return { device, place: undefined, profile: undefined, condition, words: wordsOf(device, undefined, undefined) };
}

const asked = (address: string) => filterOf(new URLSearchParams(address));

test("what is wrong comes first, devices that are switched off last, names in the order of people", () => {
  const list = [
    listed("a", {}, "disabled"),
    listed("s10", {}, "fine"),
    listed("s9", {}, "fine"),
    listed("z", {}, "down"),
    listed("b", {}, "stale"),
  ];
  expect(sorted(list, "zh-CN").map(({ device }) => device.id)).toEqual(["z", "b", "s9", "s10", "a"]);
});

test("a device is found by the word that a guard uses for it", () => {
  const reader = listed("gate-east", { name: "东门", profile: "native-reader" });
  expect(matches(reader, asked("q=刷卡机"))).toBe(true);
  expect(matches(reader, asked("q=东门 MQTT"))).toBe(true);
  expect(matches(reader, asked("q=东门 电表"))).toBe(false);
});

test("an address with a state that does not exist filters nothing, and clearing a filter leaves the others", () => {
  expect(asked("state=on-fire&driver=mqtt")).toEqual({ q: "", place: null, driver: "mqtt", state: null });
  expect(withFilter(new URLSearchParams("q=a&driver=mqtt"), "q", "").toString()).toBe("driver=mqtt");
});

test("of a long list only what is in sight is drawn, also at its ends", () => {
  expect(spanOf(200, 800, 50, 1000)).toEqual({ first: 0, last: 18 });
  expect(spanOf(-49_000, 800, 50, 1000)).toEqual({ first: 974, last: 1000 });
  expect(spanOf(-60_000, 800, 50, 1000)).toEqual({ first: 1000, last: 1000 });
});
