// SMS and voice of Alibaba Cloud: SendSms (help.aliyun.com/zh/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms) and SingleCallByTts
// (help.aliyun.com/zh/vms/developer-reference/api-dyvmsapi-2017-05-25-singlecallbytts), signed by V3, or by V2 for clouds that know only that.
import { randomUUID } from "node:crypto";
import type { HttpSettings } from "../../../contract/notify.ts";
import { type Answer, notTheService, refusedBy } from "../request.ts";
import { accepted, failed, type Outcome } from "../road.ts";
import type { HttpKind, Order } from "./service.ts";
import { authorizationV3, canonicalQuery, NOTHING_SHA256, signatureV2 } from "./sign.ts";

const VERSION = "2017-05-25";

function actionOf({ kind }: HttpSettings): string {
  return kind === "http-sms" ? "SendSms" : "SingleCallByTts";
}

/** The parameters of one message; `OutId` comes back in reports. */
function parametersOf(settings: HttpSettings, { number, variables, id }: Order): Readonly<Record<string, string>> {
  const { kind, signName, template, shown } = settings;
  const values = JSON.stringify(variables);
  return kind === "http-sms"
    ? { PhoneNumbers: number, SignName: signName ?? "", TemplateCode: template, TemplateParam: values, OutId: id }
    : {
        CalledNumber: number,
        TtsCode: template,
        TtsParam: values,
        OutId: id,
        ...(shown !== null && { CalledShowNumber: shown }),
      };
}

export const ALIYUN: HttpKind = {
  ask(settings, order, secret, nowMs) {
    const url = new URL(settings.url);
    const query = parametersOf(settings, order);
    url.search = canonicalQuery(query);
    const headers = {
      host: url.host,
      "x-acs-action": actionOf(settings),
      "x-acs-content-sha256": NOTHING_SHA256,
      "x-acs-date": secondsOf(nowMs),
      "x-acs-signature-nonce": randomUUID(),
      "x-acs-version": VERSION,
    };
    const authorization = authorizationV3(query, headers, settings.keyId, secret);
    return { url, text: "", headers: { ...headers, accept: "application/json", authorization } };
  },
  read: outcomeOf,
};

export const ALIYUN_V2: HttpKind = {
  ask(settings, order, secret, nowMs) {
    const parameters = {
      ...parametersOf(settings, order),
      Action: actionOf(settings),
      Version: VERSION,
      Format: "JSON",
      AccessKeyId: settings.keyId,
      SignatureMethod: "HMAC-SHA1",
      SignatureVersion: "1.0",
      SignatureNonce: randomUUID(),
      Timestamp: secondsOf(nowMs),
    };
    const url = new URL(settings.url);
    url.search = canonicalQuery({ ...parameters, Signature: signatureV2("POST", parameters, secret) });
    return { url, text: "" };
  },
  read: outcomeOf,
};

/** RFC 3339 without fractions. */
function secondsOf(nowMs: number): string {
  return `${new Date(nowMs).toISOString().slice(0, 19)}Z`;
}

/** Business errors come with status 200, those of the gateway before it with 4xx and 5xx; `Code` decides. */
function outcomeOf(answer: Answer): Outcome {
  const { status, body } = answer;
  if (typeof body !== "object" || body === null || !("Code" in body) || typeof body.Code !== "string")
    return status === 200 ? notTheService() : refusedBy(answer);
  const code = body.Code;
  if (code === "OK" && status === 200) return accepted(referenceOf(body));
  const says = "Message" in body && typeof body.Message === "string" ? body.Message.slice(0, 200) : "";
  const afterMs = afterMsOf(code, says);
  return failed(code, says, afterMs !== null, afterMs ?? 0);
}

function referenceOf(body: object): string | null {
  if ("BizId" in body && typeof body.BizId === "string") return body.BizId;
  return "CallId" in body && typeof body.CallId === "string" ? body.CallId : null;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** How long it wants peace (help.aliyun.com/document_detail/2881383.html, /178344.html); null: another try is pointless. */
function afterMsOf(code: string, says: string): number | null {
  if (code === "isv.BUSINESS_LIMIT_CONTROL")
    return says.includes("天") ? DAY_MS : says.includes("小时") ? HOUR_MS : MINUTE_MS;
  if (code === "isv.DAY_LIMIT_CONTROL" || code === "isv.MONTH_LIMIT_CONTROL") return DAY_MS;
  if (code.startsWith("Throttling")) return 5_000;
  if (code === "SignatureNonceUsed") return 0;
  return code.startsWith("isp.") || /^(ServiceUnavailable|InternalError)/.test(code) ? 30_000 : null;
}
