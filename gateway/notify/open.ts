// Notification of the gateway: asleep while campus.yaml has no `notify`, and then nothing of it is loaded; awake as soon as it has. It follows the
// settings; those that cannot be taken leave what runs as it is, are told, and are tried again.
import { join } from "node:path";
import { formatTime } from "../contract/time.ts";
import { GatewayError, messageOf } from "../kit/errors.ts";
import { brokenRoad, LEDGER_LOST } from "./plans.ts";
import type { Notify, NotifyParts, SettingsTrouble } from "./port.ts";
import type { Running } from "./running.ts";

/** What keeps settings from coming into force may pass: a full disk, another program at the port. */
const AGAIN_MS = 30_000;
const NOT_IN_FORCE = {
  id: "notify-settings",
  severity: "high" as const,
  text: {
    "zh-CN": "告警通知的新设置未能生效，仍按原设置通知；原因见“通知”页，网关会自动重试",
    en: "New settings of notification could not come into force, those of before are used; the page of roads says why, and it is tried again",
  },
};

/** Opens it, and follows the configuration. Throws GatewayErrors of the store. */
export async function openNotify(parts: NotifyParts): Promise<Notify> {
  const { config, alarms, journal, ground, clock, log } = parts;
  let running: Running | null = null;
  let trouble: SettingsTrouble | null = null;
  let again: Disposable | null = null;
  /** One change after the other. */
  let lane: Promise<unknown> = Promise.resolve();

  async function follow(): Promise<void> {
    const { notify } = config.current;
    if (notify === null) await fallAsleep();
    else if (running === null) {
      const { run } = await import("./running.ts");
      running = await run(parts, notify, join(parts.folder, "notify.db"));
    } else await running.apply(notify);
  }

  /** Nobody is told any more, and nothing waits for it: neither the modem's port nor the journal. */
  async function fallAsleep(): Promise<void> {
    const ending = running;
    running = null;
    await ground.close();
    await ending?.[Symbol.asyncDispose]();
    journal.setCursor("notify", null);
    // Nobody is left who could end the alarms of its roads and of its ledger.
    for (const { id, severity, text } of alarms.list("active"))
      if (brokenRoad(id) !== null || id === LEDGER_LOST) await alarms.own({ id, severity, text }, false);
  }

  /** Brings the settings in force, or says why they are not; throws what `follow` throws. */
  async function take(): Promise<void> {
    again?.[Symbol.dispose]();
    again = null;
    try {
      await follow();
      trouble = null;
      if (alarms.get(NOT_IN_FORCE.id)?.active === true) await alarms.own(NOT_IN_FORCE, false);
    } catch (error) {
      const detail = messageOf(error);
      const code = error instanceof GatewayError ? error.code : "internal-error";
      if (trouble?.detail !== detail) log.error({ err: error }, "the settings of notification are not in force");
      trouble = { since: trouble?.since ?? formatTime(clock.now()), code, detail };
      again = clock.after(AGAIN_MS, () => void takeNext().catch(() => false));
      await alarms.own(NOT_IN_FORCE, true);
      throw error;
    }
  }

  function takeNext(): Promise<void> {
    const taken = lane.then(take);
    lane = taken.catch(() => false);
    return taken;
  }

  await follow();
  const applied = config.onApplied(async () => {
    await takeNext();
    await ground.works();
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
    get trouble() {
      return trouble;
    },
    roads: () => running?.roads() ?? [],
    calls: () => running?.calls() ?? [],
    deliveries: (wish) => running?.deliveries(wish) ?? { deliveries: [], next: null },
    deliveriesOf: (alarm, occurrence) => running?.deliveriesOf(alarm, occurrence) ?? [],
    records: (fromMs, toMs) => running?.records(fromMs, toMs) ?? [],
    stepOf: (delivery) => running?.stepOf(delivery) ?? 0,
    handed: (road, person, sinceMs) => running?.handed(road, person, sinceMs) ?? { all: 0, person: 0 },
    testRoad: async (...asked) => await awake().testRoad(...asked),
    testRule: async (...asked) => await awake().testRule(...asked),
    answered: async (answer) => {
      if (running !== null) return await running.answered(answer);
      const { person, alarm, occurrence, comment } = answer;
      await parts.alarms.acknowledge(person, alarm, { occurrence, comment });
    },
    smsReply: async (...said) => await awake().smsReply(...said),
    lag: () => running?.lag() ?? [],
    [Symbol.asyncDispose]: async () => {
      applied[Symbol.dispose]();
      await lane;
      again?.[Symbol.dispose]();
      await running?.[Symbol.asyncDispose]();
    },
  };
}
