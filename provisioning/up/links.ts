// The loopback ports of the simulated serial servers, as campus.yaml says them; every other byte of the file stays as it is.
import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { type LinkId, MODBUS } from "../demo/campus-data.ts";
import { anyFreePort, freePortFrom, isFree } from "./ports.ts";

const HOST = "127.0.0.1";
/** Above the ports that need rights, below those that systems give to outgoing connections. */
export const USUAL_LINK_PORTS: Readonly<Record<LinkId, number>> = { mr1: 15_020, io: 15_021, pdu: 15_022 };
export const LINKS: readonly LinkId[] = ["mr1", "io", "pdu"];

export interface LinkPorts {
  readonly text: string;
  /** By link; a link that campus.yaml does not have on this machine is not played. */
  readonly ports: ReadonlyMap<LinkId, number>;
  readonly notes: readonly string[];
}

/** A `connection.tcp` or `rtuOverTcp` as written. */
interface Address {
  readonly device: string;
  readonly address: string;
  /** Where the scalar stands in the text, quotes included. */
  readonly range: readonly [number, number];
}

/** The text with ports that are free now. `any`: a first start that wants no fixed ports at all. */
export async function withLinkPorts(text: string, any: boolean): Promise<LinkPorts> {
  const ports = new Map<LinkId, number>();
  const notes: string[] = [];
  let changed = text;
  // A port that the file gives to another serial server is not free, even if nobody listens on it yet: the two would become one.
  const spoken = new Set(LINKS.flatMap((link) => portOf(text, link) ?? []));
  for (const link of LINKS) {
    const written = portOf(changed, link);
    if (written === null) continue;
    const port = await portFor(written, any, new Set([...spoken, ...ports.values()].filter((one) => one !== written)));
    ports.set(link, port);
    if (port === written) continue;
    changed = replaced(changed, `${HOST}:${written}`, `${HOST}:${port}`);
    if (!any)
      notes.push(
        `端口 ${written} 已被占用, 模拟串口服务器改用 ${port} · Port ${written} is taken, the simulated serial server uses ${port}`,
      );
  }
  return { text: changed, ports, notes };
}

async function portFor(written: number, any: boolean, taken: ReadonlySet<number>): Promise<number> {
  if (any) return await anyFreePort(HOST);
  return !taken.has(written) && (await isFree(HOST, written)) ? written : await freePortFrom(HOST, written + 1, taken);
}

/** The port of the first device of a link that campus.yaml still has on this machine. */
function portOf(text: string, link: LinkId): number | null {
  const played = new Set(MODBUS.filter((spec) => spec.link === link).map(({ id }) => id));
  const found = addressesIn(text).find(({ device, address }) => played.has(device) && address.startsWith(`${HOST}:`));
  return found === undefined ? null : Number(found.address.slice(HOST.length + 1));
}

function replaced(text: string, from: string, to: string): string {
  let changed = text;
  // From the end on, so that the places before stay where they are.
  for (const { address, range } of addressesIn(text).reverse()) {
    if (address === from) changed = `${changed.slice(0, range[0])}"${to}"${changed.slice(range[1])}`;
  }
  return changed;
}

function addressesIn(text: string): Address[] {
  const devices = parseDocument(text).get("devices");
  if (!isSeq(devices)) return [];
  return devices.items.flatMap((device): Address[] => {
    const connection = isMap(device) ? device.get("connection") : undefined;
    const found = isMap(connection) ? (connection.get("tcp", true) ?? connection.get("rtuOverTcp", true)) : undefined;
    if (!isMap(device) || !isScalar(found) || typeof found.value !== "string" || !found.range) return [];
    return [{ device: String(device.get("id")), address: found.value, range: [found.range[0], found.range[1]] }];
  });
}
