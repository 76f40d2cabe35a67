// Quiet times over a real gateway: who asks for what, what it holds at once, over a restart, and until one occurrence is cancelled.
import { expect, test } from "vitest";
import type { QuietTime } from "#gateway/contract/quiet.ts";
import { startGateway } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";

const ALWAYS = {
  is: "weekly",
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  from: "00:00",
  to: "00:00",
  firstDay: "2026-01-01",
  lastDay: null,
};
const POWER_OFF = { kind: "power-off", scopes: [{ place: "room" }], when: ALWAYS, comment: "供电所通知" };

test("a planned power-off holds silence in its place and no heat, over a restart, until the occurrence that runs is cancelled", async () => {
  await using gateway = await startGateway({
    config: {
      places: [{ id: "room", name: "网络机房", class: "machine-room", key: true }],
      alarms: [
        { id: "silent", device: "th", point: "temperature", noData: "1s" },
        { id: "hot", device: "th", point: "humidity", above: 90 },
      ],
    },
    devices: { th: { place: "room" } },
  });
  const shown = async () => {
    const admin = await gateway.admin();
    const { alarms } = (await admin.get("alarms?state=active")).json<{ alarms: { rule: string; outOfService: boolean }[] }>(); // biome-ignore format: one question
    return Object.fromEntries(alarms.map(({ rule, outOfService }) => [rule, outOfService]));
  };
  const both = () => until("both alarms", async () => Object.keys(await shown()).length === 2);
  {
    await using device = await connectDevice(gateway, gateway.device(0));
    await device.telemetry({ temperature: 20, humidity: 95 });
    await both();
  }
  expect(await shown()).toEqual({ silent: false, hot: false });

  const admin = await gateway.admin();
  const preview = await admin.post("quiet-times/preview", POWER_OFF);
  expect(preview.json()).toMatchObject({ alarms: ["silent.th.temperature"] });
  const made = await admin.post("quiet-times", POWER_OFF);
  expect([made.status, made.json()]).toMatchObject([201, { kind: "power-off", by: "admin", holds: 1 }]);
  expect(await shown()).toEqual({ silent: true, hot: false });

  await gateway.restart();
  await both();
  expect(await shown()).toEqual({ silent: true, hot: false });

  const again = await gateway.admin();
  const [kept] = (await again.get("quiet-times")).json<{ quietTimes: QuietTime[] }>().quietTimes;
  const { id, running } = kept ?? { id: "", running: null };
  // At midnight on campus the next one begins while this is read.
  const days = [running?.day, kept?.next[0]?.day];
  for (const day of days) expect((await again.post(`quiet-times/${id}/cancel`, { day })).status).toBe(200);
  expect(await shown()).toEqual({ silent: false, hot: false });
  expect((await again.ask("DELETE", `quiet-times/${id}`)).status).toBe(200);
  expect((await again.get("quiet-times")).json()).toEqual({ quietTimes: [] });
  const audit = (await again.get("audit?limit=20")).text;
  for (const type of ["quiet.added", "quiet.cancelled", "quiet.ended"]) expect(audit).toContain(type);

  const refusals = [
    [{ ...POWER_OFF, scopes: [{ place: "nowhere" }] }, "/scopes/0/place"],
    [{ ...POWER_OFF, when: { ...ALWAYS, firstDay: "2027-02-29" } }, "/when/firstDay"],
    [{ ...POWER_OFF, when: { ...ALWAYS, lastDay: "2025-12-31" } }, "/when"],
    [{ ...POWER_OFF, when: { ...ALWAYS, from: "24:00" } }, "/when"],
  ] as const;
  for (const [wish, path] of refusals) {
    const refused = await again.post("quiet-times", wish);
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining(path)]);
  }
});
