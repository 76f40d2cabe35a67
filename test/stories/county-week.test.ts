// A campus without its county for a week: afterwards the county has every event once, and figures that equal a recount of the campus's journal.
import { expect, test } from "vitest";
import { type County, startCounty } from "../harness/county.ts";
import { bucketName, countyRows, exact, figuresStored, type Total } from "../harness/county-db.ts";
import { allEntries } from "../harness/entries.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";

const ID = "no3-middle";
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const EVERY_MS = 5 * MINUTE_MS;
/** All of it over: figures of a minute that still runs are not told. */
const END = Math.floor((Date.now() - 30 * MINUTE_MS) / EVERY_MS) * EVERY_MS;
const BEGIN = END - 7 * DAY_MS;
const WAIT_MS = 90_000;
/** Two of the days come in the wrong order. */
const DAYS = [0, 1, 3, 2, 4, 6, 5];

/** One device's day: a reading every five minutes, one value in forty not there, and an event. */
async function sendDay(gateway: Gateway, index: number, day: number): Promise<void> {
  await using device = await connectDevice(gateway, gateway.device(index));
  const sent: Promise<void>[] = [];
  for (let i = 0; i * EVERY_MS < DAY_MS; i++) {
    const ts = BEGIN + day * DAY_MS + i * EVERY_MS + index;
    const temperature = i % 40 === 39 ? null : 18 + ((i * 7 + day + index) % 90) / 10;
    sent.push(device.telemetry({ temperature, humidity: 40 + ((i + day) % 25) }, { ts }));
  }
  const ts = BEGIN + day * DAY_MS + index;
  sent.push(device.publish("event", { eid: `e-${day}`, ts, type: "door.forced", data: { day } }));
  await Promise.all(sent);
}

/** What the county keeps: quarters of the whole week, minutes of the last day and a half (it forgets those older than two). */
const isKept = (step: number, atMs: number) => step === 15 || atMs >= END - 1.5 * DAY_MS;
const keptOf = (totals: Map<string, Total>) =>
  new Map([...totals].filter(([name]) => isKept(Number(name.split(" ")[1]), Number(name.split(" ")[2]))));

/** Minutes and quarters of an hour, counted from the readings of the journal by themselves. */
async function recounted(gateway: Gateway): Promise<Map<string, Total>> {
  const totals = new Map<string, Total>();
  const admin = await gateway.admin();
  for (const { device, measuredAt, body } of await allEntries(admin, "kind=reading"))
    for (const [point, { value, quality }] of Object.entries(
      body.points as Record<string, { value: unknown; quality: string }>,
    )) {
      if (quality === "bad" || typeof value !== "number") continue;
      for (const step of [1, 15]) {
        const atMs = Math.floor(Date.parse(measuredAt) / (step * MINUTE_MS)) * step * MINUTE_MS;
        const name = bucketName(device ?? "", point, step, atMs);
        const [count, min, max, sum] = totals.get(name) ?? [0, value, value, 0];
        totals.set(name, [count + 1, Math.min(min ?? value, value), Math.max(max ?? value, value), sum + value]);
      }
    }
  return keptOf(new Map([...totals].map(([name, [count, min, max, sum]]) => [name, [count, min, max, exact(sum)]])));
}

const readings = (totals: Map<string, Total>) => [...totals.values()].reduce((sum, [count]) => sum + count, 0);

async function sameAsJournal(county: County, gateway: Gateway): Promise<Map<string, Total>> {
  const journal = await recounted(gateway);
  const stored = () => keptOf(figuresStored(county.data, ID));
  await until("every reading in the figures", () => readings(stored()) >= readings(journal), WAIT_MS);
  expect(stored()).toEqual(journal);
  return journal;
}

test("after a week without county, a kill in between and data in the wrong order, the county's figures are those of the journal; what comes later still corrects them", async () => {
  await using county = await startCounty();
  const url = county.run.mqtt;
  await county.kill("SIGTERM");
  const { secretFile } = county.campus(ID);
  await using gateway = await startGateway({ devices: 2, config: { county: { url, secretFile, summaryEvery: "1s" } } });
  for (const day of DAYS) {
    await Promise.all([sendDay(gateway, 0, day), sendDay(gateway, 1, day)]);
    if (day === 3) {
      await gateway.kill("SIGKILL");
      await gateway.start();
    }
  }
  await county.start();
  const week = await sameAsJournal(county, gateway);
  expect(week.size).toBeGreaterThan(2 * 2 * 7 * 24 * 4);

  // A day that the county has already: readings between those that are there.
  await using device = await connectDevice(gateway, gateway.device(0));
  for (let i = 0; i < 200; i++)
    await device.telemetry({ temperature: 30 }, { ts: BEGIN + 6 * DAY_MS + i * EVERY_MS + 20_000 });
  const corrected = await sameAsJournal(county, gateway);
  expect(readings(corrected) - readings(week)).toBe(2 * 200);
  const events = "SELECT count(*) AS n, count(DISTINCT device || body) AS distinct_n FROM entry WHERE campus = ? AND type = 'door.forced'"; // biome-ignore format: one line
  expect(countyRows(county.data, events, ID)).toEqual([{ n: 14, distinct_n: 14 }]);
}, 300_000);
