import { describe, expect, test } from "vitest";
import type { Entry } from "#gateway/contract/entry.ts";
import { allEntries } from "../harness/entries.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { tempFolder } from "../harness/temp.ts";
import { until } from "../harness/wait.ts";
import { FAKETIME, wallClock } from "../harness/wall-clock.ts";

async function readings(gateway: Gateway): Promise<Entry[]> {
  return await allEntries(await gateway.admin(), "kind=reading");
}

function expectContiguous(entries: readonly Entry[]): void {
  expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, i) => i + 1));
}

describe.runIf(FAKETIME !== null)("a wall clock that cannot be trusted", () => {
  test("a gateway that starts in 1970 stores and acknowledges, says unsynced, and tells the correction later", async () => {
    await using folder = tempFolder("campus-clock");
    const clock = wallClock(folder.path, "@1970-01-01 00:10:00");
    await using gateway = await startGateway({ env: clock.env });
    await using device = await connectDevice(gateway, gateway.device(0));
    await device.telemetry({ temperature: 20 }, { seq: 1, boot: "a" });
    const [early] = await readings(gateway);
    expect(early).toMatchObject({ clock: "unsynced", late: false, deviceSeq: 1 });
    expect(early?.receivedAt).toMatch(/^1970-/);
    clock.set("@2026-11-22 05:00:00");
    const told = await until("system.clock-set", async () => {
      const [entry] = await allEntries(await gateway.admin(), "type=system.clock-set");
      return entry;
    });
    const years = Number(told.body.offsetMs) / (365.25 * 86_400_000);
    expect(years).toBeGreaterThan(56);
    expect(years).toBeLessThan(57);
    await device.telemetry({ temperature: 21 }, { seq: 2, boot: "a" });
    const after = await readings(gateway);
    expect(after.at(-1)).toMatchObject({ clock: "gateway", deviceSeq: 2 });
    expect(after.at(-1)?.receivedAt).toMatch(/^2026-11-22T05:00/);
    const all = await allEntries(await gateway.admin());
    expectContiguous(all);
    for (const { receivedAt, clock: whose } of all) expect(whose).toBe(receivedAt < "1971" ? "unsynced" : "gateway");
  }, 120_000);

  test("jumps of an hour forward and back keep the order, the acknowledgements, the session and the stream of entries", async () => {
    await using folder = tempFolder("campus-clock");
    const clock = wallClock(folder.path, "@2026-11-22 05:00:00");
    await using gateway = await startGateway({ env: clock.env });
    await using device = await connectDevice(gateway, gateway.device(0), { keepalive: 2 });
    const admin = await gateway.admin();
    let seq = 0;
    for (const time of [
      "@2026-11-22 05:00:10",
      "@2026-11-22 06:00:20",
      "@2026-11-22 05:00:30",
      "@2026-11-22 04:00:40",
    ]) {
      clock.set(time);
      for (let i = 0; i < 3; i++) await device.telemetry({ temperature: 20 + i }, { seq: ++seq, boot: "a" });
      expect((await admin.get("/readyz")).status).toBe(200);
    }
    const all = await allEntries(admin);
    expectContiguous(all);
    const stored = all.filter((entry) => entry.kind === "reading");
    expect(stored.map((entry) => entry.deviceSeq)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(stored.map((entry) => entry.receivedAt.slice(11, 13))).toEqual(
      ["05", "06", "05", "04"].flatMap((hour) => [hour, hour, hour]),
    );
    expect(device.client.connected).toBe(true);
  }, 120_000);

  test("an order of commit survives a restart with the clock an hour back", async () => {
    await using folder = tempFolder("campus-clock");
    const clock = wallClock(folder.path, "@2026-11-22 05:00:00");
    await using gateway = await startGateway({ env: clock.env });
    {
      await using device = await connectDevice(gateway, gateway.device(0));
      await device.telemetry({ temperature: 20 }, { seq: 1, boot: "a" });
    }
    await gateway.kill("SIGKILL");
    clock.set("@2026-11-22 04:00:00");
    await gateway.start();
    await using device = await connectDevice(gateway, gateway.device(0));
    await device.telemetry({ temperature: 20 }, { seq: 1, boot: "a" });
    await device.telemetry({ temperature: 21 }, { seq: 2, boot: "a" });
    expect((await readings(gateway)).map((entry) => entry.deviceSeq)).toEqual([1, 2]);
    expectContiguous(await allEntries(await gateway.admin()));
  }, 120_000);
});
