// The port of the simulated network's loopback addresses, as campus.yaml says it; every other byte of the file stays as it is.
import { NETWORK } from "../demo/network-data.ts";
import { SWITCH_HOST } from "../demo/switch-data.ts";
import { anyFreePort, freePortFrom, isFree } from "./ports.ts";

/** Its addresses as campus-text.ts writes them. */
const HOSTS = [...NETWORK.map(({ host }) => host), SWITCH_HOST];
const WRITTEN = new RegExp(`"(${HOSTS.map((host) => host.replaceAll(".", "\\.")).join("|")}):(\\d{1,5})"`, "g");

export interface NetworkPort {
  readonly text: string;
  /** Null: campus.yaml has none of them any more. */
  readonly port: number | null;
  readonly notes: readonly string[];
}

/** The text with a port that is free now on the first of these addresses. `any`: a first start that wants no fixed ports at all. */
export async function withNetworkPort(text: string, any: boolean): Promise<NetworkPort> {
  const [first] = text.matchAll(WRITTEN);
  const [, host = "", digits = ""] = first ?? [];
  if (first === undefined) return { text, port: null, notes: [] };
  const written = Number(digits);
  const port = any ? await anyFreePort(host) : await portFrom(host, written);
  if (port === written) return { text, port, notes: [] };
  const note = `端口 ${written} 已被占用, 模拟网络改用 ${port} · Port ${written} is taken, the simulated network uses ${port}`;
  const changed = text.replaceAll(WRITTEN, (whole, one: string, its: string) =>
    its === digits ? `"${one}:${port}"` : whole,
  );
  return { text: changed, port, notes: any ? [] : [note] };
}

async function portFrom(host: string, written: number): Promise<number> {
  return (await isFree(host, written)) ? written : await freePortFrom(host, written + 1, new Set());
}
