import { expect, test } from "vitest";
import { happening } from "#gateway/journal/record.ts";
import { openTestJournal } from "#gateway/journal/testing.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { ReportedConfigs } from "./reported.ts";

test("what a device reports, and since when it says so, is known after a restart", async () => {
  await using folder = tempFolder();
  const body = { version: 7, hash: "sha256:aa", config: { every: "5s" } };
  const right = { ...body, sinceMs: 10, lastMs: 20 };
  {
    const reported = new ReportedConfigs();
    await using journal = await openTestJournal(folder.path, { projections: [reported] });
    await journal.append(happening("state", "device.reported", 5, { ...body, version: 6 }, { device: "a" }));
    await journal.append(happening("state", "device.reported", 10, body, { device: "a" }));
    await journal.append(happening("state", "device.reported", 20, body, { device: "a" }));
    await journal.append(happening("state", "device.reported", 20, { ...body, config: null }, { device: "b" }));
    expect(reported.get("a")).toEqual(right);
  }
  const reported = new ReportedConfigs();
  await using _journal = await openTestJournal(folder.path, { projections: [reported] });
  expect(reported.get("a")).toEqual(right);
  expect(reported.get("b")).toMatchObject({ config: null, sinceMs: 20 });
  expect(reported.get("c")).toBeUndefined();
});
