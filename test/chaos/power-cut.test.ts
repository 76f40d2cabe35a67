import { expect, test } from "vitest";
import { gatewayCuts, journalCuts } from "./power-cut-loop.ts";

const SEED = 20_261_122;
/** Operations per run in the short form: enough for one checkpoint of the WAL. */
const SHORT = 1500;

test("no acknowledged entry is lost in emulated power cuts under the journal", async () => {
  const series = await journalCuts(12, SEED, "FULL", SHORT);
  expect(series.faults).toEqual([]);
  expect(series).toMatchObject({ runs: 12, losing: 0, lost: 0 });
}, 120_000);

test("the same power cuts do lose entries when the store does not sync, so the test would notice", async () => {
  const series = await journalCuts(4, SEED, "NORMAL", SHORT);
  expect(series.losing).toBeGreaterThan(0);
}, 120_000);

test("no acknowledged message is lost in emulated power cuts under the whole gateway", async () => {
  const series = await gatewayCuts(3, SEED, {}, SHORT);
  expect(series.faults).toEqual([]);
}, 180_000);

test("a gateway told not to sync does lose acknowledged messages in a power cut", async () => {
  const series = await gatewayCuts(1, SEED, { CAMPUS_UNSAFE_SYNCHRONOUS: "NORMAL" }, SHORT);
  expect(series.losing).toBe(1);
}, 120_000);
