// A room shows first what needs a person.
import { expect, test } from "vitest";
import type { LatestPoint } from "#gateway/contract/latest.ts";
import { anAlarm } from "../../campus/alarm-testing.ts";
import { alarmedPoints, technicalRooms, worstPointsFirst } from "./order.ts";

function value(point: string, more: Partial<LatestPoint> = {}): LatestPoint {
  return {
    device: "mr1", point, value: 1, unit: "1", quality: "good", stale: false, staleAfter: "15s",
    measuredAt: null, receivedAt: null, seq: 1, lastGood: null, ...more,
  }; // biome-ignore format: one value
}

test("an alarmed value comes before a bad one, a bad or stale one before all that are well", () => {
  const points = [value("humidity"), value("old", { stale: true }), value("voltage"), value("temperature")];
  const alarmed = alarmedPoints([
    anAlarm("r-low.mr1.temperature", { severity: "low" }),
    anAlarm("r-critical.mr1.temperature", { severity: "critical" }),
    anAlarm("r-high.mr1.voltage", { severity: "high" }),
  ]);
  const order = worstPointsFirst(points, alarmed).map(({ point }) => point);
  expect(order).toEqual(["temperature", "voltage", "old", "humidity"]);
});

test("rooms with technical duty are offered, the machine room first", () => {
  const place = (id: string, kind: string) => ({ id, name: id, class: kind, key: false, within: null });
  const rooms = technicalRooms([place("b", "classroom"), place("p", "power-room"), place("m", "machine-room")]);
  expect(rooms.map(({ id }) => id)).toEqual(["m", "p"]);
});
