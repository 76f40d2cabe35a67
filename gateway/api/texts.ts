// What the routes and pages say to people, in Chinese and English.
import { type Catalogue, translator } from "../kit/i18n.ts";

const en = {
  position: "must be SEQ or EPOCH:SEQ",
  order: "must not be earlier than `from`",
  onlyOldest: "goes with `order=oldest` only; with `order=newest` use `before`",
  onlyNewest: "goes with `order=newest` only; otherwise use `after`",
  step: "must be a multiple of 1min, at most 366d",
  cursor: "must be `next` of the answer before",
  noPoint: "{device} has no point {point}",
  textPoint: "the values of {point} are texts, which have no figures: leave `step` out",
  historyBusy: "Many queries for the past are waiting; try again in a moment.",
  historyLate:
    "This range took longer than 10 s. Ask for a shorter one, or for the same one again: what was looked up is remembered.",
  interval: "must be between 1s and 60s",
  future: "must be between 1min and 3650d",
  expiry: "must be between 1s and 1h",
  noSuch: "There is no {what} {id}.",
  outOfScope: "Your account may not see {id}.",
  tooManyStreams: "There are too many open streams (at most {limit}).",
  unknownPlace: "there is no place {id}",
  unknownDevice: "there is no device {id}",
  wholeCampus: "Your account sees only a part of the campus; the configuration is that of the whole.",
  ifMatch: 'must be the version of the configuration that you changed: "sha256:…"',
  title: "Campus Gateway",
  lead: "This is the gateway of {campus}: it connects gates, cameras, broadcast and machine-room sensors of the campus.",
  linkDocs: "Interface (API): how to sign in and all routes",
  linkErrors: "Errors and what to do about them",
  linkCertificate: "Certificate: make your browser trust this gateway",
  linkReady: "State (machine-readable)",
  certificateTitle: "Certificate of this gateway",
  certificateWhy:
    "Browsers trust this gateway over https after its certificate authority has been installed once on each computer.",
  certificateCompare:
    "Compare this fingerprint (SHA-256) with the one that the gateway printed when it started, or that whoever runs it gives you. Only if they are equal, go on.",
  certificateDownload: "Download the certificate authority",
  certificateWindows:
    "Windows (Chrome, Edge): open the file, choose Install Certificate, Local Machine, Place all certificates in the following store, Trusted Root Certification Authorities. Restart the browser.",
  certificateMac: "macOS: open the file in Keychain Access, keychain System, and set Always Trust.",
  certificateLinux:
    "Debian: copy the file to /usr/local/share/ca-certificates/ with the ending .crt and run update-ca-certificates.",
  certificateFirefox: "Firefox: Settings, Privacy & Security, Certificates, View Certificates, Authorities, Import.",
  certificateExpires: "The server certificate is valid until {time}; the gateway renews it by itself.",
  certificateNone: "This gateway does not serve https; no certificate needs to be installed.",
  certificateOwn: "This gateway uses a certificate of its owner; ask the owner which authority issued it.",
  errorsTitle: "Errors",
  errorsLead: "Every error has a stable code. Programs decide by the code, people read cause and remedy.",
  errorsCause: "Cause",
  errorsRemedy: "What to do",
  back: "Back to the start page",
} as const;

export type ApiText = keyof typeof en;

const zh: Readonly<Record<ApiText, string>> = {
  position: "必须是 SEQ 或 EPOCH:SEQ",
  order: "不得早于 `from`",
  onlyOldest: "只能与 `order=oldest` 一起使用；`order=newest` 请用 `before`",
  onlyNewest: "只能与 `order=newest` 一起使用；否则请用 `after`",
  step: "必须是 1min 的整数倍，最大 366d",
  cursor: "必须是上一次回答中的 `next`",
  noPoint: "设备 {device} 没有测点 {point}",
  textPoint: "测点 {point} 的值是文字，不能统计：请去掉 `step`",
  historyBusy: "等待中的历史查询过多，请稍后再试。",
  historyLate: "查询此时间段超过 10 秒。请缩短时间段；或再次查询同一时间段，已查过的部分会更快。",
  interval: "必须在 1s 到 60s 之间",
  future: "必须在 1min 到 3650d 之间",
  expiry: "必须在 1s 到 1h 之间",
  noSuch: "没有{what} {id}。",
  outOfScope: "您的账号无权查看 {id}。",
  tooManyStreams: "打开的数据流过多（最多 {limit} 个）。",
  unknownPlace: "没有场所 {id}",
  unknownDevice: "没有设备 {id}",
  wholeCampus: "您的账号只能看到校园的一部分，而配置涉及整个校园。",
  ifMatch: '必须是您所修改的配置版本："sha256:…"',
  title: "校园网关",
  lead: "这是{campus}的校园网关：连接校园的门禁、监控、广播和网络机房传感器。",
  linkDocs: "接口（API）：登录方法和全部接口",
  linkErrors: "错误代码及处理办法",
  linkCertificate: "证书：让浏览器信任本网关",
  linkReady: "运行状态（供程序读取）",
  certificateTitle: "本网关的证书",
  certificateWhy: "每台电脑安装一次本网关的根证书后，浏览器就会信任本网关的 https 连接。",
  certificateCompare: "请将下面的指纹（SHA-256）与网关启动时打印的、或管理员告知的指纹核对。只有完全一致才可继续。",
  certificateDownload: "下载根证书",
  certificateWindows:
    "Windows（Chrome、Edge）：打开文件，选择“安装证书”→“本地计算机”→“将所有的证书都放入下列存储”→“受信任的根证书颁发机构”，然后重新启动浏览器。",
  certificateMac: "macOS：用“钥匙串访问”打开文件，选择“系统”钥匙串，并设为“始终信任”。",
  certificateLinux:
    "Debian：将文件以 .crt 结尾复制到 /usr/local/share/ca-certificates/，然后运行 update-ca-certificates。",
  certificateFirefox: "Firefox：设置 → 隐私与安全 → 证书 → 查看证书 → 证书颁发机构 → 导入。",
  certificateExpires: "服务器证书有效期至 {time}；网关会自动续期。",
  certificateNone: "本网关没有提供 https；无需安装证书。",
  certificateOwn: "本网关使用单位自己的证书；请向管理员询问颁发机构。",
  errorsTitle: "错误代码",
  errorsLead: "每个错误都有固定的代码。程序按代码处理，人员请看原因和处理办法。",
  errorsCause: "原因",
  errorsRemedy: "处理办法",
  back: "返回首页",
};

export const API_TEXTS: Catalogue<ApiText> = { "zh-CN": zh, en };
export const text = translator(API_TEXTS);
