import { expect, test } from "vitest";
import { addressOf, devicesOf, filterOf, isFiltered, questionText } from "./filter.ts";

const PLACES = [
  { id: "school", name: "学校", class: "other", key: false, within: null },
  { id: "house", name: "教学楼", class: "other", key: false, within: "school" },
  { id: "room", name: "七(3)班", class: "classroom", key: false, within: "house" },
  { id: "gate", name: "东门", class: "gate", key: true, within: null },
];
const DEVICES = [
  { id: "air", place: "room" },
  { id: "reader", place: "gate" },
  { id: "loose", place: null },
];

test("a filter survives the way through the address, and the open entry stays in it", () => {
  const filter = {
    kinds: ["event", "loss"],
    types: ["door.*", "leak.detected"],
    devices: ["reader"],
    places: ["house"],
    range: { preset: "7d" },
  } as const;
  const address = addressOf(filter, new URLSearchParams("seq=q7:12&kind=audit"));
  expect(filterOf(address)).toEqual(filter);
  expect(address.get("seq")).toBe("q7:12");
  expect(isFiltered(filter)).toBe(true);
});

test("an address that somebody wrote by hand asks nothing that the gateway would refuse", () => {
  const filter = filterOf(new URLSearchParams("kind=nonsense&type=<b>&type=door&device=A.b&place=%20&range=x"));
  expect(filter).toEqual({ kinds: [], types: [], devices: [], places: [], range: { preset: "24h" } });
  expect(isFiltered(filter)).toBe(false);
});

test("a place means its devices and those of all places within it", () => {
  const at = (places: string[], devices: string[] = []) =>
    devicesOf(
      { kinds: [], types: [], devices, places, range: { preset: "all" } },
      { places: PLACES, devices: DEVICES },
    );
  expect(at(["school"])).toEqual(["air"]);
  expect(at(["gate"], ["air"])).toEqual(["air", "reader"]);
  expect(at([])).toBe(null);
  expect(at(["house", "nowhere"])).toEqual(["air"]);
});

test("without a choice of kinds everything but readings is asked for", () => {
  const text = questionText({ kinds: [], types: [], devices: null, bounds: { from: 5, to: null } });
  expect(text).not.toContain("reading");
  expect(text).toContain("kind=audit");
  expect(text).toContain("from=5");
});
