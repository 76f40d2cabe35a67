// Where every message of a device enters: rights, profile, repeats, journal. Nothing is acknowledged here (see acknowledge.ts).
import type { PublishPacket } from "aedes";
import type { Journal } from "../journal/journal.ts";
import { type Fresh, happening, type Receipt } from "../journal/record.ts";
import type { Clock } from "../kit/clock.ts";
import { GatewayError, messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import type { Acknowledger } from "./acknowledge.ts";
import { believed } from "./belief.ts";
import type { Bridges } from "./bridges.ts";
import { endedBy } from "./command-results.ts";
import { readForeign } from "./foreign.ts";
import { type Moment, readKnown, readMessage } from "./native.ts";
import type { BadMessage, BrokerCounters, BrokerOptions } from "./port.ts";
import type { MakeShape } from "./readings.ts";
import type { Rejections } from "./rejections.ts";
import type { PublishSpot } from "./scanner.ts";
import { type AedesTurn, endSession, type Session, type Waiting } from "./session.ts";
import type { Source } from "./source.ts";
import { createStrangers } from "./strangers.ts";
import { channelOf } from "./topics.ts";

/** QoS 2 messages a client may send without releasing one; no client needs more, and each costs memory. */
const MAX_UNRELEASED = 1000;

type Done = AedesTurn["done"];

export interface IntakeParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly acknowledger: Acknowledger;
  readonly rejections: Rejections;
  readonly counters: BrokerCounters;
  readonly clockTrusted: () => boolean;
  /** Devices whose clock is known to be wrong; kept up to date here. */
  readonly clockWrong: Set<string>;
  readonly resultOf: NonNullable<BrokerOptions["resultOf"]>;
  /** By device: what was not believed; kept up to date here. */
  readonly badMessages: Map<string, BadMessage>;
  readonly bridges: Bridges;
  /** For entries of our own that nobody waits for. */
  readonly unheard: Receipt;
}

export interface Intake {
  /** Takes a message of a connected device. `done` is called when it may be answered and the next ones may be read. */
  take(session: Session, packet: PublishPacket, done: Done): void;
  /** Takes telemetry out of a chunk when it is like one before; false: it has to go the long way. */
  takeKnown(session: Session, bytes: Buffer, spot: PublishSpot, moment: Moment): boolean;
  /** Now. */
  moment(): Moment;
  /** Takes the last will of a device whose connection was lost. */
  takeWill(session: Session, packet: PublishPacket, done: Done): void;
}

/** One message on its way to disk. */
class Handed implements Waiting, Receipt {
  readonly session: Session;
  readonly qos: number;
  readonly messageId: number;
  readonly aedes: AedesTurn | null;
  readonly #acknowledger: Acknowledger;

  constructor(acknowledger: Acknowledger, session: Session, qos: number, messageId: number, aedes: AedesTurn | null) {
    this.#acknowledger = acknowledger;
    this.session = session;
    this.qos = qos;
    this.messageId = messageId;
    this.aedes = aedes;
  }

  settle(error: Error | null): void {
    this.#acknowledger.settled(this, error);
  }
}

export function createIntake(parts: IntakeParts): Intake {
  const {
    journal,
    clock,
    log,
    acknowledger,
    rejections,
    counters,
    clockTrusted,
    clockWrong,
    resultOf,
    unheard,
    badMessages,
    bridges,
  } = parts;
  const momentOf = (): Moment => ({ nowMs: clock.now(), trusted: clockTrusted() });
  const makeShape: MakeShape = (device, points, units) => journal.shape(device, points, units);

  const strangers = createStrangers(journal);

  /** Tells once when a device's clock goes wrong, and once when it is right again. */
  const noteClock = ({ device, stamp }: Source, nowMs: number) => {
    if (stamp.said === "nothing") return;
    const wrong = stamp.said === "wrong";
    if (wrong === clockWrong.has(device)) return;
    if (wrong) clockWrong.add(device);
    else clockWrong.delete(device);
    const type = wrong ? "device.clock-wrong" : "device.clock-right";
    journal.add(happening("state", type, nowMs, wrong ? { deviceTs: stamp.deviceTs } : {}, { device }), unheard);
  };

  /** A message that makes us stumble (the key file of `credentialRef` cannot be written, say) ends its connection, not the gateway. */
  const store = (source: Source, session: Session, packet: PublishPacket, receipt: Receipt) => {
    try {
      judge(source, session, packet, receipt);
    } catch (thrown) {
      stumbled(source, packet.topic, receipt, thrown);
    }
  };

  const stumbled = ({ device }: Source, topic: string, receipt: Receipt, thrown: unknown) => {
    log.error({ device, topic, error: messageOf(thrown) }, "a message could not be taken in");
    receipt.settle(thrown instanceof Error ? thrown : new Error(messageOf(thrown)));
  };

  const judge = (publisher: Source, session: Session, packet: PublishPacket, receipt: Receipt) => {
    const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
    const channel = channelOf(session.topics, packet.topic);
    const moment = momentOf();
    const aim = channel === null ? publisher.through?.(packet.topic) : null;
    const source = aim === "disabled" ? publisher : (aim ?? publisher);
    const record =
      aim === "disabled"
        ? null
        : channel === null
          ? readForeign(source, packet.topic, payload, moment, makeShape)
          : readMessage(source, channel, payload, moment, makeShape);
    if (record === null) {
      // Nothing of it is kept; it is answered in the order of publishing all the same.
      journal.whenCommitted(receipt);
      return;
    }
    if (typeof record === "string") {
      rejections.reject(source, record, packet.topic, payload, receipt);
      return;
    }
    if ("is" in record) {
      if (record.is === "stranger") strangers.seen(source.device, packet.topic, moment.nowMs, receipt);
      else {
        // A last will tells of a connection that is known to be gone.
        if (packet !== session.will) bridges.said(source.device, record.online);
        journal.whenCommitted(receipt);
      }
      return;
    }
    if (source !== publisher) bridges.heard(source.device);
    admit(source, record, moment.nowMs, receipt, payload, 0, payload.length);
  };

  /** Hands a message that is in order to the journal, unless it was had before. */
  const admit = (
    source: Source,
    record: Fresh,
    nowMs: number,
    receipt: Receipt,
    bytes: Buffer,
    from: number,
    to: number,
  ) => {
    const eid = record.kind === "reading" ? null : record.eid;
    const verdict = record.mark === null && eid === null ? "new" : journal.repeats(source.device, record.mark, eid);
    if (verdict === "repeat") {
      counters.repeats.set(source.device, (counters.repeats.get(source.device) ?? 0) + 1);
      journal.whenCommitted(receipt);
      return;
    }
    if (source.stamp.said !== "nothing") noteClock(source, nowMs);
    if (verdict === "counter-reset") {
      const body = { seq: record.deviceSeq };
      journal.add(happening("state", "device.counter-reset", nowMs, body, { device: source.device }), unheard);
    }
    if (source.judge !== null) {
      const judged = believed(source, record, receipt, { bytes, from, to }, badMessages);
      if (judged !== null) return journal.add(judged.record, judged.receipt);
    }
    const end = endedBy(record, resultOf);
    if (end === null) journal.add(record, receipt);
    else journal.add(end.record, end.receipt(receipt));
  };

  const handIn = (session: Session, qos: number, messageId: number, aedes: AedesTurn | null): Handed => {
    counters.messages++;
    session.messages++;
    acknowledger.handedIn(session);
    return new Handed(acknowledger, session, qos, messageId, aedes);
  };

  return {
    moment: momentOf,
    take(session, packet, done) {
      if (!journal.writable) {
        session.ending ??= "store-unavailable";
        done(storeUnavailable(session.device));
        return;
      }
      // 0 is not a packet id (MQTT 3.1.1, 2.3.1); the parser gives -1 where a packet ends before its id.
      if (packet.qos > 0 && !((packet.messageId ?? 0) > 0)) {
        counters.malformed++;
        endSession(session, "malformed");
        return;
      }
      const id = packet.messageId ?? 0;
      const handed = handIn(session, packet.qos, id, { packet, done });
      if (packet.qos === 2) {
        session.received ??= new Set();
        if (session.received.has(id)) {
          // Sent again before we released it (MQTT 3.1.1, 4.3.3): answered again, never stored again.
          journal.whenCommitted(handed);
          return;
        }
        session.received.add(id);
        if (session.received.size > MAX_UNRELEASED) endSession(session, "malformed");
      }
      store(session.source, session, packet, handed);
    },
    takeKnown(session, bytes, { qos, messageId, payloadAt, end }, moment) {
      if (!journal.writable) return false;
      const { source } = session;
      const reading = readKnown(source, bytes, payloadAt, end, moment);
      if (reading === null) return false;
      const handed = handIn(session, qos, messageId, null);
      try {
        admit(source, reading, moment.nowMs, handed, bytes, payloadAt, end);
      } catch (thrown) {
        stumbled(source, session.topics.telemetry, handed, thrown);
      }
      return true;
    },
    takeWill(session, packet, done) {
      store(session.source, session, packet, { settle: (error) => done(error) });
    },
  };
}

function storeUnavailable(device: string): GatewayError {
  return new GatewayError(
    "store-unavailable",
    `a message of ${device} was refused because the journal does not take entries`,
    "Nothing was acknowledged; the device sends it again. Free disk space or see the log of the gateway.",
  );
}
