// The page behind a label's QR code, as HTML: what is it, what is wrong with it, send. Every value is escaped; its script is one small file.
import { readFileSync } from "node:fs";
import { assetClass, faultLabel } from "../../contract/asset-classes.ts";
import type { TicketState } from "../../contract/tickets.ts";
import { escapeHtml } from "../../kit/http/html.ts";
import { type Catalogue, type Language, translator } from "../../kit/i18n.ts";
import type { Scanned } from "../repair-desk.ts";

const en = {
  title: "Report a fault",
  other: "中文",
  open: "Already reported",
  meToo: "I have this too",
  others: "{n} more said the same",
  what: "What is wrong?",
  more: "Anything else? (optional)",
  photo: "Photo (optional)",
  takePhoto: "Take or choose a photo",
  reporter: "Your name (optional; stays in school)",
  send: "Send",
  sent: "Thank you. Your report has number",
  sentwithout: "Thank you. The photo could not be sent, but your report was. It has number",
  sending: "Sending…",
  failed: "It was not sent.",
  choose: "Please choose what is wrong.",
  write: "Please say in a few words what is wrong.",
  counted: "Thank you, you were counted.",
  revokedTitle: "This label is no longer valid",
  revoked:
    "The label was replaced, or what it stands on is no longer used. Please report the fault to the IT teacher directly.",
  script: "This page needs JavaScript. Please report the fault to the IT teacher directly.",
} as const;
type PageText = keyof typeof en;
const zh: Readonly<Record<PageText, string>> = {
  title: "报修",
  other: "English",
  open: "已报修",
  meToo: "我也遇到了",
  others: "另有 {n} 人报告",
  what: "哪里有问题？",
  more: "补充说明（可不填）",
  photo: "照片（可不拍）",
  takePhoto: "拍照或选择照片",
  reporter: "您的姓名（可不填，只保存在校内）",
  send: "提交报修",
  sent: "已提交，谢谢。报修单号：",
  sentwithout: "已提交，谢谢。照片未能上传，报修单号：",
  sending: "正在提交…",
  failed: "没有提交成功。",
  choose: "请先选择哪里有问题。",
  write: "请写一句说明哪里有问题。",
  counted: "已记录，谢谢。",
  revokedTitle: "此标签已失效",
  revoked: "标签已更换，或设备已停用。请直接联系信息技术教师报修。",
  script: "此页面需要 JavaScript。请直接联系信息技术教师报修。",
};
const CATALOGUE: Catalogue<PageText> = { "zh-CN": zh, en };
const pageText = translator(CATALOGUE);

const OPEN_WORDS: Readonly<Partial<Record<TicketState, Readonly<Record<Language, string>>>>> = {
  accepted: { "zh-CN": "已受理", en: "accepted" },
  working: { "zh-CN": "处理中", en: "being repaired" },
  done: { "zh-CN": "已修好，待验收", en: "repaired, to be confirmed" },
};
const WAITING = { "zh-CN": "等待受理", en: "waiting" } as const;

/** Nothing but our own script and style; pictures are the photo that is being made smaller. */
export const REPAIR_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The page's own files, by the name under which they are asked for. */
export function repairFiles(): ReadonlyMap<string, { readonly type: string; readonly text: string }> {
  const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
  return new Map([
    ["repair.js", { type: "text/javascript; charset=utf-8", text: read("repair.js") }],
    ["repair.css", { type: "text/css; charset=utf-8", text: read("repair.css") }],
  ]);
}

/** The page for one thing. */
export function repairPage(language: Language, token: string, scanned: Scanned): string {
  const say = (key: PageText, values?: Record<string, string>) => escapeHtml(pageText(language, key, values));
  const faults = assetClass(scanned.class)?.faults ?? [];
  const keys = ["sent", "sentwithout", "sending", "failed", "choose", "write", "counted"] as const;
  const data = keys.map((key) => `data-${key}="${say(key)}"`).join(" ");
  const open = scanned.open.map(({ id, state, fault, meToo }) => {
    const what = fault === null ? "" : escapeHtml(faultLabel(scanned.class, fault)[language]);
    const word = escapeHtml((OPEN_WORDS[state] ?? WAITING)[language]);
    const others = meToo === 0 ? "" : `<p class="quiet">${say("others", { n: String(meToo) })}</p>`;
    return `<div class="open"><p><b>${say("open")}</b> · ${word}</p><p>${what} <span class="quiet">${escapeHtml(id)}</span></p>${others}
<button type="button" data-ticket="${escapeHtml(id)}">${say("meToo")}</button></div>`;
  });
  const choices = faults.map(
    ({ id, label }) =>
      `<label class="fault"><input type="radio" name="fault" value="${escapeHtml(id)}">${escapeHtml(label[language])}</label>`,
  );
  return frame(
    language,
    pageText(language, "title"),
    `<p class="quiet">${say("title")} · <a href="?lang=${language === "en" ? "zh-CN" : "en"}">${say("other")}</a></p>
<h1>${escapeHtml(scanned.name)}</h1>
<p class="quiet">${escapeHtml(scanned.where)}</p>
${open.join("\n")}
<noscript><p>${say("script")}</p></noscript>
<form id="repair" data-token="${escapeHtml(token)}" ${data}>
<fieldset><legend>${say("what")}</legend>
${choices.join("\n")}</fieldset>
<h2><label for="text">${say("more")}</label></h2><textarea id="text" name="text" rows="3" maxlength="300"></textarea>
<h2>${say("photo")}</h2><input id="photo" name="photo" type="file" accept="image/*"><label class="photo" for="photo">${say("takePhoto")}</label>
<p id="photo-name" class="quiet"></p>
<h2><label for="reporter">${say("reporter")}</label></h2><input id="reporter" name="reporter" type="text" maxlength="40" autocomplete="name">
<button class="send" type="submit">${say("send")}</button>
</form>
<p id="says" role="status"></p>
<script src="/repair.js"></script>`,
  );
}

/** What a label says that counts no longer. */
export function revokedPage(language: Language): string {
  const say = (key: PageText) => escapeHtml(pageText(language, key));
  return frame(language, pageText(language, "revokedTitle"), `<h1>${say("revokedTitle")}</h1><p>${say("revoked")}</p>`);
}

function frame(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><link rel="stylesheet" href="/repair.css"></head>
<body><main>
${body}
</main></body></html>
`;
}
