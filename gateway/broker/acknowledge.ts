// Acknowledges after commit: all PUBACKs and PUBRECs that one commit allows go to each socket in one write, in the order of publishing.
import type { Clock } from "../kit/clock.ts";
import { pauseFor } from "./pace.ts";
import type { BrokerCounters } from "./port.ts";
import { endSession, type Session, type Waiting } from "./session.ts";

const PUBACK = 0x40;
const PUBREC = 0x50;
const ACK_BYTES = 4;
/** A client that leaves so many bytes of acknowledgements unread (65 000 of them) has stopped reading. */
const MAX_UNREAD_BYTES = 256 * 1024;

export interface Acknowledger {
  /** A message is on disk, or will never be. */
  settled(waiting: Waiting, error: Error | null): void;
  /** Messages handed in and not settled, of all devices. */
  readonly queued: number;
  /** A message was handed to the journal. */
  handedIn(session: Session): void;
  /** Resolves when everything handed in is settled and written. */
  drained(): Promise<void>;
}

export function createAcknowledger(clock: Clock, counters: BrokerCounters): Acknowledger {
  let dirty: Session[] = [];
  let armed = false;
  let queued = 0;
  let whenDrained: (() => void)[] = [];

  const flush = () => {
    armed = false;
    const sessions = dirty;
    dirty = [];
    writeAcknowledgements(sessions);
    for (const session of sessions) readOn(session);
    if (queued === 0) {
      for (const resolve of whenDrained) resolve();
      whenDrained = [];
    }
  };

  /** Lets aedes read the next packets of this connection, at once or, for a hog in a crowd, a little later. */
  const readOn = (session: Session) => {
    const batch = session.settled;
    session.settled = [];
    if (session.client.closed) return;
    const pauseMs = pauseFor(session, batch.length, clock.monotonic(), queued);
    if (pauseMs === 0) {
      release(session, batch);
      return;
    }
    counters.slowedDown++;
    clock.after(pauseMs, () => release(session, batch));
  };

  return {
    get queued() {
      return queued;
    },
    handedIn(session) {
      session.waiting++;
      queued++;
    },
    settled(waiting, error) {
      const { session } = waiting;
      session.waiting--;
      queued--;
      if (error !== null) {
        // No acknowledgement: the device sends it again after it has connected anew.
        if (session.ending === null) endSession(session, "store-unavailable");
      } else {
        if (session.settled.length === 0) dirty.push(session);
        session.settled.push(waiting);
      }
      if (!armed) {
        // After the whole batch: the journal settles all receipts of a commit in one go.
        armed = true;
        queueMicrotask(flush);
      }
    },
    drained() {
      if (queued === 0 && !armed) return Promise.resolve();
      return new Promise((resolve) => {
        whenDrained.push(resolve);
      });
    },
  };
}

function writeAcknowledgements(sessions: readonly Session[]): void {
  let total = 0;
  for (const session of sessions) total += session.settled.length;
  // One piece of memory for the batch, each socket gets its part.
  const slab = Buffer.allocUnsafe(total * ACK_BYTES);
  let at = 0;
  for (const session of sessions) {
    const { conn } = session.client;
    const from = at;
    for (const { qos, messageId } of session.settled) {
      if (qos === 0) continue;
      slab[at] = qos === 1 ? PUBACK : PUBREC;
      slab[at + 1] = 2;
      slab[at + 2] = messageId >> 8;
      slab[at + 3] = messageId & 0xff;
      at += ACK_BYTES;
    }
    if (at === from || session.client.closed || conn.destroyed) continue;
    conn.write(slab.subarray(from, at));
    if (conn.writableLength > MAX_UNREAD_BYTES) endSession(session, "not-reading");
  }
}

/** aedes goes on as after a message of QoS 0: it must not acknowledge a second time, and there is nobody to forward to. */
function release({ client, packets }: Session, batch: readonly Waiting[]): void {
  let pastAedes = 0;
  for (const { aedes } of batch) {
    if (client.closed) return;
    if (aedes === null) pastAedes++;
    else {
      aedes.packet.qos = 0;
      aedes.done(null);
    }
  }
  if (pastAedes > 0) packets.done(pastAedes);
}
