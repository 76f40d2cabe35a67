// Texts about copying.
import { defineTexts } from "../i18n/texts.ts";

export const copyTexts = defineTexts(
  "copying",
  { link: "复制链接", copied: "已复制", copyFailed: "浏览器不允许复制，请选中后按 Ctrl+C。" },
  {
    link: "Copy link",
    copied: "Copied",
    copyFailed: "The browser does not allow copying; select the text and press Ctrl+C.",
  },
);
