// Feishu custom bots, version 2 (open.feishu.cn/document/client-docs/bot-v3/add-custom-bot): text, signed in the body.
import { createHmac } from "node:crypto";
import { numberAt, type RobotKind, textAt } from "./robot.ts";
import { bodyText, cutTo } from "./text.ts";

/** A request's whole body may have 20 KB. */
const TEXT_BYTES = 16_000;

/** `sign` of the body: Base64 of HMAC-SHA256 over nothing, with `timestamp\nsecret` as key. `seconds`: epoch seconds. */
export function feishuSign(secret: string, seconds: number): string {
  return createHmac("sha256", `${seconds}\n${secret}`).digest("base64");
}

export const FEISHU: RobotKind = {
  // 100 a minute and 5 a second are allowed; one school needs no more than others allow.
  pace: { notes: 20, perMs: 60_000 },
  ask(url, secret, note, nowMs) {
    const seconds = Math.floor(nowMs / 1000);
    const signed = secret === null ? {} : { timestamp: String(seconds), sign: feishuSign(secret, seconds) };
    return {
      url,
      body: { ...signed, msg_type: "text", content: { text: cutTo(unmarked(bodyText(note)), TEXT_BYTES) } },
    };
  },
  read(body) {
    const code = numberAt(body, "code") ?? numberAt(body, "StatusCode") ?? -1;
    return { code: code === 0 ? null : code, says: textAt(body, "msg") || textAt(body, "StatusMessage") };
  },
  again: { [-1]: 30_000, 9499: 30_000, 11232: 60_000 },
};

/** Text messages know one tag, `<at …>`: a device's name must not call everybody. */
function unmarked(text: string): string {
  return text.replaceAll("<", "＜");
}
