import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testAuthority } from "#test/harness/county-bed.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { type CertificateParts, watchCertificates } from "./certificate-alarm.ts";
import { formatTime } from "./contract/time.ts";
import { systemClock } from "./kit/clock.ts";
import { handClock } from "./kit/hand-clock.ts";
import { createLog } from "./kit/log.ts";

const DAY_MS = 86_400_000;

test("a certificate that runs out is an alarm 30, 7 and 1 days before, one at a time; a renewed one is none, an unreadable one is no renewal", async () => {
  await using folder = tempFolder("certificate-alarm");
  const file = join(folder.path, "campus.pem");
  writeFileSync(file, (await (await testAuthority()).sign("no3-middle", "client")).certificatePem);
  // The authority of a test signs for a year.
  const clock = handClock(systemClock.now() + (365 - 29) * DAY_MS);
  let serverUntil = formatTime(clock.now() + 40 * DAY_MS);
  const standing = new Map<string, string>();
  const current: { county: object | null } = { county: { certificateFile: "campus.pem" } };
  const config = { current, folder: folder.path, onApplied: () => ({ [Symbol.dispose]: () => undefined }) };
  const alarms: CertificateParts["alarms"] = {
    own: async ({ id, severity }, isActive) => void (isActive ? standing.set(id, severity) : standing.delete(id)),
  };
  await using _watch = await watchCertificates({
    config: config as unknown as CertificateParts["config"],
    alarms,
    serverUntil: () => serverUntil,
    clock,
    log: createLog("silent"),
  });
  const is = (...wanted: readonly string[]) =>
    until(wanted.join(), () => JSON.stringify([...standing].flat().sort()) === JSON.stringify(wanted.flat().sort()));
  await is("certificate-county-30d", "medium");
  clock.pass(23 * DAY_MS);
  await is("certificate-county-7d", "high", "certificate-server-30d", "medium");
  clock.pass(5.5 * DAY_MS);
  await is("certificate-county-1d", "critical", "certificate-server-30d", "medium");
  serverUntil = formatTime(clock.now() + 400 * DAY_MS);
  clock.pass(DAY_MS / 12);
  await is("certificate-county-1d", "critical");
  writeFileSync(file, "nothing");
  serverUntil = formatTime(clock.now() + 20 * DAY_MS);
  clock.pass(DAY_MS / 12);
  await is("certificate-county-1d", "critical", "certificate-server-30d", "medium");
  current.county = null;
  clock.pass(DAY_MS / 12);
  await is("certificate-server-30d", "medium");
  expect(standing.size).toBe(1);
});
