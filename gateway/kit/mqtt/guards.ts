// All that our brokers touch of aedes beyond its documented interface, in one place: why aedes is pinned exactly, and what its tests prove.
import type { Aedes, Client } from "aedes";
import { GatewayError } from "../errors.ts";

/** Largest packet of a client that has not signed in (contract §5); a CONNECT with a will fits easily. */
export const PACKET_BYTES_BEFORE_SIGN_IN = 4096;

/** The parser of mqtt-packet inside an aedes client: takes chunks, emits `packet` and `error`. */
export interface Parser {
  /** The packet that is being parsed; `length` is -1 until its header is complete. */
  readonly packet: { readonly length: number };
  readonly error: Error | null;
  parse(chunk: Buffer): number;
  emit(event: "packet", packet: object): boolean;
  _parseLength(): boolean;
  _emitError(error: Error): void;
}

const METHODS = ["parse", "emit", "_parseLength", "_emitError"] as const;

function isParser(value: unknown): value is Parser {
  if (typeof value !== "object" || value === null || !("packet" in value)) return false;
  return METHODS.every((name) => typeof Reflect.get(value, name) === "function");
}

/** The parser of a client. Throws `broker-internals` when aedes is not the version that this folder was written for. */
export function parserOf(client: Client): Parser {
  const parser: unknown = Reflect.get(client, "_parser");
  if (isParser(parser)) return parser;
  throw notOurAedes("its packet parser");
}

/** What aedes keeps count of for packets that do not pass through its handlers. */
export interface PacketCount {
  /** A packet was taken out of a chunk and is not done. */
  began(): void;
  /** So many packets are done: when none is left, aedes reads the next chunk. */
  done(count: number): void;
  /** The client gave a sign of life. */
  heard(): void;
}

interface Counting {
  _parsingBatch: number;
  _nextBatch(error: null): void;
  readonly _keepaliveTimer: { refresh(): void } | null;
}

function isCounting(client: object): client is Counting {
  return (
    typeof Reflect.get(client, "_parsingBatch") === "number" &&
    typeof Reflect.get(client, "_nextBatch") === "function" &&
    typeof Reflect.get(client, "_keepaliveTimer") === "object"
  );
}

/** The packet count of a client. Throws `broker-internals` when aedes is not the version that this folder was written for. */
export function packetCountOf(client: Client): PacketCount {
  const counting: object = client;
  if (!isCounting(counting)) throw notOurAedes("its count of packets");
  return {
    began() {
      counting._parsingBatch++;
    },
    done(count) {
      // `_nextBatch` counts one more down, then looks whether that was the last.
      counting._parsingBatch -= count - 1;
      counting._nextBatch(null);
    },
    heard() {
      counting._keepaliveTimer?.refresh();
    },
  };
}

function notOurAedes(what: string): GatewayError {
  return new GatewayError(
    "broker-internals",
    `aedes is not the version that this gateway was built for: ${what} was not found`,
    "Install the packages with `npm ci`, which takes exactly the versions of package-lock.json.",
  );
}

/** Closes the connection when a packet's header announces more than `limit()` bytes, before any of them is kept. */
export function guardPacketSize(parser: Parser, limit: () => number, onOversized: (bytes: number) => void): void {
  const parseLength = parser._parseLength;
  parser._parseLength = function guarded(this: Parser) {
    if (!parseLength.call(this)) return false;
    const { length } = this.packet;
    if (length <= limit()) return true;
    onOversized(length);
    this._emitError(new Error(`packet of ${length} bytes is too large`));
    return false;
  };
}

/** True when the client has sent DISCONNECT: it meant to go. */
export function saidGoodbye(client: Client): boolean {
  return Reflect.get(client, "_disconnected") === true;
}

type Publish = Aedes["publish"];

/**
 * Makes aedes forward nothing but what the returned function is given: messages of clients and aedes' own `$SYS` notices end here.
 * (This replaces a documented method; aedes itself calls it for every message it accepts.)
 */
export function forwardOnlyOwn(broker: Aedes): Publish {
  const forward: Publish = broker.publish.bind(broker);
  broker.publish = (_packet: unknown, clientOrDone: unknown, done?: unknown) => {
    if (typeof done === "function") done(null);
    else if (typeof clientOrDone === "function") clientOrDone(null);
  };
  return forward;
}
