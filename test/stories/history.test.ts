// The past of a point over the public contract (§6), told by mosquitto_pub, answered by the real process.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mosquittoPub } from "../harness/mosquitto.ts";
import { sharedGateway } from "./shared-gateway.ts";

const gateway = sharedGateway({ devices: { sensor: {} } });

interface History {
  readonly unit: string;
  readonly complete: boolean;
  readonly buckets: readonly object[];
}

test("what a device measured is charted at the time when it did, also when it comes days late", async () => {
  const sensor = gateway().device(0);
  const hourAgo = Math.floor(Date.now() / 3_600_000 - 1) * 3_600_000;
  const dayAgo = hourAgo - 24 * 3_600_000;
  const telemetry = [
    { ts: hourAgo, points: { temperature: 21.5, door: true } },
    { ts: hourAgo + 5000, points: { temperature: 22.5, door: false } },
    { ts: hourAgo + 10_000, points: { temperature: null, door: true } },
    { ts: dayAgo, points: { temperature: -3, door: true } },
  ];
  for (const message of telemetry) {
    const args = ["-q", "1", "-t", `campus/v1/${sensor.id}/telemetry`, "-m", JSON.stringify(message)];
    expect((await mosquittoPub(gateway(), sensor, args)).code).toBe(0);
  }
  const admin = await gateway().admin();
  const ask = async (point: string, step: string): Promise<History> => {
    const answer = await admin.get(`history?device=${sensor.id}&point=${point}&from=${dayAgo}&step=${step}`);
    expect(answer.status, answer.text).toBe(200);
    return answer.json<History & Record<string, unknown>>();
  };
  expect(await ask("temperature", "1min")).toMatchObject({
    unit: "Cel",
    complete: true,
    buckets: [
      { at: new Date(dayAgo).toISOString(), count: 1, mean: -3, bad: 0 },
      { at: new Date(hourAgo).toISOString(), count: 2, min: 21.5, max: 22.5, sum: 44, last: 22.5, bad: 1 },
    ],
  });
  expect((await ask("door", "1h")).buckets).toMatchObject([{ sum: 1 }, { count: 3, sum: 2, last: 1 }]);
});

test("figures are the same after kill -9 and another start", async () => {
  const path = `history?device=${gateway().device(0).id}&point=temperature&from=0&step=1d`;
  const before = (await (await gateway().admin()).get(path)).json<History & Record<string, unknown>>();
  expect(before.buckets.length).toBeGreaterThan(0);
  await gateway().kill("SIGKILL");
  await gateway().start();
  expect((await (await gateway().admin()).get(path)).json()).toEqual(before);
});

test("a query leaves nothing open: an orderly stop still folds the journal and the roll-ups into one file each", async () => {
  const admin = await gateway().admin();
  expect((await admin.get(`history?device=${gateway().device(0).id}&point=temperature&from=0`)).status).toBe(200);
  expect((await gateway().kill("SIGTERM")).code).toBe(0);
  for (const file of ["journal.db", "history.db"]) {
    expect(existsSync(join(gateway().data, file))).toBe(true);
    expect(existsSync(join(gateway().data, `${file}-wal`))).toBe(false);
  }
});
