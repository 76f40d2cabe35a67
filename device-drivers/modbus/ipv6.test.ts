// Devices and serial servers at IPv6 addresses.
import { createServer, connect as dial } from "node:net";
import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import type { DriverDevice } from "#gateway/contract/driver.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { plainProfile, QUIET_LOG, valuesOf } from "#test/harness/modbus.ts";
import { driver } from "./index.ts";
import { memoryUnit } from "./simulator/device.ts";
import { startLine } from "./simulator/rtu.ts";
import { startSimulator } from "./simulator/server.ts";

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));

/** A port on ::1 that leads to one on 127.0.0.1. */
async function onIpv6(to: number): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((socket) => {
    const far = dial(to, "127.0.0.1");
    socket.pipe(far).pipe(socket);
    for (const end of [socket, far]) end.on("error", () => [socket, far].map((each) => each.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, "::1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { port, [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) };
}

test.runIf(hasIpv6).each(["tcp", "rtuOverTcp"] as const)(
  "a device at an IPv6 address is read over %s",
  async (kind) => {
    const unit = memoryUnit();
    unit.set(4, 0, 7);
    const start = kind === "tcp" ? startSimulator : startLine;
    await using simulator = await start({ units: new Map([[1, unit]]), clock: systemClock });
    await using bridge = await onIpv6(simulator.port);
    const connection = { [kind]: `[::1]:${bridge.port}`, timeout: "5s" };
    await using link = driver.openLink(connection, { clock: systemClock, log: QUIET_LOG });
    const device: DriverDevice = { id: "d", profile: plainProfile(1), connection };
    expect(valuesOf(await link.poll(device, new AbortController().signal))).toEqual({ p0: 7 });
  },
);

test.runIf(hasIpv6)("an IPv6 address that refuses is named as it is written in campus.yaml", async () => {
  const bridge = await onIpv6(1);
  await bridge[Symbol.asyncDispose]();
  const connection = { tcp: `[::1]:${bridge.port}` };
  await using link = driver.openLink(connection, { clock: systemClock, log: QUIET_LOG });
  const poll = link.poll({ id: "d", profile: plainProfile(1), connection }, new AbortController().signal);
  await expect(poll).rejects.toMatchObject({
    code: "link-refused",
    message: `[::1]:${bridge.port} refuses the connection`,
  });
});
