// Contacts and relays over the public contract: the real process, the real libgpiod, pins of a simulated kernel.
import { expect, test } from "vitest";
import { allEntries } from "../harness/entries.ts";
import { startGateway } from "../harness/gateway.ts";
import { gpioBed } from "../harness/gpio.ts";
import { until } from "../harness/wait.ts";

const line = (profile: string, connection: object) => ({
  driver: "gpio",
  profile,
  connection: { chip: "gpiochip0", ...connection },
  every: "100ms",
  report: { onChange: true, atLeast: "60s" },
  credential: undefined,
});

interface Device {
  readonly connected: boolean;
  readonly polling: {
    readonly state: string;
    readonly lastError: { readonly code: string; readonly message: string } | null;
  };
}

test("without hardware a contact is shown with reason and remedy; when the chip appears it is online, and a short pulse is an entry with the time of its edge", async () => {
  await using bed = await gpioBed();
  bed.chip.remove();
  await using gateway = await startGateway({ devices: { door: line("dry-contact", { line: "door" }) }, env: bed.env });
  const admin = await gateway.admin();
  const shown = async () => (await admin.get("devices/door")).json<Device & Record<string, unknown>>();
  const down = await until("the reason", async () => {
    const device = await shown();
    return device.polling.lastError === null ? null : device;
  });
  expect(down.connected).toBe(false);
  expect(down.polling.lastError).toMatchObject({
    code: "gpio-absent",
    message: expect.stringMatching(/no GPIO lines.*connect the hardware/),
  });

  bed.chip.restore();
  await until("the contact", async () => (await shown()).connected);
  const before = Date.now();
  bed.chip.change(0, true, false);
  const readings = await until("both ends of the pulse", async () => {
    const found = await allEntries(admin, "device=door&kind=reading");
    const values = found.map(({ body }) => JSON.stringify(body.points));
    return values.at(-1)?.includes('"value":false') && values.at(-2)?.includes('"value":true') ? found.slice(-2) : null;
  });
  expect(readings).toMatchObject([
    { clock: "gateway", body: { points: { active: { value: true, quality: "good" }, pulses: { value: 1 } } } },
    { clock: "gateway", body: { points: { active: { value: false, quality: "good" }, pulses: { value: 1 } } } },
  ]);
  for (const { measuredAt } of readings) expect(Date.parse(measuredAt)).toBeGreaterThanOrEqual(before - 3);
});

test.each(["SIGTERM", "SIGKILL"] as const)(
  "a relay takes commands, and is in its safe state after %s to the gateway",
  async (signal) => {
    await using bed = await gpioBed();
    await using gateway = await startGateway({ devices: { lamp: line("relay", { line: 2 }) }, env: bed.env });
    const admin = await gateway.admin();
    await until(
      "the relay",
      async () => (await admin.get("devices/lamp")).json<Device & Record<string, unknown>>().connected,
    );
    const refused = await admin.post("devices/lamp/commands", { name: "pulse", args: { seconds: 61 } });
    expect(refused.status, refused.text).toBe(400);
    const sent = await admin.post("devices/lamp/commands", { name: "set", args: { on: true } });
    expect(sent.status, sent.text).toBe(202);
    await until("the lamp to be on", () => bed.chip.pin(2));
    await gateway.kill(signal);
    await until("the safe state", () => !bed.chip.pin(2));
  },
);

test("trying a device leaves the pins as they are: a relay that is on stays on, and an output that nobody holds is not driven", async () => {
  await using bed = await gpioBed();
  await using gateway = await startGateway({ devices: { lamp: line("relay", { line: 2 }) }, env: bed.env });
  const admin = await gateway.admin();
  await until("the relay", async () => (await admin.get("devices/lamp")).json<Device & { online: boolean }>().online);
  await admin.post("devices/lamp/commands", { name: "set", args: { on: true } });
  await until("the lamp to be on", () => bed.chip.pin(2));
  const driven = bed.chip.driven(2);
  const tried = async (profile: string, connection: object) =>
    (await admin.post("devices/test", { ...line(profile, connection), credential: undefined })).json();
  expect(await tried("relay", { line: 2, safe: true })).toMatchObject({ ok: true, points: [{ value: true }] });
  expect(await tried("dry-contact", { line: 2 })).toMatchObject({ error: { code: "gpio-line-shared" } });
  expect(await tried("relay", { line: 3, safe: true })).toMatchObject({ error: { code: "gpio-output-untried" } });
  expect(bed.chip.driven(2)).toBe(driven);
  expect(bed.chip.pin(3)).toBe(false);
});
