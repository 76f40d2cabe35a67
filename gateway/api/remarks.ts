// What parts of the gateway say of a configuration that is in force: what they could not take of it, in the reader's language.
import type { GatewayError } from "../kit/errors.ts";
import type { Language } from "../kit/i18n.ts";
import { PROBLEMS } from "./problems.ts";

interface RemarkView {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

type Said = readonly [message: string, remedy: string];

const CHINESE: Readonly<Record<string, Said>> = {
  "modem-not-open": [
    "串口 {serial} 上的 4G 模块不能使用：{why}",
    "请检查配置文件中的 notify.modem，以及数据线、SIM 卡和天线；网关会自动重试，期间使用其他通知方式。",
  ],
  "config-not-taken": ["网关有一部分未能采用新配置，仍按原配置运行", "详情见网关日志；方便时请重启网关。"],
};

/** As the answer to a change has it. */
export function remarkView({ code, message, remedy, words }: GatewayError, language: Language): RemarkView {
  if (language === "en") return { code, message, remedy };
  const kind = PROBLEMS.get(code);
  const [said, todo] = CHINESE[code] ?? [kind?.cause[language] ?? message, kind?.remedy[language] ?? remedy];
  const value = (name: string) => String(words?.values[name] ?? "");
  return { code, message: said.replaceAll(/\{(\w+)\}/g, (_all, name: string) => value(name)), remedy: todo };
}
