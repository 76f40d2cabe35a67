// The topics of one device (contract §5), spelled out once at sign-in so that the hot path only compares texts.

/** What a device says: the last level of the topic it publishes to. */
export type Channel = "telemetry" | "event" | "state" | "result" | "reported";

/** Topics in a loss entry are cut to this length. */
export const TOPIC_SHOWN = 256;

export interface DeviceTopics {
  readonly telemetry: string;
  readonly event: string;
  readonly state: string;
  readonly result: string;
  readonly reported: string;
  readonly command: string;
  readonly desired: string;
}

export function topicsOf(device: string): DeviceTopics {
  const base = `campus/v1/${device}/`;
  return {
    telemetry: `${base}telemetry`,
    event: `${base}event`,
    state: `${base}state`,
    result: `${base}result`,
    reported: `${base}reported`,
    command: `${base}command`,
    desired: `${base}desired`,
  };
}

/** The channel that a topic means for this device; null: the device has no right to publish there. */
export function channelOf(topics: DeviceTopics, topic: string): Channel | null {
  if (topic === topics.telemetry) return "telemetry";
  if (topic === topics.event) return "event";
  if (topic === topics.state) return "state";
  if (topic === topics.result) return "result";
  return topic === topics.reported ? "reported" : null;
}

/** True for the two topics that a device may subscribe to: exact, without wildcards. */
export function maySubscribe(topics: DeviceTopics, filter: string): boolean {
  return filter === topics.command || filter === topics.desired;
}
