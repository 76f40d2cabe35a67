import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { type Clock, systemClock } from "../kit/clock.ts";
import { ConfigProblems } from "./problem.ts";
import { campus, good, listen, told, WRONG, write } from "./store-testing.ts";
import { HEX } from "./testing.ts";

test("a changed file is in force after a reload, with what is different", async () => {
  const { file, open } = await campus(good("a"));
  await using store = await open();
  const { applied, rejected } = listen(store);
  expect(await store.reload()).toBe("same");
  await write(file, good("b"));
  expect(await store.reload()).toBe("applied");
  expect(store.current.campus.name).toBe("b");
  expect(applied).toEqual([["b", expect.objectContaining({ campus: true, none: false, restart: [] })]]);
  expect(rejected).toEqual([]);
});

test("a changed file is noticed without being told", async () => {
  const { file, open } = await campus(good("a"), { clock: systemClock });
  await using store = await open();
  const { applied } = listen(store);
  await writeFile(file, good("b"));
  await expect.poll(() => applied.map(([name]) => name), { timeout: 15_000, interval: 20 }).toEqual(["b"]);
});

test("the file is looked at every two seconds", async () => {
  const periods: number[] = [];
  const clock: Clock = {
    ...systemClock,
    every: (ms, work) => {
      periods.push(ms);
      return systemClock.every(ms, work);
    },
  };
  const { open } = await campus(good("a"));
  await using _store = await open({ clock });
  expect(periods).toEqual([2000]);
});

test("a wrong file leaves the running configuration alone and is reported once", async () => {
  const { file, open } = await campus(good("a"));
  await using store = await open();
  const { applied, rejected } = listen(store);
  const before = store.current;
  await write(file, WRONG);
  expect(await store.reload()).toBe("rejected");
  await write(file, WRONG);
  expect(await store.reload()).toBe("rejected");
  expect(rejected).toHaveLength(1);
  expect(rejected[0]).toContain('campus.nam: is not a known key (line 1): did you mean "name"?');
  await write(file, `${WRONG}# still wrong\n`);
  expect(await store.reload()).toBe("rejected");
  expect(rejected).toHaveLength(2);
  expect(store.current).toBe(before);
  expect(applied).toEqual([]);
});

test("after a wrong file the old one is the same again, and a mended one is applied", async () => {
  const { file, open } = await campus(good("a"));
  await using store = await open();
  const { rejected } = listen(store);
  await write(file, WRONG);
  await store.reload();
  await write(file, good("a"));
  expect(await store.reload()).toBe("same");
  await write(file, WRONG);
  expect(await store.reload()).toBe("rejected");
  expect(rejected).toHaveLength(2);
  await write(file, good("b"));
  expect(await store.reload()).toBe("applied");
});

test("whatever is written into the file, what is in force is always something that was right", async () => {
  const { file, open } = await campus(good("a"));
  await using store = await open();
  const right = good("a") + good("b").replace("campus", "# campus");
  const outcomes = new Set<string>();
  for (let length = 0; length <= right.length; length += 7) {
    const text = right.slice(0, length);
    await write(file, text);
    const before = store.current;
    const outcome = await store.reload();
    outcomes.add(outcome);
    if (outcome === "rejected") expect(store.current).toBe(before);
    expect(store.current.campus).toEqual({ id: "no3", name: "a", timezone: "Asia/Shanghai", simulated: false });
  }
  expect(outcomes).toEqual(new Set(["rejected", "applied"]));
});

test("an editor that replaces the file by rename is followed", async () => {
  const { file, open } = await campus(good("a"));
  await using store = await open();
  for (const name of ["b", "c"]) {
    await write(`${file}~`, good(name));
    await rename(`${file}~`, file);
    expect(await store.reload()).toBe("applied");
    expect(store.current.campus.name).toBe(name);
  }
});

test("a file that is missing for an instant is not reported", async () => {
  const { file, open } = await campus(good("a"));
  await write(`${file}~`, good("b"));
  // The store's pause is the moment at which the editor puts the new file in place.
  const clock: Clock = { ...told, sleep: () => rename(`${file}~`, file) };
  await using store = await open({ clock });
  const { rejected } = listen(store);
  await rm(file);
  expect(await store.reload()).toBe("applied");
  expect(store.current.campus.name).toBe("b");
  expect(rejected).toEqual([]);
});

test("a half-written file is read when it is whole", async () => {
  const { file, open } = await campus(good("a"));
  // The store's pause is the moment at which the editor writes the rest.
  const clock: Clock = {
    ...told,
    sleep: async (ms, signal) => {
      await writeFile(file, good("whole"));
      await systemClock.sleep(ms, signal);
    },
  };
  await using store = await open({ clock });
  const { rejected } = listen(store);
  await writeFile(file, good("whole").slice(0, 30));
  expect(await store.reload()).toBe("applied");
  expect(store.current.campus.name).toBe("whole");
  expect(rejected).toEqual([]);
});

test("a file that vanished is reported once, and followed again when it is back", async () => {
  const { file, open } = await campus(good("a"));
  await using store = await open();
  const { rejected } = listen(store);
  await rm(file);
  expect(await store.reload()).toBe("rejected");
  expect(await store.reload()).toBe("rejected");
  expect(rejected).toEqual([expect.stringContaining("does not exist")]);
  await write(file, good("b"));
  expect(await store.reload()).toBe("applied");
});

test("a folder in place of the file is refused", async () => {
  const { file, open } = await campus(null);
  await mkdir(file);
  await expect(open()).rejects.toThrow("is not a file");
});

test("without a usable file nothing starts, and every problem is in the error", async () => {
  const { open } = await campus(`${WRONG}colour: red\n`);
  const error = await open().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConfigProblems);
  expect(error).toMatchObject({ code: "config-invalid" });
  expect(error instanceof ConfigProblems && error.problems.map((problem) => problem.path)).toEqual([
    "campus.name",
    "campus.nam",
    "colour",
  ]);
});

test("one listener that throws does not keep the others from hearing it, and a disposed one hears nothing", async () => {
  const { file, open } = await campus(good("a"));
  await using store = await open();
  const gone = listen(store);
  store.onApplied(() => {
    throw new Error("no");
  });
  store.onApplied((next) => gone.applied.push([`gone ${next.campus.name}`, expect.anything()]))[Symbol.dispose]();
  const { applied } = listen(store);
  await write(file, good("b"));
  expect(await store.reload()).toBe("applied");
  expect(applied.map(([name]) => name)).toEqual(["b"]);
  expect(gone.applied.map(([name]) => name)).toEqual(["b"]);
});

test("looks that overlap are done one after the other, and after closing none changes anything", async () => {
  const { file, open } = await campus(good("a"));
  let [pauses, most] = [0, 0];
  const clock: Clock = {
    ...told,
    sleep: async (ms, signal) => {
      pauses += 1;
      most = Math.max(most, pauses);
      await systemClock.sleep(ms, signal);
      pauses -= 1;
    },
  };
  const store = await open({ clock });
  const { applied } = listen(store);
  await writeFile(
    file,
    `${good("b")}devices: [{ id: a, name: x, driver: mqtt, profile: native, credential: { sha256: ${HEX} } }]\n`,
  );
  expect(await Promise.all([store.reload(), store.reload(), store.reload()])).toEqual(["applied", "same", "same"]);
  expect(applied[0]?.[1].devices.added).toEqual(["a"]);
  expect(most).toBe(1);
  await store[Symbol.asyncDispose]();
  await write(file, good("c"));
  expect(await store.reload()).toBe("same");
  expect(store.current.campus.name).toBe("b");
});

test.skipIf(process.getuid?.() === 0)("a file that may not be read is reported as such", async () => {
  const { file, open } = await campus(good("a"));
  await chmod(file, 0);
  await expect(open()).rejects.toThrow("may not be read");
});
