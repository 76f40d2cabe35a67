// The way of most messages: telemetry that is like one before goes from the socket's bytes to the intake, past aedes' handlers. Everything
// that is unusual in any way is left to aedes (README, "Shortcut").
import type { Intake } from "./intake.ts";
import type { Moment } from "./native.ts";
import type { PublishSpot, Shortcut } from "./scanner.ts";
import type { Session } from "./session.ts";

/** The shortcut of one connection; `session` gives null while nothing may be taken. */
export function shortcutOf(session: () => Session | null, intake: Intake): Shortcut {
  /** What arrives together was received at one time. */
  let moment: Moment | null = null;
  let heard = false;
  return {
    begin() {
      moment = null;
      heard = false;
    },
    take(bytes, spot) {
      if (spot.qos === 2 || (spot.qos === 1 && spot.messageId === 0)) return false;
      const from = session();
      // Not before aedes has handled what came while the device signed in.
      if (from === null || !from.client.connected || !isTelemetry(from, bytes, spot)) return false;
      moment ??= intake.moment();
      if (!intake.takeKnown(from, bytes, spot, moment)) return false;
      from.packets.began();
      if (!heard) from.packets.heard();
      heard = true;
      return true;
    },
  };
}

function isTelemetry({ telemetryTopic }: Session, bytes: Buffer, { topicAt, topicEnd }: PublishSpot): boolean {
  if (topicEnd - topicAt !== telemetryTopic.length) return false;
  // From the end: the same firm beginning has every topic.
  for (let i = telemetryTopic.length - 1; i >= 0; i--) if (bytes[topicAt + i] !== telemetryTopic[i]) return false;
  return true;
}
