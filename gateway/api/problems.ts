// Every error code of the HTTP interface: status, and title, cause and remedy in both languages. /api/docs/errors lists exactly these.
import { refusalIn } from "../kit/accounts/refusals.ts";
import { GatewayError } from "../kit/errors.ts";
import { Problem, type ProblemKind, type ProblemKinds } from "../kit/http/problem.ts";
import { kitText } from "../kit/http/texts.ts";
import type { Language } from "../kit/i18n.ts";
import { fieldsIn } from "./config-desk.ts";
import { dutyText, isDutyText } from "./duty-texts.ts";
import { type ApiText, text } from "./texts.ts";

type Words = readonly [title: string, cause: string, remedy: string];

function kind(status: number, en: Words, zh: Words): ProblemKind {
  return {
    status,
    title: { "zh-CN": zh[0], en: en[0] },
    cause: { "zh-CN": zh[1], en: en[1] },
    remedy: { "zh-CN": zh[2], en: en[2] },
  };
}

export const PROBLEMS: ProblemKinds = new Map<string, ProblemKind>([
  ["bad-request", kind(400,
    ["The request is not valid", "The request is malformed, or a field or parameter is missing, unknown or wrong.", "Correct what `detail` and `errors` name and send it again; /api/docs shows each route's form."],
    ["请求无效", "请求格式不对，或有字段、参数缺失、不认识或有误。", "按 `detail` 和 `errors` 改正后重新发送；各接口的格式见 /api/docs。"])],
  ["sign-in-required", kind(401,
    ["Sign-in required", "The request carries no valid session or token.", "Sign in with POST /api/v1/session, or send a valid token as `Authorization: Bearer …`."],
    ["需要登录", "请求没有有效的会话或令牌。", "用 POST /api/v1/session 登录，或用 `Authorization: Bearer …` 发送有效的令牌。"])],
  ["sign-in-failed", kind(401,
    ["Sign-in failed", "User name, password or code is wrong, or the account is disabled.", "Check both and try again; whoever has the machine can make a recovery code (npm run recover)."],
    ["登录失败", "用户名、密码或一次性代码不对，或者账号已停用。", "请核对后重试；能接触网关主机的人可以生成恢复代码（npm run recover）。"])],
  ["not-permitted", kind(403,
    ["Not permitted", "Your account or token lacks the right to do or see this.", "Ask an administrator for the right that `detail` names."],
    ["没有权限", "您的账号或令牌没有进行此操作或查看此内容的权限。", "请向管理员申请 `detail` 中所说的权限。"])],
  ["csrf", kind(403,
    ["Request of another site refused", "A request with the session cookie must come from this gateway's own pages and carry its token.", "Send `x-csrf-token` as given at sign-in and an `Origin` of this gateway; programs should use a token instead of the cookie."],
    ["拒绝跨站请求", "使用会话 Cookie 的请求必须来自本网关自己的页面，并带上校验令牌。", "请发送登录时得到的 `x-csrf-token` 和本网关的 `Origin`；程序请使用令牌而不是 Cookie。"])],
  ["re-sign-in-required", kind(403,
    ["Sign in again", "This act asks for a password that was given recently.", "Sign in again with POST /api/v1/session and repeat the request."],
    ["请重新登录", "此操作要求最近输入过密码。", "请用 POST /api/v1/session 重新登录，然后重试。"])],
  ["not-found", kind(404,
    ["Not found", "There is nothing under this path or id.", "It may have been deleted or renamed: choose it again from its list. Programs: /api/docs lists every route."],
    ["找不到", "该路径或编号下没有内容。", "它可能已被删除或改名，请从列表里重新选择；程序请核对路径和编号，全部接口见 /api/docs。"])],
  ["method-not-allowed", kind(405,
    ["Method not possible here", "This path exists, but not for this HTTP method.", "Use one of the methods in the `Allow` header."],
    ["此处不能使用该方法", "路径存在，但不支持该 HTTP 方法。", "请使用 `Allow` 头中列出的方法。"])],
  ["epoch-changed", kind(409,
    ["The journal was begun anew", "The position belongs to an earlier journal file; seq starts again in the new one.", "Start again with `after=EPOCH:SEQ` made of this answer's `epoch` and one less than `oldest`."],
    ["日志已重新开始", "该位置属于以前的日志文件；新文件的 seq 重新计数。", "用本回答中的 `epoch` 和 `oldest` 减一组成 `after=EPOCH:SEQ` 重新开始。"])],
  ["alarm-changed", kind(409,
    ["The alarm has changed", "The alarm is at another occurrence by now, or it is still active and cannot be reset yet.", "Read the alarm again and decide on its present occurrence."],
    ["告警已变化", "该告警现在已是另一次发生，或者仍在持续、尚不能复位。", "请重新读取该告警，针对当前这一次操作。"])],
  ["nobody-to-tell", kind(409,
    ["Nobody can be told", "Nobody is on duty at the post, or the person is not known, so this road has nobody to reach.", "Name a person, or put somebody on duty at the post, and try again."],
    ["没有可通知的人", "该岗位当前无人值班，或没有这个人，因此该通知方式没有通知对象。", "请指定人员，或先安排该岗位值班，再重试。"])],
  ["not-notifying", kind(409,
    ["Nobody is told of alarms", "campus.yaml has no notify, so there are no roads to people.", "Add roads and plans under notify in campus.yaml."],
    ["未设置告警通知", "campus.yaml 中没有 notify，因此没有通知方式。", "请在 campus.yaml 的 notify 下设置通知方式和升级顺序。"])],
  ["command-not-supported", kind(409,
    ["Command not supported", "The device does not have this command.", "Use one of the commands that the device's profile lists."],
    ["不支持该命令", "该设备没有此命令。", "请使用设备型号所列的命令。"])],
  ["idempotency-mismatch", kind(409,
    ["Same key, other request", "This Idempotency-Key was used for another request.", "Use a new key for a new request."],
    ["同一个键，不同的请求", "这个 Idempotency-Key 已用于另一个请求。", "新的请求请使用新的键。"])],
  ["config-changed", kind(409,
    ["The configuration has changed", "Somebody changed it after you read it.", "Read it again, apply your change to it, and send that."],
    ["配置已变化", "您读取之后，配置已被他人修改。", "请重新读取，在新配置上修改后再提交。"])],
  ["asset-changed", kind(409,
    ["The equipment's record has changed", "Somebody changed it after you read it.", "Read it again, apply your change to it, and send that."],
    ["台账记录已变化", "您读取之后，该记录已被他人修改。", "请重新读取，在新内容上修改后再提交。"])],
  ["ticket-changed", kind(409,
    ["The repair has moved on", "Somebody else did something with it after you read it, or its state does not allow this.", "Read it again and decide on its present state."],
    ["报修单已变化", "您读取之后，他人已处理该报修单，或其当前状态不允许此操作。", "请重新读取，根据当前状态再操作。"])],
  ["ticket-incomplete", kind(400,
    ["Something is missing", "The repair cannot be moved on without the field that `errors` names.", "Fill it in and send it again."],
    ["内容不完整", "缺少 `errors` 所指的内容，报修单不能进入下一步。", "请补全后重新提交。"])],
  ["duty-changed", kind(409,
    ["Duty stands otherwise", "A person still stands in the roster, or the spot check is over.", "Do what `detail` says first, or read it again."],
    ["值班情况不允许", "该人员仍在值班表中，或者这次查岗已经结束。", "请先按 `detail` 处理，或重新读取。"])],
  ["label-unknown", kind(404,
    ["The label is not valid", "The label was revoked, or what it stood on is no longer in use.", "Ask whoever keeps the equipment for a new label; report the fault to them directly."],
    ["标签无效", "该标签已作废，或设备已停用。", "请联系设备管理人更换标签，并直接向其报修。"])],
  ["photo-invalid", kind(415,
    ["Not a photo", "Only JPEG, PNG and WebP pictures of at most 1 MiB are taken, at most three for one repair.", "Take another photo, or send the repair without it."],
    ["不是可用的照片", "只接受不超过 1 MiB 的 JPEG、PNG、WebP 图片，每张报修单最多三张。", "请重新拍照，或不带照片提交。"])],
  ["too-large", kind(413,
    ["The request is too large", "A body may have at most 256 KiB.", "Send less at once."],
    ["请求过大", "请求正文最多 256 KiB。", "请分次发送。"])],
  ["json-only", kind(415,
    ["JSON only", "Bodies are taken as application/json only.", "Send JSON with `content-type: application/json`."],
    ["只接受 JSON", "请求正文只接受 application/json。", "请以 `content-type: application/json` 发送 JSON。"])],
  ["config-invalid", kind(422,
    ["The configuration is wrong", "The configuration was checked and has errors; the running one stays.", "Correct what `errors` names and send it again."],
    ["配置有误", "配置检查发现错误；仍使用当前配置。", "请按 `errors` 改正后重新提交。"])],
  ["slow-down", kind(429,
    ["Too many requests", "There were too many requests, failed sign-ins or streams in a short time.", "Wait as long as `Retry-After` says (seconds), then try again."],
    ["请求过于频繁", "短时间内请求、登录失败或数据流过多。", "请等待 `Retry-After` 所示的秒数后重试。"])],
  ["tested-enough", kind(429,
    ["Tested often enough", "This road has told the same person, post or group several tests within a short time.", "Look at the results of those before; the next test is possible at the time that `detail` names, and after `Retry-After` seconds."],
    ["测试过于频繁", "短时间内已用该通知方式向同一人、岗位或群发送过多次测试。", "请先查看之前测试的结果；`detail` 写明何时可以再测，`Retry-After` 为需等待的秒数。"])],
  ["internal-error", kind(500,
    ["Inner error", "The gateway failed to answer; the cause is in its log under the number in `incident`.", "Try again; if it stays, give the number in `incident` to whoever runs the gateway."],
    ["内部错误", "网关未能回答；原因记录在日志中，编号见 `incident`。", "请重试；若仍失败，请将 `incident` 中的编号告知网关管理员。"])],
  ["store-unavailable", kind(503,
    ["The store is not available", "The gateway cannot write to its disk now; nothing was changed.", "Look at /readyz for the reason; free disk space or replace the medium, then try again."],
    ["存储不可用", "网关目前无法写入磁盘；没有任何更改。", "原因见 /readyz；请清理磁盘空间或更换存储介质后重试。"])],
]); // biome-ignore format: one code a block, both languages under each other

/** Codes of the parts we stand on that mean: the disk does not take anything now. */
const STORE_CODES: ReadonlySet<string> = new Set(["store-unavailable", "store-failed"]);

/** Turns errors of accounts and journal into problems; `null`: an inner error. */
export function translate(thrown: unknown): Problem | null {
  if (!(thrown instanceof GatewayError)) return null;
  if (STORE_CODES.has(thrown.code)) return new Problem("store-unavailable", { cause: thrown });
  const refusal = configRefusal(thrown);
  if (refusal !== null) return refusal;
  const kind = PROBLEMS.get(thrown.code);
  if (kind === undefined) return null;
  const field = thrown.code === "ticket-incomplete" ? thrown.words?.values.field : undefined;
  if (field !== undefined)
    return new Problem(thrown.code, {
      cause: thrown,
      errors: (language) => [{ path: `/${field}`, message: kitText(language, "required") }],
    });
  const { words } = thrown;
  if (thrown.code === "duty-changed" && words !== null) {
    const { key, values } = words;
    if (isDutyText(key))
      return new Problem(thrown.code, { cause: thrown, detail: (language) => dutyText(language, key, values) });
  }
  if (thrown.code === "tested-enough" && words !== null)
    return new Problem(thrown.code, { cause: thrown, headers: patienceOf(thrown), detail: (language) => text(language, "testedEnough", words.values) }); // biome-ignore format: one row
  const headers = patienceOf(thrown);
  // A failed sign-in never says what was wrong; of a wrong wish the part's own words are more exact than the code's.
  if (thrown.code !== "bad-request" && thrown.code !== "not-permitted")
    return new Problem(thrown.code, { cause: thrown, headers });
  return new Problem(thrown.code, {
    cause: thrown,
    headers,
    detail: (language) => refusalIn(language, thrown)?.detail ?? kind.cause[language],
    remedy: (language) => refusalIn(language, thrown)?.remedy ?? kind.remedy[language],
  });
}

/** When to come again, as a header; none when the error does not say. */
function patienceOf(thrown: GatewayError): Readonly<Record<string, string>> {
  const ms = "retryAfterMs" in thrown && typeof thrown.retryAfterMs === "number" ? thrown.retryAfterMs : null;
  return ms === null ? {} : { "retry-after": String(Math.max(1, Math.ceil(ms / 1000))) };
}

/** What the configuration's own errors become: a wrong field is named, a file that cannot be changed or written says why. */
function configRefusal(thrown: GatewayError): Problem | null {
  const plain = (key: ApiText) => (language: Language) => (language === "en" ? thrown.message : text(language, key));
  const options = {
    cause: thrown,
    remedy: (language: Language) => (language === "en" ? thrown.remedy : text(language, "seeManual")),
  };
  switch (thrown.code) {
    case "config-invalid": {
      const fields = fieldsIn(thrown);
      const errors = (language: Language) => fields.map(({ path, said }) => ({ path, message: said(language) }));
      return new Problem("config-invalid", { cause: thrown, ...(fields.length > 0 && { errors }) });
    }
    case "config-not-editable":
      return new Problem("config-invalid", { ...options, detail: plain("notEditable") });
    case "config-not-writable":
      return new Problem("store-unavailable", { ...options, detail: plain("notWritable") });
    default:
      return null;
  }
}
