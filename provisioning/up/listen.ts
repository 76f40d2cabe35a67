// Reads and changes the ports below `listen` in campus.yaml and county.yaml; every other byte of the file stays as it is.
import { isMap, isScalar, parseDocument } from "yaml";
import { GatewayError } from "#gateway/kit/errors.ts";
import { freePortFrom, isFree } from "./ports.ts";

export type Door = "http" | "https" | "mqtt" | "mqtts";
export const DOORS: readonly Door[] = ["http", "https", "mqtt", "mqtts"];
/** By door: the port that was asked for; null or absent: none was. */
export type Asked = Partial<Readonly<Record<Door, number | null>>>;

interface Address {
  readonly host: string;
  readonly port: number;
  /** Where `HOST:PORT` stands in the text. */
  readonly range: readonly [number, number];
}

/** The address of a listener as written, or null when the file does not name it. */
export function addressOf(text: string, door: Door): Address | null {
  const listen = parseDocument(text).get("listen");
  const node = isMap(listen) ? listen.get(door, true) : undefined;
  if (!isScalar(node) || typeof node.value !== "string" || !node.range) return null;
  const at = node.value.lastIndexOf(":");
  return {
    host: node.value.slice(0, at),
    port: Number(node.value.slice(at + 1)),
    range: [node.range[0], node.range[1]],
  };
}

export interface PortsOptions {
  /** What people call a listener: the option without its dashes. */
  readonly name?: (door: Door) => string;
  /** Ports that others will have; those that are given out are added. */
  readonly taken?: Set<number>;
}

/**
 * The text with the ports that this start shall use, and what to tell about it. A port that was asked for is taken as it is;
 * one that was not asked for gives way to the next free one when somebody else has it.
 */
export async function withPorts(
  text: string,
  asked: Asked,
  { name = (door: Door): string => door, taken = new Set() }: PortsOptions = {},
): Promise<{ readonly text: string; readonly notes: readonly string[] }> {
  const notes: string[] = [];
  let changed = text;
  for (const door of DOORS) {
    const address = addressOf(changed, door);
    if (address === null) continue;
    const port = await portFor(name(door), address, asked[door] ?? null, taken, notes);
    taken.add(port);
    const [from, to] = address.range;
    if (port !== address.port) changed = `${changed.slice(0, from)}${address.host}:${port}${changed.slice(to)}`;
  }
  return { text: changed, notes };
}

async function portFor(
  name: string,
  { host, port }: Address,
  asked: number | null,
  taken: ReadonlySet<number>,
  notes: string[],
) {
  if (asked === 0 || (asked === null && port === 0)) return 0;
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  if (asked !== null) {
    if (await isFree(bare, asked)) return asked;
    throw new GatewayError(
      "start-port-taken",
      `npm start: port ${asked} (--${name}) on ${host} is taken by another program or not allowed`,
      `Stop that program, or give another port: npm start -- --${name} PORT (0 = any free one).`,
    );
  }
  const free = await freePortFrom(bare, port, taken);
  if (free !== port)
    notes.push(`端口 ${port} 已被占用, ${name} 改用 ${free} · Port ${port} is taken, ${name} uses ${free}`);
  return free;
}
