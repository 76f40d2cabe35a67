// A temperature and humidity sensor to add, try and change in stories about the configuration.
import { memoryUnit } from "#drivers/modbus/simulator/device.ts";
import { startSimulator } from "#drivers/modbus/simulator/server.ts";
import { systemClock } from "#gateway/kit/clock.ts";

/** A sensor that says 21.5 °C and 54.6 %. */
export async function sensor() {
  const unit = memoryUnit();
  unit.set(4, 1, 215, 546);
  return await startSimulator({ units: new Map([[1, unit]]), clock: systemClock });
}
/** That sensor as campus.yaml and the forms have it, without its id. */
export const asked = (port: number, more: object = {}) => ({
  name: "一号机房温湿度",
  driver: "modbus",
  profile: "xy-md02",
  connection: { tcp: `127.0.0.1:${port}`, unit: 1, timeout: "1s" },
  every: "100ms",
  ...more,
});
