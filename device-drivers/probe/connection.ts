// The `connection` of a probe: whom it asks for what. Which kind it is says the profile (`wire.asks`).
import { isIP } from "node:net";
import type { DriverProblem } from "../../gateway/contract/driver.ts";
import { parseDuration } from "../../gateway/contract/time.ts";
import { type Network, networkIn } from "./network.ts";

export const ASKS = ["ping", "connect", "http", "https", "dns", "neighbours"] as const;
export type Asks = (typeof ASKS)[number];

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export interface Connection {
  /** Milliseconds for one answer. */
  readonly timeoutMs: number;
  /** `ping`: whom. */
  readonly host: string;
  /** `ping`: how many echoes a poll. */
  readonly count: number;
  /** `connect`. */
  readonly target: HostPort;
  /** `http`, `https`. */
  readonly url: string;
  /** `dns`: the name that is asked for, and whom. */
  readonly name: string;
  readonly resolver: string;
  /** `neighbours`: where; null: with any other. */
  readonly network: Network | null;
  /** `neighbours`: whether each address is spoken to. */
  readonly sweep: boolean;
}

type Json = Readonly<Record<string, unknown>>;

const KEYS: Readonly<Record<Asks, readonly string[]>> = {
  ping: ["ping", "count", "timeout"],
  connect: ["connect", "timeout"],
  http: ["url", "timeout"],
  https: ["url", "timeout"],
  dns: ["dns", "resolver", "timeout"],
  neighbours: ["neighbours", "sweep"],
};
const USUAL_TIMEOUT_MS = 2000;
/** A link's call is given up after 30 s, and a name may have to be looked up before. */
const LONGEST_TIMEOUT_MS = 10_000;
const USUAL_COUNT = 3;
const MOST_COUNT = 20;
const DNS_PORT = 53;
const NAME = /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*\.?$/;

/** What is wrong with the connection of a probe of this kind, each with its path. */
export function connectionProblems(connection: Json, asks: Asks): readonly DriverProblem[] {
  const keys = KEYS[asks];
  const problems: DriverProblem[] = Object.keys(connection)
    .filter((key) => !keys.includes(key))
    .map((key) => ({
      path: `connection.${key}`,
      what: `is nothing that this probe has`,
      remedy: `take it out; there are ${keys.join(", ")}`,
    }));
  const say = (key: string, what: string, remedy: string) => problems.push({ path: `connection.${key}`, what, remedy });
  const { ping, count = USUAL_COUNT, connect, url, dns, resolver, timeout } = connection;
  const { neighbours, sweep = false } = connection;
  if (asks === "ping" && !isHost(ping)) say("ping", "is no host", "write an address or a name, for example 10.0.0.1");
  if (!(Number.isInteger(count) && Number(count) >= 1 && Number(count) <= MOST_COUNT))
    say("count", `is no whole number from 1 to ${MOST_COUNT}`, `write for example ${USUAL_COUNT}`);
  if (asks === "connect" && hostPortOf(connect) === null)
    say("connect", "is no HOST:PORT", "write for example 10.0.0.8:554");
  if ((asks === "http" || asks === "https") && urlOf(url, asks) === null)
    say("url", `is no address that begins with ${asks}:// and names nobody`, `write for example ${asks}://10.0.0.9/`);
  if (asks === "dns" && !(typeof dns === "string" && NAME.test(dns)))
    say("dns", "is no name", "write the name to ask for, for example www.gov.cn");
  if (asks === "dns" && hostPortOf(resolver, DNS_PORT) === null)
    say("resolver", "is no address", "write the address of the name server, for example 10.0.0.1");
  else if (asks === "dns" && isIP(hostPortOf(resolver, DNS_PORT)?.host ?? "") === 0)
    say("resolver", "is a name", "a name server is reached by its address: write that");
  if (asks === "neighbours" && networkIn(neighbours) === null)
    say(
      "neighbours",
      "is no network from /22 to /30",
      "write the network that this machine is in, for example 10.0.8.0/24",
    );
  if (typeof sweep !== "boolean")
    say("sweep", "is neither true nor false", "write true to have each address spoken to");
  const timeoutMs = timeout === undefined ? USUAL_TIMEOUT_MS : parseDuration(String(timeout));
  if (timeoutMs === null || timeoutMs < 10 || timeoutMs > LONGEST_TIMEOUT_MS)
    say("timeout", "is no duration from 10ms to 10s", "write for example 2s");
  return problems;
}

/** A connection without problems. */
export function connectionOf(connection: Json): Connection {
  const { ping, count, connect, url, dns, resolver, timeout, neighbours, sweep } = connection;
  const server = hostPortOf(resolver, DNS_PORT);
  return {
    timeoutMs: (timeout === undefined ? null : parseDuration(String(timeout))) ?? USUAL_TIMEOUT_MS,
    host: bare(typeof ping === "string" ? ping : ""),
    count: typeof count === "number" ? count : USUAL_COUNT,
    target: hostPortOf(connect) ?? { host: "", port: 0 },
    url: typeof url === "string" ? url : "",
    name: typeof dns === "string" ? dns : "",
    resolver: server === null ? "" : `${server.host.includes(":") ? `[${server.host}]` : server.host}:${server.port}`,
    network: networkIn(neighbours),
    sweep: sweep === true,
  };
}

/** `HOST:PORT`, `[V6]:PORT`; with `usualPort` also without one. */
function hostPortOf(text: unknown, usualPort: number | null = null): HostPort | null {
  if (typeof text !== "string") return null;
  if (usualPort !== null && isHost(text)) return { host: bare(text), port: usualPort };
  const [, host = "", digits = ""] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  const isBracketed = host.startsWith("[") && host.endsWith("]");
  if (!isHost(host) || (isIP(host) === 6 && !isBracketed) || port < 1 || port > 65_535) return null;
  return { host: bare(host), port };
}

function isHost(text: unknown): text is string {
  return typeof text === "string" && (isIP(bare(text)) !== 0 || NAME.test(text));
}

function bare(host: string): string {
  return host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;
}

/** Null: not of this scheme, or with a user and password in it, which would be shown to everybody. */
function urlOf(text: unknown, scheme: string): URL | null {
  if (typeof text !== "string" || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === `${scheme}:` && url.username === "" && url.password === "" ? url : null;
}
