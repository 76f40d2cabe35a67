// Texts about copying.
import { defineTexts } from "../i18n/texts.ts";

export const copyTexts = defineTexts(
  "copying",
  { copied: "已复制", copyFailed: "浏览器不允许复制，请选中后按 Ctrl+C。" },
  { copied: "Copied", copyFailed: "The browser does not allow copying; select the text and press Ctrl+C." },
);
