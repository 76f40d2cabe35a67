// The critical alarm of a gateway that runs on the last good version because its file is wrong (contract §2).
import type { OwnAlarm } from "./alarms/own.ts";
import type { Alarms } from "./alarms/port.ts";
import type { ConfigStore } from "./config/store.ts";

const LAST_GOOD: OwnAlarm = {
  id: "config-last-good",
  severity: "critical",
  text: {
    "zh-CN": "配置文件有误，正在使用上一个正确的版本",
    en: "The configuration file is wrong; the last good version is in use",
  },
};

/** Raises it, or clears that of the run before; a right file clears it, until disposed. */
export async function watchLastGood(config: ConfigStore, alarms: Pick<Alarms, "own">): Promise<Disposable> {
  await alarms.own(LAST_GOOD, config.degraded !== null);
  return config.onApplied(() => alarms.own(LAST_GOOD, false));
}
