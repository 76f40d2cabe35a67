// The store behind aedes. Sessions are always clean and nothing of a device is forwarded, so it holds only what the broker itself retains.
import { Readable } from "node:stream";
import type { PublishPacket } from "aedes";

/** Called with a client id and the packet id that the client released (PUBREL). */
export type OnReleased = (clientId: string, messageId: number) => void;

interface Identified {
  readonly id: string;
}
interface Numbered {
  readonly cmd?: string;
  readonly messageId?: number;
}

/** aedes' persistence interface for a broker without persistent sessions: a flood of anything leaves nothing behind. */
export class CleanSessions {
  readonly #retained = new Map<string, PublishPacket>();
  readonly #onReleased: OnReleased;

  constructor(onReleased: OnReleased) {
    this.#onReleased = onReleased;
  }

  async setup(): Promise<void> {}

  async storeRetained(packet: PublishPacket): Promise<void> {
    if (packet.payload.length === 0) this.#retained.delete(packet.topic);
    else this.#retained.set(packet.topic, packet);
  }

  createRetainedStreamCombi(topics: readonly string[]): Readable {
    return Readable.from(topics.flatMap((topic) => this.#retained.get(topic) ?? []));
  }

  /** QoS 2 messages are acknowledged by us (acknowledge.ts) and never kept here; this is how aedes tells that one is released. */
  async incomingGetPacket(client: Identified, packet: Numbered): Promise<undefined> {
    if (packet.cmd === "pubrel" && packet.messageId !== undefined) this.#onReleased(client.id, packet.messageId);
    return undefined;
  }

  async incomingStorePacket(): Promise<void> {}
  async incomingDelPacket(): Promise<void> {}
  async cleanIncoming(): Promise<void> {}

  async addSubscriptions(): Promise<void> {}
  async removeSubscriptions(): Promise<void> {}
  async cleanSubscriptions(): Promise<void> {}
  async subscriptionsByClient(): Promise<never[]> {
    return [];
  }
  async subscriptionsByTopic(): Promise<never[]> {
    return [];
  }

  async outgoingEnqueue(): Promise<void> {}
  async outgoingEnqueueCombi(): Promise<void> {}
  async outgoingUpdate(): Promise<void> {}
  async outgoingClearMessageId(): Promise<undefined> {
    return undefined;
  }
  outgoingStream(): Readable {
    return Readable.from([]);
  }

  /** A will lives with its connection, in aedes' client. */
  async putWill(): Promise<void> {}
  async getWill(): Promise<undefined> {
    return undefined;
  }
  async delWill(): Promise<undefined> {
    return undefined;
  }
  streamWill(): Readable {
    return Readable.from([]);
  }

  async destroy(): Promise<void> {
    this.#retained.clear();
  }
}
