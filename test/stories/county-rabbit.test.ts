// The county and its campuses through a real RabbitMQ that loses everything it has in between.
import { expect, test } from "vitest";
import { inventedCampuses } from "#bridge/simulator/campuses.ts";
import { startFleet } from "#bridge/simulator/fleet.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { startCounty } from "../harness/county.ts";
import { entriesStored } from "../harness/county-db.ts";
import { QUICK } from "../harness/county-link.ts";
import { startRabbit } from "../harness/rabbit.ts";
import { until } from "../harness/wait.ts";

const SPECS = inventedCampuses(2);
const HOUR_MS = 3_600_000;
const WAIT_MS = 120_000;

test("through RabbitMQ everything arrives once, though it is killed and its store is lost", async () => {
  await using rabbit = await startRabbit();
  await using county = await startCounty({
    campuses: Object.fromEntries(SPECS.map(({ id }) => [id, {}])),
    config: { listen: { http: "127.0.0.1:0" }, broker: { url: `mqtt://127.0.0.1:${rabbit.port}` } },
  });
  const where = { url: `mqtt://127.0.0.1:${rabbit.port}`, secretFileOf: () => null };
  const story = { campuses: SPECS, historyMs: 3 * HOUR_MS, speed: 900, patience: QUICK };
  await using fleet = startFleet({ ...where, ...story, clock, log: createLog("silent") });
  const answered = () => fleet.campuses.every(({ link }) => link === "answered");
  await until("answers through the broker", answered, WAIT_MS);
  await rabbit.restartEmpty();
  await until("answers again", answered, WAIT_MS);
  for (const gateway of fleet.campuses) {
    const { id } = gateway.spec;
    const isThere = () => gateway.held === 0 && entriesStored(county.data, id) === gateway.told.entries;
    await until(`everything of ${id}`, isThere, WAIT_MS);
    expect(entriesStored(county.data, id)).toBe(gateway.told.entries);
  }
}, 600_000);
