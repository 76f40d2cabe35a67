// Texts of a table that is imported.
import { defineTexts } from "../i18n/texts.ts";

export const importTexts = defineTexts(
  "import",
  {
    choose: "选择 CSV 文件",
    reading: "正在检查…",
    preview: "共 {{rows}} 行：新增 {{added}}，修改 {{changed}}，不变 {{unchanged}}",
    wrong: "有 {{n}} 处错误，改正后重新选择文件：",
    line: "第 {{n}} 行",
    column: "列",
    message: "错误",
    doImport: "导入",
    imported: "已导入：新增 {{added}}，修改 {{changed}}",
    tooLarge: "文件过大，请分成几个文件导入（每个不超过 200 KB）。",
  },
  {
    choose: "Choose a CSV file",
    reading: "Checking…",
    preview: "{{rows}} lines: {{added}} new, {{changed}} changed, {{unchanged}} as before",
    wrong: "{{n}} mistakes; correct them and choose the file again:",
    line: "Line {{n}}",
    column: "Column",
    message: "Mistake",
    doImport: "Import",
    imported: "Imported: {{added}} new, {{changed}} changed",
    tooLarge: "The file is too large; split it (200 KB each at most).",
  },
);
