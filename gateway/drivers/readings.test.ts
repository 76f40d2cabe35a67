import { expect, test } from "vitest";
import { instead } from "#test/harness/broker.ts";
import { hostUnderTest, lineDevice } from "#test/harness/driver-host.ts";
import { startLineDevices } from "#test/harness/line-device.ts";
import { until } from "#test/harness/wait.ts";
import type { Journal } from "../journal/journal.ts";
import type { Fresh, Receipt } from "../journal/record.ts";

/** A store that takes nothing while it is full. */
function fillable() {
  const store = { full: false };
  const through = (journal: Journal) =>
    instead(journal, {
      get writable() {
        return !store.full;
      },
      add: (record: Fresh, receipt: Receipt) =>
        store.full ? receipt.settle(new Error("full")) : journal.add(record, receipt),
    });
  return { store, through };
}

test("while the store takes nothing polling pauses; afterwards the poll that waited is stored and the grid goes on", async () => {
  await using devices = await startLineDevices();
  const measured = (entries: readonly { kind: string; measuredAt: string }[]) =>
    entries.flatMap(({ kind, measuredAt }) => (kind === "reading" ? Date.parse(measuredAt) : []));
  const quiet = lineDevice(devices.address, 2, { report: { onChange: true, atLeastMs: 3_600_000 } });
  const { store, through } = fillable();
  await using under = await hostUnderTest({ devices: [lineDevice(devices.address, 1), quiet], through });
  await until("polls", () => devices.unit(1).asked.length > 3 && devices.unit(2).asked.length > 3);

  store.full = true;
  const quietAsked = devices.unit(2).asked.length;
  await until("ten slots of a device with nothing to report", () => devices.unit(2).asked.length > quietAsked + 10);
  const paused = devices.unit(1).asked.length;
  const stored = under.entries("u1").length;
  await until("ten slots more", () => devices.unit(2).asked.length > quietAsked + 20);
  expect(devices.unit(1).asked).toHaveLength(paused);

  store.full = false;
  await until("polls again", () => devices.unit(1).asked.length > paused + 5);
  const times = measured(under.entries("u1").slice(stored));
  expect(under.entries("u1").filter(({ kind }) => kind === "reading").length).toBeGreaterThanOrEqual(paused);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(500);
  await until("that the missed slots are counted", () => (under.host.status().get("u1")?.skipped ?? 0) >= 10);
});
