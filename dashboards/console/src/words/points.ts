// What a point is called: as configured, else by its profile, else in words for well-known ids, else its id.
import { pointLabel } from "#gateway/contract/point-labels.ts";
import type { Device, Profile } from "../api/types.ts";
import type { Language } from "../i18n/texts.ts";

/** The name of a point of a device in `language`. */
export function pointName(
  point: string,
  device: Device | undefined,
  profile: Profile | undefined,
  language: Language,
): string {
  const configured = device?.points?.[point]?.name;
  if (configured !== undefined && configured !== "") return configured;
  const label = profile?.points.find(({ id }) => id === point)?.label ?? pointLabel(point);
  return label[language];
}

const COMMANDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  open: ["开门", "Open"],
  unlock: ["开锁", "Unlock"],
  lock: ["上锁", "Lock"],
  "hold-open": ["常开", "Hold open"],
  close: ["关门", "Close"],
  reboot: ["重启设备", "Restart device"],
  set: ["设置", "Set"],
  pulse: ["点动", "Pulse"],
  identify: ["闪灯定位", "Identify"],
};
const CORRECTION = /^set-(.+)-correction$/;
const OF_POINT = /^(set|pulse)-(.+)$/;

/** The point that a command sets, or switches for a while only; null for any other command. */
export function pointOfCommand(name: string): string | null {
  return OF_POINT.exec(name)?.[2] ?? null;
}

/** The name of a command: by its point as configured here, else by its profile, else in words for well-known names, else as it is. */
export function commandName(
  name: string,
  device: Device | undefined,
  profile: Profile | undefined,
  language: Language,
): string {
  const command = profile?.commands.find((each) => each.name === name);
  const [, verb, point = ""] = OF_POINT.exec(name) ?? [];
  const configured = device?.points?.[point]?.name ?? "";
  if (command !== undefined && verb === "set" && configured !== "") {
    // Beside the two buttons of a switch its name says enough.
    if (Object.values(command.args).some(({ type }) => type === "boolean")) return configured;
    return language === "en" ? `Set ${configured}` : `设置 ${configured}`;
  }
  const label = command?.label;
  if (label !== undefined) return configured === "" ? label[language] : `${configured} · ${label[language]}`;
  const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (known !== undefined) return language === "en" ? known[1] : known[0];
  const corrected = CORRECTION.exec(name)?.[1];
  if (corrected !== undefined) {
    const named = pointName(corrected, device, profile, language);
    return language === "en" ? `${named}: correction` : `${named}校正`;
  }
  if (verb !== "set" || profile?.points.every(({ id }) => id !== point) !== false) return name;
  const named = pointName(point, device, profile, language);
  return language === "en" ? `Set ${named}` : `设置 ${named}`;
}
