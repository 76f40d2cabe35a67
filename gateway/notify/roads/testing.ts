// Letters and settings that the tests of roads send; nothing here is used by the gateway.
import type { HttpSettings } from "../../contract/notify.ts";
import type { Letter, Note, NoteWords } from "./road.ts";

export const NOTE: Note = { title: "【严重】市电中断", lines: ["网络中心机房 · 02:10"], phones: ["19900000001"] };
export const WORDS: NoteWords = {
  campus: "县三中",
  alarm: "市电中断",
  place: "网络中心机房",
  value: "0 V",
  time: "02:10",
  code: "k3x9q2",
};

/** A letter to one person. */
export function letterOf(more: Partial<Letter> = {}): Letter {
  return {
    n: 1,
    says: "raised",
    note: NOTE,
    spoken: { "zh-CN": "网络中心机房，市电中断", en: "Network room, mains failed" },
    words: WORDS,
    severity: "high",
    person: "p-1",
    to: { phones: ["19900000001"], mail: "li.lei@school.example" },
    post: null,
    alarm: { id: "mains", occurrence: 1 },
    answerable: true,
    test: false,
    ...more,
  };
}

/** A road of an SMS service at this address. */
export function httpSettings(url: URL, more: Partial<HttpSettings> = {}): HttpSettings {
  return {
    id: "sms",
    name: "短信",
    kind: "http-sms",
    mostPerDay: null,
    url: url.href,
    sign: "aliyun",
    keyId: "testId",
    secretFile: "sms.secret",
    template: "SMS_1",
    signName: "县三中",
    variables: { place: "place", what: "alarm" },
    shown: null,
    mostPerNumberPerDay: 50,
    caFile: null,
    ...more,
  };
}
