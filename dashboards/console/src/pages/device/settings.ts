// Settings of a device as data: read from what was typed, and compared with what the device says. Pure.

export type Settings = Readonly<Record<string, unknown>>;

/** The object that a text holds; null when it holds something else. */
export function parsedSettings(text: string): Settings | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

export interface Difference {
  readonly key: string;
  readonly wanted: string;
  readonly has: string;
}

/** The settings in which both differ, by their first key; a dash where one lacks it. */
export function differences(wanted: Settings, has: Settings): Difference[] {
  const keys = [...new Set([...Object.keys(wanted), ...Object.keys(has)])];
  const text = (settings: Settings, key: string) =>
    Object.hasOwn(settings, key) ? (JSON.stringify(settings[key]) ?? "—") : "—";
  return keys
    .map((key) => ({ key, wanted: text(wanted, key), has: text(has, key) }))
    .filter((one) => one.wanted !== one.has);
}
