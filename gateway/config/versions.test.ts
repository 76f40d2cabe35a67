import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Clock } from "../kit/clock.ts";
import { ConfigProblems } from "./problem.ts";
import { campus, good, listen, told, WRONG, write } from "./store-testing.ts";

const versionsIn = async (dataDir: string): Promise<string[]> =>
  (await readdir(join(dataDir, "config"))).filter((name) => !name.endsWith(".by")).sort();

test("with --last-good a wrong file at start is replaced by the newest good version, and that is said", async () => {
  const { file, open } = await campus(good("a"));
  {
    await using store = await open();
    await write(file, good("b"));
    await store.reload();
  }
  await write(file, WRONG);
  await expect(open()).rejects.toThrow(ConfigProblems);
  await using store = await open({ lastGood: true });
  expect(store.current.campus.name).toBe("b");
  expect(store.degraded?.map((problem) => problem.path)).toEqual(["campus.name", "campus.nam"]);
  const { rejected } = listen(store);
  expect(await store.reload()).toBe("rejected");
  expect(rejected).toEqual([]);
  await write(file, good("c"));
  expect(await store.reload()).toBe("applied");
  expect(store.degraded).toBeNull();
});

test("a file that is mended to just what the last good version says is told as applied: the trouble is over", async () => {
  const { file, open } = await campus(good("a"));
  await (await open())[Symbol.asyncDispose]();
  await write(file, WRONG);
  await using store = await open({ lastGood: true });
  const { applied } = listen(store);
  await write(file, good("a"));
  expect(await store.reload()).toBe("applied");
  expect(store.degraded).toBeNull();
  expect(applied.map(([name, { none }]) => [name, none])).toEqual([["a", true]]);
  expect(await store.reload()).toBe("same");
});

test("with --last-good a missing file is replaced too, but without any good version nothing starts", async () => {
  const { file, open } = await campus(good("a"));
  await (await open())[Symbol.asyncDispose]();
  await rm(file);
  await using store = await open({ lastGood: true });
  expect(store.current.campus.name).toBe("a");
  const empty = await campus(null, { lastGood: true });
  await expect(empty.open()).rejects.toThrow(ConfigProblems);
});

test("a kept version that was damaged, or that today's checks refuse, is passed over", async () => {
  const { file, dataDir, open } = await campus(good("a"));
  {
    await using store = await open();
    await write(file, good("b"));
    await store.reload();
  }
  const newest = (await versionsIn(dataDir)).at(-1) ?? "";
  await writeFile(join(dataDir, "config", newest), good("damaged"));
  await writeFile(join(dataDir, "config", `${newest}.tmp`), "half");
  await rm(file);
  await using store = await open({ lastGood: true });
  expect(store.current.campus.name).toBe("a");
});

test("the last fifty good versions are kept, readable by nobody else, newest last even when the clock was set back", async () => {
  let now = Date.UTC(2026, 10, 22);
  const clock: Clock = { ...told, now: () => (now -= 3_600_000) };
  const { file, dataDir, open } = await campus(good("v0"), { clock });
  await using store = await open();
  for (let at = 1; at <= 52; at++) {
    await write(file, good(`v${at}`));
    await store.reload();
    if (at % 20 === 0) await write(file, WRONG).then(() => store.reload());
  }
  const names = await versionsIn(dataDir);
  const contents = await Promise.all(names.map((name) => readFile(join(dataDir, "config", name), "utf8")));
  expect(contents).toEqual(Array.from({ length: 50 }, (_, at) => good(`v${at + 3}`)));
  for (const name of names) {
    expect(name).toMatch(/^\d{8}T\d{9}Z-[0-9a-f]{8}\.yaml$/);
    expect((await stat(join(dataDir, "config", name))).mode & 0o777).toBe(0o600);
  }
});

test("restarting with the same file keeps no second version of it", async () => {
  const { dataDir, open } = await campus(good("a"));
  for (let start = 0; start < 3; start++) await (await open())[Symbol.asyncDispose]();
  expect(await versionsIn(dataDir)).toHaveLength(1);
});

test("when a version cannot be kept, the configuration is in force all the same", async () => {
  const { file, dataDir, open } = await campus(good("a"));
  await using store = await open();
  await rm(join(dataDir, "config"), { recursive: true });
  await writeFile(join(dataDir, "config"), "not a folder");
  await write(file, good("b"));
  expect(await store.reload()).toBe("applied");
  expect(store.current.campus.name).toBe("b");
});
