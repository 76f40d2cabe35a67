// What `npm run try` prints: the values of one poll, what went wrong and where to look, the raw bytes, and the lines for campus.yaml.
import { Document } from "yaml";
import type { Poll, Sample } from "#gateway/contract/driver.ts";

type Json = Readonly<Record<string, unknown>>;

/** Where to look when nothing came of it: what most often is wrong with such a device. */
export const LOOK: Readonly<Record<string, string>> = {
  modbus:
    "are address, port (usually 502) and unit right, is Modbus TCP switched on there, does another program hold its only connection? A serial server that passes bytes on needs --rtu",
  nut: "does upsd run there (systemctl status nut-server), and does LISTEN in its upsd.conf name an address that this machine reaches?",
  snmp: "is SNMP switched on there, does its list of managers contain this machine, and does UDP port 161 pass? A wrong community gets no answer at all",
  probe: "is the address right, is the device switched on, does a firewall in between let it pass?",
};
/** How often such devices are asked, where it is not the usual 5 s. */
const EVERY: Readonly<Record<string, string>> = { probe: "60s", snmp: "30s" };

/** The lines that a poll gives. */
export function report(driver: string, { name, points }: Json, poll: Poll, tookMs: number): string[] {
  const { samples, detail, raw } = poll;
  const width = Math.max(...samples.map(({ point }) => point.length));
  const good = samples.filter(({ quality }) => quality === "good").length;
  const isSilent = samples.every(({ quality, value }) => quality === "bad" || value === false);
  const where = LOOK[driver];
  return [
    `${Object.values(name ?? {}).join(" · ")}: ${good} of ${samples.length} points are good, ${tookMs} ms`,
    ...samples.map((sample) => `  ${sample.point.padEnd(width)}  ${shownValue(sample, points)}`),
    ...(detail === undefined ? [] : [`wrong: ${detail}`]),
    ...(isSilent && where !== undefined ? [`look: ${where}`] : []),
    ...(raw === undefined ? [] : raw.split("\n").map((line) => `raw ${line}`)),
  ];
}

/** The lines for campus.yaml of a device that was tried. `more`: what stands there besides its connection. */
export function pasteLines(driver: string, { id, name }: Json, more: Json): string[] {
  const { "zh-CN": chinese = id }: { "zh-CN"?: unknown } = typeof name === "object" && name !== null ? name : {};
  const every = EVERY[driver];
  const device = {
    id: `${String(id).slice(0, 30)}-1`,
    name: String(chinese).slice(0, 64),
    driver,
    profile: id,
    ...(every === undefined ? {} : { every }),
  };
  const text = new Document([device]);
  for (const [key, value] of Object.entries(more)) text.setIn([0, key], text.createNode(value, { flow: true }));
  const lines = text.toString({ lineWidth: 0 }).trimEnd().split("\n");
  return ["", "# campus.yaml, devices: (id, name)", ...lines.map((line) => `  ${line}`)];
}

function shownValue({ point, value, quality, reason }: Sample, points: unknown): string {
  if (quality === "bad") return `bad (${reason})`;
  const { unit }: { unit?: unknown } = Object.entries(points ?? {}).find(([name]) => name === point)?.[1] ?? {};
  return `${value}${unit === "1" || unit === undefined ? "" : ` ${unit}`}${quality === "good" ? "" : ` ${quality} (${reason})`}`;
}
