// One device while it is connected: what the intake, the acknowledgements and the status need of it, in one object.
import type { Client, PublishPacket } from "aedes";
import type { DeviceConfig } from "../config/campus.ts";
import { type PacketCount, packetCountOf } from "../kit/mqtt/guards.ts";
import type { Source } from "./source.ts";
import { type DeviceTopics, topicsOf } from "./topics.ts";

/** Why a connection ended, as `device.offline` tells it. */
export type EndReason =
  | "disconnected"
  | "lost"
  | "silent"
  | "malformed"
  | "too-large"
  | "replaced"
  | "not-reading"
  | "store-unavailable"
  | "credential-changed"
  | "disabled"
  | "removed"
  | "bridge-offline"
  | "unavailable"
  | "stopping";

/** A message that was handed to the journal. */
export interface Waiting {
  readonly session: Session;
  readonly qos: number;
  readonly messageId: number;
  /** What aedes waits for; null: the message came past aedes (shortcut.ts). */
  readonly aedes: AedesTurn | null;
}

/** A packet in aedes' hands; `done` lets aedes go on with it. */
export interface AedesTurn {
  readonly packet: PublishPacket;
  readonly done: (error?: Error | null) => void;
}

export interface Session {
  readonly device: string;
  readonly topics: DeviceTopics;
  /** The topic of most messages, as it is on the wire. */
  readonly telemetryTopic: Buffer;
  readonly client: Client;
  readonly packets: PacketCount;
  readonly remote: string;
  readonly secure: boolean;
  /** Epoch ms of the sign-in. */
  readonly sinceMs: number;
  /** The last will as it came with CONNECT: aedes hands in this very object when the connection is lost. */
  readonly will: unknown;
  /** Changes when the configuration of the device does. */
  source: Source;
  config: DeviceConfig;
  /** Topics it subscribed to. */
  readonly subscribed: Set<string>;
  /** Packet ids of QoS 2 messages that were handed in and not yet released; made when the first comes. */
  received: Set<number> | null;
  /** Committed, and to be acknowledged with the next write. */
  settled: Waiting[];
  messages: number;
  waiting: number;
  /** Set when it is known why the connection ends before it has ended. */
  ending: EndReason | null;
  /** Allowance of messages (see pace.ts). */
  allowance: number;
  allowanceAt: number;
}

export function newSession(
  client: Client,
  config: DeviceConfig,
  source: Source,
  at: { readonly nowMs: number; readonly monotonic: number },
  from: { readonly remote: string; readonly secure: boolean; readonly will: unknown },
  allowance: number,
): Session {
  const topics = topicsOf(config.id);
  return {
    device: config.id,
    topics,
    telemetryTopic: Buffer.from(topics.telemetry),
    client,
    packets: packetCountOf(client),
    remote: from.remote,
    secure: from.secure,
    sinceMs: at.nowMs,
    will: from.will,
    source,
    config,
    subscribed: new Set(),
    received: null,
    settled: [],
    messages: 0,
    waiting: 0,
    ending: null,
    allowance,
    allowanceAt: at.monotonic,
  };
}

/** Ends the connection; what is already written is still sent. */
export function endSession(session: Session, reason: EndReason): void {
  session.ending ??= reason;
  session.client.conn.destroy();
}
