// Texts about who follows what is saved.
import { defineTexts } from "../../i18n/texts.ts";

export const consumerTexts = defineTexts(
  "consumers",
  {
    title: "数据去向",
    upToDate: "正常，无滞后",
    behind: "滞后 {{n}} 条，{{s}} 秒",
    held: "暂停发送，数据保留在网关",
  },
  {
    title: "Where data goes",
    upToDate: "Normal, nothing waits",
    behind: "{{n}} entries, {{s}} s behind",
    held: "Held back; the data stays in the gateway",
  },
);

/** Why a store takes nothing now, and with `Do` what a person can do about it. */
export const troubleTexts = defineTexts(
  "troubles",
  {
    unauthorized: "InfluxDB 不接受令牌或密码",
    unauthorizedDo: "请核对 influx.tokenFile 中的令牌；改好后自动继续。",
    forbidden: "令牌没有写入权限",
    forbiddenDo: "请给令牌写入该数据库的权限；改好后自动继续。",
    "not-found": "InfluxDB 里没有这个数据库",
    "not-foundDo": "请建立数据库（npm run provision -- influxdb），或改正配置。",
    "token-file": "读不到令牌文件",
    "token-fileDo": "请检查 influx.tokenFile 的路径和读取权限。",
    "not-influxdb": "该地址应答的不是 InfluxDB",
    "not-influxdbDo": "请改正 influx.url；也可能是网络登录页拦截了请求。",
    busy: "InfluxDB 繁忙，稍后再试",
    failing: "InfluxDB 出错，正在重试",
    unreachable: "连不上 InfluxDB，正在重试",
    unreachableDo: "请检查 InfluxDB 是否在运行，以及网络和地址。",
    "no-answer": "InfluxDB 没有应答，正在重试",
    "too-many-quarantined": "被拒绝的数据太多，已停下",
    "too-many-quarantinedDo": "请查看“数据缺失”中的原因，处理后在配置里重新启用。",
  },
  {
    unauthorized: "InfluxDB does not accept the token or password",
    unauthorizedDo: "Check the token in influx.tokenFile; it goes on by itself.",
    forbidden: "The token may not write",
    forbiddenDo: "Give the token the right to write this database; it goes on by itself.",
    "not-found": "InfluxDB has no such database",
    "not-foundDo": "Make the database (npm run provision -- influxdb), or correct the settings.",
    "token-file": "The file of the token cannot be read",
    "token-fileDo": "Check path and rights of influx.tokenFile.",
    "not-influxdb": "Something else than InfluxDB answers there",
    "not-influxdbDo": "Correct influx.url; a sign-in page of the network may stand in between.",
    busy: "InfluxDB is busy and is asked again",
    failing: "InfluxDB fails and is asked again",
    unreachable: "InfluxDB cannot be reached and is tried again",
    unreachableDo: "Check that InfluxDB runs, the network, and the address.",
    "no-answer": "InfluxDB does not answer and is asked again",
    "too-many-quarantined": "Too much was refused; sending has stopped",
    "too-many-quarantinedDo":
      "Look at the reasons under Missing data and correct them; then enable it again in the settings.",
  },
);
