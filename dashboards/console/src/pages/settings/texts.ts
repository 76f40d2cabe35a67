// Texts of the frame of the settings: its parts and what they are for.
import { defineTexts } from "../../i18n/texts.ts";

export const settingsTexts = defineTexts(
  "settings",
  {
    title: "设置",
    lead: "所有修改都先检查再生效，可以撤销，并记入操作记录。",
    parts: "设置的各部分",
    devices: "设备",
    places: "场所",
    rules: "告警规则",
    text: "配置文件",
    versions: "历史版本",
    tokens: "接口令牌",
    audit: "操作记录",
    about: "关于校园网关",
    readOnly: "您可以查看设置，不能修改。如需修改，请联系系统管理员或信息技术教师。",
    fileWrong: "磁盘上的 campus.yaml 有 {{n}} 处错误，没有生效；校园网关继续使用之前的配置。",
    fileOther: "磁盘上的 campus.yaml 已被手工修改，还没有生效。",
    toText: "查看配置文件",
    line: "第 {{n}} 行",
  },
  {
    title: "Settings",
    lead: "Every change is checked before it takes effect, can be undone, and is kept in the audit.",
    parts: "Parts of the settings",
    devices: "Devices",
    places: "Places",
    rules: "Alarm rules",
    text: "Configuration file",
    versions: "Versions",
    tokens: "API tokens",
    audit: "Audit",
    about: "About",
    readOnly: "You may see the settings but not change them. Ask an administrator or IT teacher for a change.",
    fileWrong:
      "campus.yaml on disk has mistakes ({{n}}) and is not in force; the gateway goes on with the configuration before it.",
    fileOther: "campus.yaml was changed by hand and is not in force yet.",
    toText: "See the file",
    line: "line {{n}}",
  },
);
