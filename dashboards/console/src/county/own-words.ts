// Where the words of the campus's console name the gateway, the county's console names itself.
import { nameServer } from "../api/http.ts";
import { frameTexts } from "../frame/texts.ts";
import { sayInstead } from "../i18n/texts.ts";
import { sessionTexts } from "../session/texts.ts";

/** Must be called once, after the texts were started. */
export function speakForTheCounty(): void {
  nameServer({ "zh-CN": "县级平台", en: "county platform" });
  sayInstead(
    frameTexts,
    {
      product: "县级平台",
      lineBroken: "与县级平台的连接已中断（{{age}}），屏幕上的内容可能已过时，正在自动重连。",
      lineStopping: "县级平台正在停止或重新启动（{{age}}），屏幕上的内容可能已过时，恢复后会自动继续。",
      unreachable: "县级平台没有回应，正在重试…",
      unreachableHelp: "请检查本机到县级平台的网络。",
    },
    {
      product: "County platform",
      lineBroken:
        "The connection to the county platform is broken ({{age}}); what is on screen may be out of date. Reconnecting.",
      lineStopping:
        "The county platform is stopping or starting again ({{age}}); what is on screen may be old. The page goes on by itself.",
      unreachable: "The county platform does not answer; trying again…",
      unreachableHelp: "Check the network between this computer and the county platform.",
    },
  );
  sayInstead(
    sessionTexts,
    {
      recoverSteps:
        "请在县级平台主机上运行下面的命令，把得到的代码填在这里。代码 15 分钟内有效，只能用一次。没有主机权限时，请让系统管理员为您重设密码。",
      firstWhy: "县级平台已启动，还没有人能登录。第一个账号是系统管理员，可以再为同事建立各自的账号。",
      firstCodeWhere: "县级平台启动时显示在它的窗口里；作为系统服务运行时，在主机上执行：",
    },
    {
      recoverSteps:
        "Run the command below on the machine of the county platform and write the code here. It is valid for 15 minutes and works once. Without access to that machine, ask an administrator for a new password.",
      firstWhy:
        "The county platform is running and nobody can sign in yet. The first account is the administrator's; it can make accounts for colleagues.",
      firstCodeWhere: "The county platform shows it when it starts; as a service, run on its machine:",
    },
  );
}
