// Simulated campuses, over the gateway's own link, towards a real county through lines as they are: a portal that answers for everybody, and a
// very thin and very long line.
import { createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PATIENCE } from "#bridge/edge/patience.ts";
import { type CampusSpec, inventedCampuses } from "#bridge/simulator/campuses.ts";
import { type Fleet, type FleetOptions, startFleet } from "#bridge/simulator/fleet.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { openThinLine } from "../bench/thin-line.ts";
import { type County, startCounty } from "../harness/county.ts";
import { entriesStored } from "../harness/county-db.ts";
import { QUICK } from "../harness/county-link.ts";
import { openLine } from "../harness/lines.ts";
import { until } from "../harness/wait.ts";

const SPECS = inventedCampuses(2);
const HOUR_MS = 3_600_000;
const WAIT_MS = 90_000;
let county: County;

beforeAll(async () => {
  county = await startCounty({ campuses: Object.fromEntries(SPECS.map(({ id }) => [id, {}])) });
});
afterAll(async () => {
  await county[Symbol.asyncDispose]();
});

const countyPort = () => Number(new URL(county.run.mqtt ?? "").port);

function startOne(spec: CampusSpec | undefined, port: number, more: Partial<FleetOptions>): Fleet {
  const secretFileOf = (campus: string) => county.campus(campus).secretFile;
  const campuses = spec === undefined ? [] : [spec];
  const where = { campuses, url: `mqtt://127.0.0.1:${port}`, secretFileOf };
  return startFleet({ ...where, clock, log: createLog("silent"), historyMs: 3 * HOUR_MS, ...more });
}

async function allThere(fleet: Fleet): Promise<void> {
  for (const gateway of fleet.campuses) {
    const { id } = gateway.spec;
    const isThere = () =>
      gateway.held === 0 && gateway.told.behind.fromMs >= gateway.told.behind.toMs && gateway.told.entries > 0;
    await until(`everything of ${id} to be freed`, isThere, WAIT_MS);
    expect(entriesStored(county.data, id)).toBe(gateway.told.entries);
  }
}

test("a portal that answers every connection with a web page gets nothing acknowledged; behind it everything arrives", async () => {
  const page = "<html>sign in to use this network</html>";
  let visits = 0;
  const portal = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => {
      visits++;
      socket.end(`HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: ${page.length}\r\n\r\n${page}`);
    });
  });
  await new Promise<void>((resolve) => portal.listen(0, "127.0.0.1", resolve));
  const address = portal.address();
  await using line = await openLine(typeof address === "object" && address !== null ? address.port : 0);
  await using fleet = startOne(SPECS[0], line.port, { patience: QUICK });
  const gateway = fleet.campus(SPECS[0]?.id ?? "");
  await until("three visits", () => visits >= 3 && gateway.held > 0, WAIT_MS);
  expect([...gateway.acknowledged.frames.values()]).toEqual([0, 0, 0, 0]);
  expect(entriesStored(county.data, gateway.spec.id)).toBe(0);
  line.turnTo(countyPort());
  await allThere(fleet);
  portal.close();
});

test("over a line of 1 Mbit/s with two seconds there and back everything arrives once", async () => {
  await using line = await openThinLine(countyPort(), { bitsPerSecond: 1_000_000, delayMs: 1000 });
  await using fleet = startOne(SPECS[1], line.port, { patience: PATIENCE });
  await allThere(fleet);
});
