// Commands to foreign firmware: published to the one connection that is meant, and done when the device shows it by a value of its own.
import type { Order } from "../contract/dialect.ts";
import type { CommandOutcome } from "../contract/driver.ts";
import { topicFilter } from "../contract/topic-filter.ts";
import type { Journal } from "../journal/journal.ts";
import type { Clock } from "../kit/clock.ts";
import type { Session } from "./session.ts";

/** True when the connection would be given what is published there. */
export function hears(session: Session | undefined, topic: string): session is Session {
  if (session === undefined || session.client.closed) return false;
  return [...session.subscribed].some((filter) => topicFilter(filter)(topic));
}

/** Sends it past all subscriptions but the session's own: no other device ever gets it. Resolves when it is written. */
export function sendTo({ client }: Session, { topic, payload }: Order): Promise<void> {
  return new Promise((resolve, reject) => {
    const packet = { cmd: "publish", topic, payload: Buffer.from(payload), qos: 0, retain: false, dup: false } as const;
    client.publish(packet, (error) => (error ? reject(error) : resolve()));
  });
}

/** Sends it and waits until the device shows that it has done it; the value that shows it is on disk then. */
export async function carryOut(
  order: Order,
  device: string,
  session: Session,
  { journal, clock }: { readonly journal: Journal; readonly clock: Clock },
): Promise<CommandOutcome> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const { confirm } = order;
  using _follower = journal.follow((batch) => {
    for (const record of batch) {
      if (confirm === null || record.kind !== "reading" || record.shape.device !== device) continue;
      if (record.values[record.shape.points.indexOf(confirm.point)] === confirm.value) resolve(true);
    }
  });
  using _patience = clock.after(order.withinMs, () => resolve(false));
  await sendTo(session, order);
  if (confirm === null)
    return { ok: null, code: "no-result", detail: "this firmware never says what became of it", data: {} };
  if (await promise) return { ok: true, code: null, detail: null, data: { [confirm.point]: confirm.value } };
  const detail = `${confirm.point} did not become ${confirm.value} within ${order.withinMs} ms`;
  return { ok: null, code: "no-result", detail, data: {} };
}
