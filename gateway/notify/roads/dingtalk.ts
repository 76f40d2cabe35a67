// DingTalk custom robots (open.dingtalk.com/document/orgapp/custom-robot-access): text with those called out, signed by HMAC in the address.
import { createHmac } from "node:crypto";
import { numberAt, type RobotKind, textAt } from "./robot.ts";
import { bodyText, cutTo } from "./text.ts";

/** A message's whole body may have 20 000 bytes. */
const TEXT_BYTES = 16_000;
/** More than 20 in a minute: refused for ten minutes. */
const PUNISHED_MS = 600_000;

/** `sign` of the address: Base64 of HMAC-SHA256 over `timestamp\nsecret`, with the secret as key. `nowMs`: epoch milliseconds. */
export function dingtalkSign(secret: string, nowMs: number): string {
  return createHmac("sha256", secret).update(`${nowMs}\n${secret}`).digest("base64");
}

export const DINGTALK: RobotKind = {
  pace: { notes: 20, perMs: 60_000 },
  ask(url, secret, note, nowMs) {
    const signed = new URL(url);
    if (secret !== null) {
      signed.searchParams.set("timestamp", String(nowMs));
      signed.searchParams.set("sign", dingtalkSign(secret, nowMs));
    }
    // Only a number that also stands in the text is shown as called out.
    const called = note.phones.map((phone) => `@${phone}`).join(" ");
    const text = cutTo(bodyText(note), TEXT_BYTES);
    const content = called === "" ? text : `${text}\n${called}`;
    return {
      url: signed,
      body: { msgtype: "text", text: { content }, at: { atMobiles: note.phones, isAtAll: false } },
    };
  },
  read(body) {
    const code = numberAt(body, "errcode") ?? -1;
    return { code: code === 0 ? null : code, says: textAt(body, "errmsg") };
  },
  again: { [-1]: 30_000, 130101: PUNISHED_MS, 410100: PUNISHED_MS },
};
