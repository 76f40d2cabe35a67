// The night that notification is for, on the virtual campus: the mains fail, nobody in the guard room answers, a teacher presses 1 at home, the
// room gets hot, a leader acknowledges on the county's page from outside, and the mains return. Then once more, with a gateway that is killed
// again and again: nobody is told twice but in the one case that is allowed, and then it says so.
import { expect, test } from "vitest";
import type { Alarm } from "#gateway/contract/alarms.ts";
import type { Delivery } from "#gateway/contract/notify.ts";
import type { Story } from "#gateway/contract/story.ts";
import { randomOf } from "../chaos/random.ts";
import { HttpClient } from "../harness/http.ts";
import { type NightCampus, openNightCampus, PEOPLE } from "../harness/night-campus.ts";
import { until } from "../harness/wait.ts";

const MAINS = "mains-lost.mr1-ups.voltage";
const RACK = "rack-hot.mr1-th2.temperature";
/** A machine with everything else to do takes so long for two minutes of a night. */
const PATIENCE_MS = 240_000;
/** Half an hour in a minute; slower where starts of the gateway must find room in it. */
const SPEED = { plain: 30, killed: 12 };
const KILLS = 10;
const TRY_AGAIN_MS = 3000;
const LINK = /https?:\/\/\S+\/a\/\S+/;

async function alarmOf(night: NightCampus, id: string): Promise<Alarm | null> {
  const answer = await (await night.client()).get(`alarms/${id}`);
  return answer.status === 200 ? answer.json<Alarm>() : null;
}

async function storyOf(night: NightCampus, id: string): Promise<Story> {
  return (await (await night.client()).get(`alarms/${id}/story?occurrence=1`)).json<Story>();
}

async function ledgerOf(night: NightCampus): Promise<readonly Delivery[]> {
  return (await (await night.client()).get("notify/deliveries?limit=200")).json<{ deliveries: Delivery[] }>()
    .deliveries;
}

/** Waits for something of a gateway that may be away for a while. */
function eventually<T>(what: string, look: () => Promise<T | null | false | undefined>): Promise<T> {
  return until(what, () => look().catch(() => null), PATIENCE_MS);
}

/** Looks at the county's page and presses its button; false: there is none yet. */
async function pressAt(url: string): Promise<boolean> {
  const page = new HttpClient(new URL(url).origin);
  const path = new URL(url).pathname;
  const html = (await page.get(path)).text;
  const fields: [string, string][] = [...html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [
    /name="([^"]*)"/.exec(tag)?.[1] ?? "",
    /value="([^"]*)"/.exec(tag)?.[1] ?? "",
  ]);
  if (fields.length === 0) return false;
  const body = new URLSearchParams(fields).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded", origin: new URL(url).origin };
  const answer = await page.ask("POST", path, { body, headers });
  return answer.status === 303;
}

const isTeacher = (number: string) => number.endsWith(PEOPLE["it-teacher"].phone);

/** Lives through the night up to its end; `meanwhile` runs beside it. */
async function liveThrough(night: NightCampus): Promise<void> {
  // The first call wakes the teacher, who hears it all and presses 1; the second one only rings: he is on his way.
  night.modem.person(PEOPLE["it-teacher"].phone, { does: "answers", rings: 2, presses: [{ key: "1", heard: 1 }] });
  await night.begin();
  let hasReplied = false;
  await eventually("the teacher's 1", async () => {
    // Whose call was cut off twice gets a message, and answers that.
    const message = night.modem.sms.find(({ number, text }) => isTeacher(number) && text.includes("市电中断"));
    if (message !== undefined && !hasReplied) {
      hasReplied = true;
      // Of several alarms an answer names one, as the message asks.
      night.modem.sendFrom(PEOPLE["it-teacher"].phone, /回复 (1(?: \d\d)?)/.exec(message.text)?.[1] ?? "1");
    }
    return (await alarmOf(night, MAINS))?.acknowledged;
  });
  night.modem.person(PEOPLE["it-teacher"].phone, { does: "declines", rings: 2 });
  const sms = await eventually("the leader's message", async () =>
    night.modem.sms.find(
      ({ number, text }) => number.endsWith(PEOPLE.leader.phone) && text.includes("机柜") && LINK.test(text),
    ),
  );
  // The county hears of a link a moment after the message has gone out; whoever tries in vain tries again, as people do.
  await eventually("the county's page", async () => {
    const isTaken = await pressAt(LINK.exec(sms.text)?.[0] ?? "");
    return isTaken || new Promise<false>((resolve) => setTimeout(resolve, TRY_AGAIN_MS, false));
  });
  await eventually("the leader's acknowledgement", async () => (await alarmOf(night, RACK))?.acknowledged);
  await eventually("the mains", async () => (await alarmOf(night, MAINS))?.active === false);
  await eventually("the rack to be cool", async () => (await alarmOf(night, RACK))?.active === false);
  await eventually("everything to be told", async () =>
    (await ledgerOf(night)).every(({ state }) => state !== "queued" && state !== "sent"),
  );
}

/** A delivery of the same thing to the same one by the same road. */
const sameness = ({ says, alarms, step, post, person, road }: Delivery) =>
  JSON.stringify([says, alarms, step, post, person, road]);

test(
  "power fails at 02:10: the guard room speaks, the teacher presses 1, the leader acknowledges from outside, and each step stands once in the story",
  async () => {
    await using night = await openNightCampus(SPEED.plain);
    await liveThrough(night);
    const { persons } = night;

    // The guard room was first, in words that one can understand.
    const [first] = night.guard.heard;
    expect(first).toMatchObject({ alarm: MAINS });
    expect(first?.text).toContain("市电中断");
    expect(night.modem.calls[0]).toMatchObject({ number: PEOPLE["it-teacher"].phone, keys: ["1"] });
    expect(night.modem.calls[0]?.heard.join("")).toContain("市电中断");

    const mains = await storyOf(night, MAINS);
    expect(mains.complete).toBe(true);
    expect(mains.steps.filter(({ is }) => is === "raised")).toHaveLength(1);
    expect(mains.steps.filter(({ is }) => is === "cleared")).toHaveLength(1);
    expect(mains.steps.filter(({ is }) => is === "acknowledged")).toMatchObject([
      { by: persons["it-teacher"], road: "modem-call" },
    ]);
    const told = mains.steps.flatMap((step) => (step.is === "told" ? [step.delivery] : []));
    expect(told.filter(({ says }) => says === "raised")).toMatchObject([
      { post: "guard", road: "post", state: "accepted", step: 0 },
      { post: "it-teacher", person: persons["it-teacher"], road: "call", state: "accepted", step: 1, answered: true },
    ]);
    expect(new Set(told.map(sameness)).size).toBe(told.length);

    const rack = await storyOf(night, RACK);
    expect(rack.steps.filter(({ is }) => is === "acknowledged")).toMatchObject([{ by: persons.leader, road: "link" }]);
    const climbed = rack.steps.findIndex(({ is }) => is === "acknowledged");
    const cleared = rack.steps.findIndex(({ is }) => is === "cleared");
    expect(climbed).toBeGreaterThan(0);
    expect(cleared).toBeGreaterThan(climbed);
    expect(rack.steps.some((step) => step.is === "reading" && step.mark === "worst")).toBe(true);
    const tellings = rack.steps.flatMap((step) => (step.is === "told" ? [step.delivery] : []));
    expect(new Set(tellings.map(sameness)).size).toBe(tellings.length);
    // He did not take the call, so the next road was taken at once.
    const calls = tellings.filter(({ says, person }) => says === "raised" && person === persons["it-teacher"]);
    expect(calls.map(({ road, state }) => [road, state])).toContainEqual(["sms", "accepted"]);

    // A link counts once.
    const sms = night.modem.sms.find(({ text }) => LINK.test(text));
    const again = await new HttpClient(night.county.run.http ?? "").get(
      new URL(LINK.exec(sms?.text ?? "")?.[0] ?? "").pathname,
    );
    expect(again.text).not.toContain("<button");
  },
  2 * PATIENCE_MS,
);

test(
  `the same night with the gateway killed ${KILLS} times at random: nobody is told twice, or it is said that it may be the second time`,
  async () => {
    await using night = await openNightCampus(SPEED.killed);
    const random = randomOf(20_261_123);
    let isOver = false;
    const killing = (async () => {
      for (let kill = 0; kill < KILLS && !isOver; kill++) {
        await new Promise((resolve) => setTimeout(resolve, 500 + random.between(0, 6000)));
        if (isOver) return kill;
        await night.gateway.kill();
        await night.gateway.start();
      }
      return KILLS;
    })();
    try {
      await liveThrough(night);
    } finally {
      isOver = true;
      await killing;
    }
    expect(await killing).toBeGreaterThan(KILLS / 2);
    const ledger = await ledgerOf(night);
    const groups = Map.groupBy(
      ledger.filter(({ state }) => state === "accepted" || state === "unknown"),
      sameness,
    );
    for (const [what, same] of groups) {
      // At most one repetition, marked, of one whose end nobody knows.
      expect(same.length, what).toBeLessThanOrEqual(2);
      if (same.length === 2)
        expect(
          same.map(({ state, repeated }) => [state, repeated]),
          what,
        ).toContainEqual(["unknown", false]);
    }
    // What those who were told know themselves: one message each, but for the marked one.
    const heard = Map.groupBy(
      [...night.modem.sms],
      ({ number, text }) => `${number} ${text.replace("（可能重复）", "")}`,
    );
    for (const [what, same] of heard) expect(same.length, what).toBeLessThanOrEqual(2);
    for (const id of [MAINS, RACK]) {
      const { steps } = await storyOf(night, id);
      for (const is of ["raised", "acknowledged", "cleared"])
        expect([id, is, steps.filter((step) => step.is === is).length]).toEqual([id, is, 1]);
    }
  },
  3 * PATIENCE_MS,
);
