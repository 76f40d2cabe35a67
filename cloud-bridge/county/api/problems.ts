// Every error code of the county's HTTP interface, with texts in both languages.
import { refusalIn } from "#gateway/kit/accounts/refusals.ts";
import { GatewayError } from "#gateway/kit/errors.ts";
import { Problem, type ProblemKind, type ProblemKinds } from "#gateway/kit/http/problem.ts";

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
    ["The request is not valid", "A field or parameter is missing, unknown or wrong.", "Correct what `detail` and `errors` name."],
    ["请求无效", "有字段或参数缺失、不认识或有误。", "请按 `detail` 和 `errors` 改正。"])],
  ["sign-in-required", kind(401,
    ["Sign-in required", "The request carries no valid session or token.", "Sign in with POST /api/v1/session."],
    ["需要登录", "请求没有有效的会话或令牌。", "请用 POST /api/v1/session 登录。"])],
  ["sign-in-failed", kind(401,
    ["Sign-in failed", "User name or password is wrong, or the account is disabled.", "Check both and try again."],
    ["登录失败", "用户名或密码不对，或者账号已停用。", "请核对后重试。"])],
  ["not-permitted", kind(403,
    ["Not permitted", "Your account lacks the right to do or see this.", "Ask an administrator for it."],
    ["没有权限", "您的账号没有进行此操作或查看此内容的权限。", "请向管理员申请。"])],
  ["csrf", kind(403,
    ["Request of another site refused", "A request with the session cookie must come from our own pages.", "Send `x-csrf-token` and an `Origin` of this server."],
    ["拒绝跨站请求", "使用会话 Cookie 的请求必须来自本平台自己的页面。", "请发送 `x-csrf-token` 和本平台的 `Origin`。"])],
  ["re-sign-in-required", kind(403,
    ["Sign in again", "This act asks for a password that was given recently.", "Sign in again and repeat the request."],
    ["请重新登录", "此操作要求最近输入过密码。", "请重新登录后重试。"])],
  ["not-found", kind(404,
    ["Not found", "There is nothing under this path or id.", "Check the path and the id."],
    ["找不到", "该路径或编号下没有内容。", "请检查路径和编号。"])],
  ["method-not-allowed", kind(405,
    ["Method not possible here", "This path exists, but not for this HTTP method.", "Use one of the methods in the `Allow` header."],
    ["此处不能使用该方法", "路径存在，但不支持该 HTTP 方法。", "请使用 `Allow` 头中列出的方法。"])],
  ["too-large", kind(413,
    ["The request is too large", "A body may have at most 256 KiB.", "Send less at once."],
    ["请求过大", "请求正文最多 256 KiB。", "请分次发送。"])],
  ["json-only", kind(415,
    ["JSON only", "Bodies are taken as application/json only.", "Send JSON with `content-type: application/json`."],
    ["只接受 JSON", "请求正文只接受 application/json。", "请以 `content-type: application/json` 发送 JSON。"])],
  ["slow-down", kind(429,
    ["Too many requests", "There were too many requests or failed sign-ins in a short time.", "Wait as long as `Retry-After` says."],
    ["请求过于频繁", "短时间内请求或登录失败过多。", "请等待 `Retry-After` 所示的时间。"])],
  ["internal-error", kind(500,
    ["Inner error", "The county service failed to answer; its log has the cause under `incident`.", "Try again; if it stays, tell whoever runs it the number."],
    ["内部错误", "县级平台未能回答；原因记录在日志中，编号见 `incident`。", "请重试；若仍失败，请将编号告知管理员。"])],
  ["store-unavailable", kind(503,
    ["The store is not available", "The county service cannot write to its disk now; nothing was changed.", "Free disk space or replace the medium, then try again."],
    ["存储不可用", "县级平台目前无法写入磁盘；没有任何更改。", "请清理磁盘空间或更换存储介质后重试。"])],
]); // biome-ignore format: one code a block, both languages under each other

/** Turns errors of the accounts into problems; `null`: an inner error. */
export function translate(thrown: unknown): Problem | null {
  if (!(thrown instanceof GatewayError)) return null;
  const known = PROBLEMS.get(thrown.code);
  if (known === undefined) return null;
  const retryAfterMs = "retryAfterMs" in thrown && typeof thrown.retryAfterMs === "number" ? thrown.retryAfterMs : null;
  const headers = retryAfterMs === null ? {} : { "retry-after": String(Math.max(1, Math.ceil(retryAfterMs / 1000))) };
  if (thrown.code !== "bad-request" && thrown.code !== "not-permitted")
    return new Problem(thrown.code, { cause: thrown, headers });
  return new Problem(thrown.code, {
    cause: thrown,
    headers,
    detail: (language) => refusalIn(language, thrown)?.detail ?? known.cause[language],
    remedy: (language) => refusalIn(language, thrown)?.remedy ?? known.remedy[language],
  });
}
