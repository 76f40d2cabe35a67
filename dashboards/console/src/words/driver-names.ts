// Protocols by the names that are printed on devices; what is no protocol in words.
import type { Language } from "../i18n/texts.ts";

const NAMES: Readonly<Record<string, string>> = {
  mqtt: "MQTT",
  modbus: "Modbus",
  gpio: "GPIO",
  onvif: "ONVIF",
  nut: "NUT",
  snmp: "SNMP",
};

const WORDS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  probe: { "zh-CN": "网络探测", en: "Network probe" },
  derived: { "zh-CN": "计算得出", en: "Derived" },
};

/** The name of a driver; one that is not known is shown as it is. */
export function driverName(driver: string, language: Language): string {
  if (Object.hasOwn(NAMES, driver)) return NAMES[driver] ?? driver;
  return (Object.hasOwn(WORDS, driver) ? WORDS[driver]?.[language] : undefined) ?? driver;
}

/** Everything under which a driver is found. */
export function driverWords(driver: string): string {
  return `${driverName(driver, "zh-CN")} ${driverName(driver, "en")}`;
}
