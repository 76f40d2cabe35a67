// The HTML of the gateway's own pages. Every value is escaped; style is one file of ours, because the policy allows nothing inline.
import { escapeHtml } from "../kit/http/html.ts";
import type { Language } from "../kit/i18n.ts";
import type { Authority } from "./parts.ts";
import { PROBLEMS } from "./problems.ts";
import { type ApiText, text } from "./texts.ts";

export const STYLE = `body{margin:2rem auto;max-width:48rem;padding:0 1rem;font:16px/1.6 system-ui,"Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#1f2329;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}a{color:#0b57d0}code{font-family:ui-monospace,Consolas,monospace;overflow-wrap:anywhere}
.fingerprint{display:block;padding:.75rem 1rem;background:#f2f4f7;border:1px solid #d0d5dd;border-radius:4px}.quiet{color:#5f6673}
:target{background:#fff7d6}li{margin:.4rem 0}
`;

function page(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><link rel="stylesheet" href="/page.css"></head>
<body>
${body}
</body></html>
`;
}

/** What the gateway is and where to go from here, until the console takes this place. */
export function startPage(language: Language, campus: string, version: string): string {
  const say = (key: ApiText, values?: Record<string, string>) => escapeHtml(text(language, key, values));
  return page(
    language,
    text(language, "title"),
    `<h1>${say("title")}</h1>
<p>${say("lead", { campus })}</p>
<ul>
<li><a href="/api/docs">${say("linkDocs")}</a></li>
<li><a href="/certificate">${say("linkCertificate")}</a></li>
<li><a href="/api/docs/errors">${say("linkErrors")}</a></li>
<li><a href="/readyz">${say("linkReady")}</a></li>
</ul>
<p class="quiet">${escapeHtml(version)}</p>`,
  );
}

/** How to make a browser trust the gateway. */
export function certificatePage(language: Language, authority: Authority | null): string {
  const say = (key: ApiText, values?: Record<string, string>) => escapeHtml(text(language, key, values));
  const steps =
    authority === null
      ? `<p>${say("certificateNone")}</p>`
      : authority.authorityPem === null
        ? `<p>${say("certificateOwn")}</p><code class="fingerprint">${escapeHtml(authority.fingerprint)}</code>`
        : `<p>${say("certificateWhy")}</p>
<p>${say("certificateCompare")}</p>
<code class="fingerprint">${escapeHtml(authority.fingerprint)}</code>
<p><a href="/certificate-authority.pem" download>${say("certificateDownload")}</a></p>
<ul><li>${say("certificateWindows")}</li><li>${say("certificateFirefox")}</li><li>${say("certificateMac")}</li><li>${say("certificateLinux")}</li></ul>
<p class="quiet">${say("certificateExpires", { time: authority.expiresAt })}</p>`;
  return page(
    language,
    text(language, "certificateTitle"),
    `<h1>${say("certificateTitle")}</h1>\n${steps}\n<p><a href="/">${say("back")}</a></p>`,
  );
}

/** Every error code with cause and remedy; the anchors are what `type` of a problem points to. */
export function errorsPage(language: Language): string {
  const say = (key: ApiText) => escapeHtml(text(language, key));
  const list = [...PROBLEMS].map(
    ([
      code,
      kind,
    ]) => `<section id="${escapeHtml(code)}"><h2><code>${escapeHtml(code)}</code> · ${kind.status} · ${escapeHtml(kind.title[language])}</h2>
<p><b>${say("errorsCause")}</b> ${escapeHtml(kind.cause[language])}<br><b>${say("errorsRemedy")}</b> ${escapeHtml(kind.remedy[language])}</p></section>`,
  );
  return page(
    language,
    text(language, "errorsTitle"),
    `<h1>${say("errorsTitle")}</h1>\n<p>${say("errorsLead")}</p>\n${list.join("\n")}\n<p><a href="/">${say("back")}</a></p>`,
  );
}
