// Texts of a technical room at a glance.
import { defineTexts } from "../../i18n/texts.ts";

export const roomTexts = defineTexts(
  "room",
  {
    title: "机房一览",
    room: "选择机房",
    need: "{{n}} 处需要处理",
    fine: "一切正常",
    values: "测点，异常在前",
    noRoom: "还没有网络机房、配电房等技术用房。请在设置的场所中添加。",
    noValues: "这里的设备还没有数值。",
    trends: "趋势",
    repairs: "未完成的报修",
    toPlace: "场所详情",
  },
  {
    title: "Room at a glance",
    room: "Choose a room",
    need: "{{n}} need a person",
    fine: "All is well",
    values: "Values, the worst first",
    noRoom: "There is no machine room, power room or the like yet. Add one among the places of the settings.",
    noValues: "The devices here have no values yet.",
    trends: "Trends",
    repairs: "Open repairs",
    toPlace: "The place itself",
  },
);
