// The words for how a device is: one per state, the same on every page.
import { defineTexts } from "../i18n/texts.ts";

export const deviceTexts = defineTexts(
  "device-states",
  {
    down: "离线",
    bad: "数值无效",
    stale: "数据过期",
    never: "从未上线",
    fine: "正常",
    disabled: "已停用",
  },
  {
    down: "Offline",
    bad: "Value not valid",
    stale: "Data stale",
    never: "Never seen",
    fine: "Normal",
    disabled: "Disabled",
  },
);
