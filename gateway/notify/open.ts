// Notification of the gateway: asleep while campus.yaml has no `notify`, and then nothing of it is loaded; awake as soon as it has.
import { join } from "node:path";
import { GatewayError } from "../kit/errors.ts";
import { brokenRoad } from "./plans.ts";
import type { Notify, NotifyParts } from "./port.ts";
import type { Running } from "./running.ts";

/** Opens it, and follows the configuration. Throws GatewayErrors of the store. */
export async function openNotify(parts: NotifyParts): Promise<Notify> {
  const { config, alarms, log } = parts;
  let running: Running | null = null;
  /** One change after the other. */
  let lane: Promise<void> = Promise.resolve();

  async function follow(): Promise<void> {
    const { notify } = config.current;
    if (notify === null) {
      const ending = running;
      running = null;
      await ending?.[Symbol.asyncDispose]();
      // Nobody is left who could end the alarms of its roads.
      for (const { id, severity, text } of alarms.list("active"))
        if (brokenRoad(id) !== null) await alarms.own({ id, severity, text }, false);
    } else if (running === null) {
      const { run } = await import("./running.ts");
      running = await run(parts, notify, join(parts.folder, "notify.db"));
    } else await running.apply(notify);
  }

  await follow();
  const applied = config.onApplied(async () => {
    lane = lane
      .then(follow)
      .catch((error: unknown) => log.error({ err: error }, "the settings of notification did not take hold"));
    await lane;
  });
  const awake = (): Running => {
    if (running === null)
      throw new GatewayError("not-notifying", "campus.yaml has no notify: nobody is told of alarms", "Add roads and plans to campus.yaml (docs/campus-yaml.md)."); // biome-ignore format: one error
    return running;
  };
  return {
    get configured() {
      return running !== null;
    },
    roads: () => running?.roads() ?? [],
    calls: () => running?.calls() ?? [],
    deliveries: (wish) => running?.deliveries(wish) ?? { deliveries: [], next: null },
    deliveriesOf: (alarm, occurrence) => running?.deliveriesOf(alarm, occurrence) ?? [],
    records: (fromMs, toMs) => running?.records(fromMs, toMs) ?? [],
    stepOf: (delivery) => running?.stepOf(delivery) ?? 0,
    handed: (road, person, sinceMs) => running?.handed(road, person, sinceMs) ?? { all: 0, person: 0 },
    testRoad: async (road, to) => await awake().testRoad(road, to),
    testRule: async (rule, device, steps) => await awake().testRule(rule, device, steps),
    answered: async (answer) => {
      if (running !== null) return await running.answered(answer);
      const { person, alarm, occurrence, comment } = answer;
      await parts.alarms.acknowledge(person, alarm, { occurrence, comment });
    },
    smsReply: async (fromPhone, text) => await running?.smsReply(fromPhone, text),
    lag: () => running?.lag() ?? [],
    [Symbol.asyncDispose]: async () => {
      applied[Symbol.dispose]();
      await lane;
      await running?.[Symbol.asyncDispose]();
    },
  };
}
