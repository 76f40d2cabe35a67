import { expect, test } from "vitest";
import type { Place } from "../../api/types.ts";
import { placeTree } from "../../campus/places-tree.ts";
import { filterOf, rowsOf } from "./filter.ts";

const PLACES: readonly Place[] = [
  { id: "mr", name: "一号房", class: "machine-room", key: true, within: null },
  { id: "dorm", name: "一号宿舍楼", class: "dormitory", key: false, within: null },
  { id: "dorm-301", name: "301", class: "dormitory-room", key: false, within: "dorm" },
];

test.each([
  ["", ["mr", "dorm", "dorm-301"]],
  ["q=网络机房", ["mr"]],
  ["q=机房", ["mr"]],
  ["q=SERVER", ["mr"]],
  ["q=301", ["dorm", "dorm-301"]],
  ["key=1", ["mr"]],
  ["wrong=1", ["dorm", "dorm-301"]],
  ["q=nothing", []],
])("the address ?%s shows %j", (address, ids) => {
  const isWrong = ({ id }: Place) => id === "dorm-301";
  const rows = rowsOf(placeTree(PLACES, "zh-CN"), filterOf(new URLSearchParams(address)), isWrong);
  expect(rows.map(({ place }) => place.id)).toEqual(ids);
});
