// Nothing is open by accident: a route without a word about access does not exist.
import { join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "#test/harness/temp.ts";
import { openAccounts } from "../accounts/open.ts";
import { systemClock } from "../clock.ts";
import { createLog } from "../log.ts";
import { installAccess } from "./access.ts";
import { createApp } from "./app.ts";
import { createRate } from "./rate.ts";

test("a route that does not say who may use it is refused when it is registered", async () => {
  await using folder = tempFolder("campus-access");
  const log = createLog("silent");
  const clock = systemClock;
  await using accounts = await openAccounts({ file: join(folder.path, "campus.db"), clock, log, onAudit: () => {} });
  const { fastify } = await createApp({
    kinds: new Map(),
    log,
    clock,
    certificateNames: () => new Set(),
    translate: () => null,
  });
  installAccess(fastify, { accounts, unsigned: createRate({ burst: 1, perSecond: 1, clock }), openPrefix: "/docs" });
  expect(() => fastify.get("/secret", async () => "x")).toThrow("GET /secret does not say who may use it");
});
