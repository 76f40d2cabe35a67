// Texts of the settings that are issued to a device.
import { defineTexts } from "../../i18n/texts.ts";

export const desiredTexts = defineTexts(
  "desired",
  {
    title: "下发的设置",
    issue: "下发设置",
    send: "下发",
    help: "按设备说明书填写 JSON。设备在线时立即送达，否则在下次接入时送达。",
    notJson: "不是有效的 JSON 对象，请检查括号、引号和逗号。",
    none: "没有给这台设备下发过设置",
    pending: "等待设备确认",
    "in-sync": "已一致",
    drift: "不一致：设备上的设置与下发的不同",
    desiredVersion: "下发版本",
    reportedVersion: "设备上的版本",
    wanted: "应为",
    has: "现为",
  },
  {
    title: "Issued settings",
    issue: "Issue settings",
    send: "Issue",
    help: "JSON as the device's manual says. Delivered at once if the device is online, else when it next connects.",
    notJson: "Not a JSON object; check brackets, quotes and commas.",
    none: "Nothing was issued to this device",
    pending: "Waiting for the device to confirm",
    "in-sync": "In sync",
    drift: "Differs: the device has other settings than were issued",
    desiredVersion: "Issued version",
    reportedVersion: "Version on the device",
    wanted: "should be",
    has: "is",
  },
);
