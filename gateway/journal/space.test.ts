import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createLog } from "#gateway/kit/log.ts";
import { isRoot, smallDisk, tempFolder } from "#test/harness/temp.ts";
import { ballastOf } from "./ballast.ts";
import { spaceOf, spaceStep } from "./space.ts";

test("the ladder gives up old readings first and acknowledgements last", () => {
  const steps = [0.5, 0.2, 0.1999, 0.1, 0.0999, 0.05, 0.0499, 0.02, 0.0199, 0].map((ratio) =>
    spaceStep(ratio, "ample"),
  );
  expect(steps).toEqual(
    ["ample", "ample", "low", "low", "purge-passed", "purge-passed", "purge-oldest", "purge-oldest", "refuse", "refuse"], // biome-ignore format: one step a ratio
  );
});

test("refusing ends only above 3 %, so that the state does not flutter", () => {
  expect(spaceStep(0.025, "refuse")).toBe("refuse");
  expect(spaceStep(0.025, "purge-oldest")).toBe("purge-oldest");
  expect(spaceStep(0.03, "refuse")).toBe("purge-oldest");
});

test("free space is told as a service without root may use it", () => {
  const { freeBytes, freeRatio } = spaceOf("/");
  expect(freeBytes).toBeGreaterThan(0);
  expect(freeRatio).toBeGreaterThan(0);
  expect(freeRatio).toBeLessThanOrEqual(1);
});

test("the ballast takes up room and gives it back", async () => {
  await using folder = tempFolder();
  const ballast = ballastOf(folder.path, createLog("silent"));
  const file = join(folder.path, "ballast");
  ballast.keep(false);
  expect(existsSync(file)).toBe(false);
  ballast.keep(true);
  expect(existsSync(file)).toBe(true);
  ballast.release();
  ballast.release();
  expect(existsSync(file)).toBe(false);
});

test.skipIf(!isRoot)("a disk on which the ballast would matter gets none", async () => {
  await using disk = smallDisk(32 * 1024 * 1024);
  ballastOf(disk.path, createLog("silent")).keep(true);
  expect(existsSync(join(disk.path, "ballast"))).toBe(false);
});
