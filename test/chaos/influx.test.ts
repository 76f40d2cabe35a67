import { expect, test } from "vitest";
import { influxLoop } from "./influx-loop.ts";

test("InfluxDB killed, stopped and started while the gateway is killed: every acknowledged point is there in the end, once", async () => {
  const result = await influxLoop({ rounds: 4, seed: 20_261_122 });
  expect(result.faults).toEqual([]);
  expect(result.points).toBe(3 * result.acked);
  expect(result.influxEnded).toBeGreaterThan(0);
}, 400_000);
