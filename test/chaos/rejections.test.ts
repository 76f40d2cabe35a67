import { expect, test } from "vitest";
import { allEntries } from "../harness/entries.ts";
import { startGateway } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";

const BAD = 80;

test("every rejection that was acknowledged is in a count after kill -9 in the middle of its minute, and once", async () => {
  await using gateway = await startGateway({ devices: 1 });
  const { id } = gateway.device(0);
  const device = await connectDevice(gateway, gateway.device(0));
  for (let i = 0; i < BAD; i++) await device.publish(`campus/v1/${id}/telemetry`, "not json");
  await gateway.kill("SIGKILL");
  await device[Symbol.asyncDispose]();
  for (const start of ["first", "second"]) {
    await gateway.start();
    const lost = await allEntries(await gateway.admin(), "type=loss.rejected");
    const counts = lost.map(({ body }) => Number(body.count));
    expect([start, counts.length, counts.reduce((sum, n) => sum + n, 0)]).toEqual([start, 61, BAD]);
    await gateway.kill("SIGKILL");
  }
}, 120_000);
