// The text of an entry is exactly what JSON.stringify makes of its public form.
import { expect, test } from "vitest";
import type { Unit } from "../contract/units.ts";
import { entryOf, happening, type Reading, type ReadingExtra, type StoredValue } from "../journal/record.ts";
import { entryText } from "./entry-text.ts";

const AT = 1_763_779_200_123;
const NONE = { samples: false, nowMs: AT };

function reading(values: readonly StoredValue[], extra: ReadingExtra | null = null, measuredMs = AT): Reading {
  return {
    kind: "reading",
    seq: 42,
    shape: { id: 1, device: "mr1-th", points: values.map((_, i) => `p${i}`), units: values.map((): Unit => "[ppm]") },
    receivedMs: AT,
    measuredMs,
    clock: "device",
    deviceSeq: values.length === 0 ? null : 41,
    mark: null,
    values,
    extra,
  };
}

const VALUES: readonly StoredValue[] = [
  0, -0, 23.4, -1e-7, 1e21, 5e-324, Number.MAX_SAFE_INTEGER, true, false, "text \"quoted\" \u2028 \n \ud800 温度",
  { value: null, quality: "bad", reason: "timeout" }, { value: 3, quality: "uncertain", reason: "clock" },
  { value: "\\", quality: "uncertain", reason: "range" },
]; // biome-ignore format: a list of values

test.each([
  ["no point", reading([])],
  ["each kind of value alone", VALUES.map((value) => reading([value]))],
  ["all together", reading(VALUES)],
  ["a late one", reading([1], null, AT - 3_600_000)],
  ["held polls", reading([1], { held: 7 })],
  ["a time that was not believed", reading([1], { held: 1, deviceTs: '2099-"\n' })],
  ["an empty extra", reading([1], {})],
])("a reading with %s", (_, given) => {
  for (const record of [given].flat())
    expect(entryText("q7m2kx4c", record, NONE)).toBe(JSON.stringify(entryOf("q7m2kx4c", record)));
});

test("any other entry, and a sample only where it may be seen and for 30 days", () => {
  const event = happening("event", "door.forced", AT, { door: "east\n" }, { device: "gate", cause: 3 });
  expect(entryText("e", event, NONE)).toBe(JSON.stringify(entryOf("e", event)));
  const loss = happening("loss", "loss.rejected", AT, { reason: "bad-json", sample: "e30=", count: 1 });
  const days = (count: number) => AT + count * 86_400_000;
  expect(entryText("e", loss, { samples: true, nowMs: days(29) })).toBe(JSON.stringify(entryOf("e", loss)));
  for (const rule of [NONE, { samples: true, nowMs: days(30) }])
    expect(JSON.parse(entryText("e", loss, rule)).body).toEqual({ reason: "bad-json", count: 1 });
});
