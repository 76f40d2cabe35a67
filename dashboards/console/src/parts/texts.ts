// Texts of the parts that many pages share.
import { defineTexts } from "../i18n/texts.ts";

export const partTexts = defineTexts(
  "parts",
  {
    loading: "正在读取…",
    again: "重试",
    copyCode: "错误代码 {{code}}",
    someWrong: "有内容填得不对，没有保存：",
    nothing: "这里还没有内容",
    confirm: "确定",
    cancel: "取消",
    understood: "知道了",
    notPermitted: "您没有查看此页的权限。如有需要，请联系系统管理员。",
    notFound: "没有这个页面。",
    home: "回到总览",
  },
  {
    loading: "Loading…",
    again: "Try again",
    copyCode: "Error code {{code}}",
    someWrong: "Something is not filled in as it must be; nothing was saved:",
    nothing: "Nothing here yet",
    confirm: "OK",
    cancel: "Cancel",
    understood: "Understood",
    notPermitted: "You have no right to see this page. Ask an administrator if you need it.",
    notFound: "There is no such page.",
    home: "Back to the overview",
  },
);
