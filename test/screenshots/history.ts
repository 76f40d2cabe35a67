// Six hours of what the machine room and the sensors measured before the pictures are taken, so that their trends have a course.
// A gateway of its own takes it, on the data folder that the virtual campus then goes on with.
import mqtt from "mqtt";
import { MQTT } from "#provisioning/demo/campus-data.ts";
import { rackInlet } from "#provisioning/demo/day/machine-room.ts";
import type { Values } from "#provisioning/demo/day/meters.ts";
import { sensorPoints } from "#provisioning/demo/day/sensors.ts";
import { HOUR_MS, MINUTE_MS, type Moment, momentOf } from "#provisioning/demo/day/time.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";

const HOURS = 6;
const EVERY_MS = MINUTE_MS;
const SEED = 1;

type Measure = (moment: Moment) => Values | null;

const RACKS: Readonly<Record<string, Measure>> = {
  "mr1-th1": (moment) => ({ ...rackInlet(moment, 1) }),
  "mr1-th2": (moment) => ({ ...rackInlet(moment, 2) }),
};
const MEASURES: Readonly<Record<string, Measure>> = {
  ...RACKS,
  ...Object.fromEntries(MQTT.map(({ id }) => [id, (moment: Moment) => sensorPoints(id, moment)])),
};

/** Fills the journal of the gateway folder `data` with the hours before now, which in the played day is `until` (epoch ms). */
export async function fillHistory(data: string, until: number): Promise<void> {
  const devices = Object.fromEntries(Object.keys(MEASURES).map((id) => [id, {}]));
  await using gateway = await startGateway({ data, devices });
  for (const { id, secret } of gateway.devices) await send(gateway, id, secret, until);
  await gateway.kill("SIGTERM");
}

async function send(gateway: Gateway, id: string, secret: string, until: number): Promise<void> {
  const now = Date.now();
  const client = await mqtt.connectAsync(gateway.run.mqtt ?? "", { clientId: id, username: id, password: secret });
  const sent: Promise<unknown>[] = [];
  for (let ago = HOURS * HOUR_MS; ago > 0; ago -= EVERY_MS) {
    const points = MEASURES[id]?.(momentOf(SEED, until - ago)) ?? null;
    if (points === null) continue;
    const payload = JSON.stringify({ ts: now - ago, points });
    sent.push(client.publishAsync(`campus/v1/${id}/telemetry`, payload, { qos: 1 }));
  }
  await Promise.all(sent);
  await client.endAsync();
}
