// Values to trust, over the public contract: the real process, the real Modbus driver, two simulated sensors that talk nonsense.
import { expect, test } from "vitest";
import { memoryUnit } from "#drivers/modbus/simulator/device.ts";
import { startSimulator } from "#drivers/modbus/simulator/server.ts";
import type { PointValue } from "#gateway/contract/entry.ts";
import type { Polling } from "#gateway/contract/polling.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { allEntries } from "../harness/entries.ts";
import { startGateway } from "../harness/gateway.ts";
import type { HttpClient } from "../harness/http.ts";
import { until } from "../harness/wait.ts";

const TEMPERATURE = 1;

/** Two sensors on one link; both say 23.0 °C and 54.6 %. */
async function room() {
  const units = new Map([1, 2].map((number) => [number, memoryUnit()]));
  for (const unit of units.values()) unit.set(4, TEMPERATURE, 230, 546);
  const simulator = await startSimulator({ units, clock: systemClock });
  return {
    simulator,
    say: (unit: number, tenths: number) => units.get(unit)?.set(4, TEMPERATURE, tenths),
    lines: (unit: number, trust: object) => ({
      driver: "modbus",
      profile: "xy-md02",
      connection: { tcp: `127.0.0.1:${simulator.port}`, unit, timeout: "20s" },
      every: "100ms",
      credential: undefined,
      points: { temperature: { trust } },
    }),
  };
}

async function temperatures(admin: HttpClient, device: string): Promise<PointValue[]> {
  return (await allEntries(admin, `device=${device}&kind=reading`)).flatMap(({ body }) => {
    const { temperature } = body.points as Record<string, PointValue>;
    return temperature === undefined ? [] : [temperature];
  });
}

function firstOf(admin: HttpClient, device: string, what: string, matches: (value: PointValue) => boolean) {
  return until(what, async () => (await temperatures(admin, device)).find(matches));
}

test("a spike never becomes a number, in no entry, newest value or chart, and its bytes stay to be looked at", async () => {
  const { simulator, say, lines } = await room();
  await using _simulator = simulator;
  const trust = { range: [0, 50], jump: { by: 5, within: "1h" } };
  await using gateway = await startGateway({ devices: { th: lines(1, trust) } });
  const admin = await gateway.admin();
  await firstOf(admin, "th", "the first value", ({ value }) => value === 23);
  say(1, 700);
  const spike = await firstOf(admin, "th", "the spike", ({ quality }) => quality === "bad");
  expect(spike).toEqual({ value: null, unit: "Cel", quality: "bad", reason: "range" });
  const latest = (await admin.get("latest?device=th&point=temperature")).json<{ points: object[] }>().points;
  expect(latest).toMatchObject([{ value: null, reason: "range", lastGood: { value: 23 } }]);
  say(1, 231);
  await firstOf(admin, "th", "the room again", ({ value }) => value === 23.1);
  const bad = await until("the bytes of the spike beside a better answer", async () => {
    const { polling } = (await admin.get("devices/th")).json<{ polling: Polling }>();
    return polling.lastError === null ? polling.lastBad : null;
  });
  expect(bad).toMatchObject({ code: "range", message: "temperature: 70 is not from 0 to 50" });
  expect(bad.raw).toContain("02bc");
  // A bucket that is still open is in the answer, too.
  const chart = await until("a chart with the spike counted", async () => {
    const at = new Date(Date.now() - 3_600_000).toISOString();
    const answer = await admin.get(
      `history?device=th&point=temperature&from=${at}&to=${new Date().toISOString()}&step=1min`,
    );
    const { buckets } = answer.json<{ buckets: { min: number; max: number; bad: number }[] }>();
    return buckets.some(({ bad }) => bad > 0) && buckets.length > 0 ? buckets : null;
  });
  for (const { max } of chart) expect(max === null || max < 24).toBe(true);
});

test("a jump is believed only when the next poll says the same, also the first one after a restart", async () => {
  const { simulator, say, lines } = await room();
  await using _simulator = simulator;
  await using gateway = await startGateway({ devices: { th: lines(1, { jump: { by: 5, within: "1h" } }) } });
  await firstOf(await gateway.admin(), "th", "the first value", ({ value }) => value === 23);
  await gateway.kill();
  say(1, 400);
  await gateway.start();
  const admin = await gateway.admin();
  await firstOf(admin, "th", "the new level", ({ value }) => value === 40);
  const told = (await temperatures(admin, "th")).map(({ value, reason }) => reason ?? value);
  const changes = told.filter((value, i) => value !== told[i - 1]);
  expect(changes).toEqual([23, "jump", 40]);
});

test("two sensors for one room that differ are both uncertain, and keep their values", async () => {
  const { simulator, say, lines } = await room();
  await using _simulator = simulator;
  const agrees = { with: "right.temperature", within: 3, for: "0s" };
  await using gateway = await startGateway({ devices: { left: lines(1, { agrees }), right: lines(2, {}) } });
  const admin = await gateway.admin();
  for (const id of ["left", "right"]) await firstOf(admin, id, `${id} is well`, ({ value }) => value === 23);
  say(2, 290);
  for (const [id, value] of [
    ["left", 23],
    ["right", 29],
  ] as const) {
    const doubted = await firstOf(admin, id, `${id} in doubt`, ({ quality }) => quality === "uncertain");
    expect(doubted).toEqual({ value, unit: "Cel", quality: "uncertain", reason: "disagree" });
  }
  say(2, 235);
  await firstOf(admin, "right", "agreement", ({ value, quality }) => value === 23.5 && quality === "good");
});
