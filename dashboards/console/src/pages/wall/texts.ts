// Texts of the large screen.
import { defineTexts } from "../../i18n/texts.ts";

export const wallTexts = defineTexts(
  "wall",
  {
    end: "退出大屏",
    needs: "{{n}} 处需要处理",
    fine: "全部正常",
    devices: "{{n}} 台设备",
    page: "第 {{page}}/{{pages}} 页",
    noPlaces: "还没有重点部位",
    noDevices: "这里还没有设备",
  },
  {
    end: "Leave the large screen",
    needs: "Needs attention: {{n}}",
    fine: "All normal",
    devices: "Devices: {{n}}",
    page: "page {{page}} of {{pages}}",
    noPlaces: "No key place yet",
    noDevices: "No device here yet",
  },
);
