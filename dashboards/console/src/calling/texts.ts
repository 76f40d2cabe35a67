// Texts of alarms that call: the banner and the sound. Acknowledging and silencing are two things.
import { defineTexts } from "../i18n/texts.ts";

export const callingTexts = defineTexts(
  "calling",
  {
    banner: "待确认的严重告警",
    more: "另有 {{n}} 条待确认",
    look: "查看",
    ack: "确认",
    ackWhat: "确认表示“我已看到并负责处理”：之后不再继续通知其他人；告警不会因此消失。",
    silence: "消音",
    silenceWhat: "只让这台电脑安静下来；告警仍未确认",
    silent: "已消音",
    soundOff: "声音未打开",
    soundBlocked: "浏览器要点一下才能出声",
    turnOn: "打开声音",
    turnOff: "关闭声音",
    switchOn: "告警声：开",
    switchOff: "告警声：关",
    switchBlocked: "告警声：待点击",
  },
  {
    banner: "Severe alarms to acknowledge",
    more: "{{n}} more to acknowledge",
    look: "See it",
    ack: "Acknowledge",
    ackWhat:
      "Acknowledging says “I have seen it and see to it”: nobody else is told from then on. The alarm does not go away by it.",
    silence: "Silence",
    silenceWhat: "Makes only this computer quiet; the alarm is still not acknowledged",
    silent: "silenced",
    soundOff: "Sound is off",
    soundBlocked: "The browser needs a click before it may sound",
    turnOn: "Turn sound on",
    turnOff: "Turn sound off",
    switchOn: "Sound on",
    switchOff: "Sound off",
    switchBlocked: "Sound waits for a click",
  },
);
