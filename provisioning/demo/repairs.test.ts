// The virtual school's register and repairs: they fit its campus, say that they are simulated, and are written once.
import { join } from "node:path";
import { expect, test } from "vitest";
import { openAssets } from "#gateway/assets/book.ts";
import { hasFault } from "#gateway/contract/asset-classes.ts";
import { openAccounts } from "#gateway/kit/accounts/open.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { MODBUS, MQTT, PLACES } from "./campus-data.ts";
import { ASSETS, REPAIRS } from "./repair-data.ts";
import { ensureRepairs } from "./repairs.ts";

test("every record stands in a place of the campus, is at most one device, and its repairs are of its class", () => {
  const places = new Set(PLACES.map(({ id }) => id));
  const devices = new Set([...MODBUS, ...MQTT].map(({ id }) => id));
  const named = ASSETS.flatMap(([, , , , more]) => more?.device ?? []);
  expect(new Set(named).size).toBe(named.length);
  for (const id of named) expect(devices, id).toContain(id);
  for (const [id, , , place] of ASSETS) expect(places, id).toContain(place);
  for (const { asset, fault } of REPAIRS) {
    const kind = ASSETS.find(([id]) => id === asset)?.[2] ?? "";
    expect(hasFault(kind, fault), `${asset} ${fault}`).toBe(true);
  }
});

test("a first start gets a few dozen records and repairs that say they are simulated; a second start changes nothing", async () => {
  await using folder = tempFolder();
  expect(await ensureRepairs(folder.path)).toBe(true);
  expect(await ensureRepairs(folder.path)).toBe(false);
  const log = createLog("silent");
  await using accounts = await openAccounts({ file: join(folder.path, "campus.db"), clock, log, onAudit: () => {} });
  const assets = openAssets({ store: accounts, clock }).list();
  expect(assets).toHaveLength(ASSETS.length);
  for (const { fields } of assets) expect(fields.note).toContain("模拟数据");
  const tickets = accounts.documents("ticket");
  expect(tickets).toHaveLength(REPAIRS.length);
  expect(tickets.filter(({ body }) => JSON.parse(body).state === "new")).toHaveLength(2);
  expect(accounts.firstRun).toBe(true);
});
