// The store's way of changing its file: for one version only, into something right only, and in force when it says so.
import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { ConfigProblems } from "../problem.ts";
import { versionOf } from "../read.ts";
import { campus, good, listen, WRONG, write } from "../store-testing.ts";
import { bytesOf } from "../testing.ts";

const tag = (text: string) => versionOf(bytesOf(text));

test("a change is on disk, kept as a version of its maker, and taken by every part when it resolves", async () => {
  const { file, open } = await campus(good("a"));
  await using store = await open();
  const taken: string[] = [];
  store.onApplied(async ({ campus: { name } }, _difference, by) => {
    await Promise.resolve();
    taken.push(`${name} by ${by}`);
  });
  await store.change({ version: tag(good("a")), by: "li", make: () => bytesOf(good("b")) });
  expect(taken).toEqual(["b by li"]);
  expect(await readFile(file, "utf8")).toBe(good("b"));
  expect(store.running).toMatchObject({ by: "li", bytes: bytesOf(good("b")) });
  const kept = [];
  for await (const { story } of store.versions()) kept.push(story);
  expect(kept).toMatchObject([
    { by: "li", changes: { changed: [{ kind: "campus" }] } },
    { by: "file", changes: null },
  ]);
  expect(await store.reload()).toBe("same");
});

test("what would be wrong is not written, and says what is wrong", async () => {
  const { file, open } = await campus(good("a"));
  await using store = await open();
  const { applied, rejected } = listen(store);
  const wish = { version: tag(good("a")), by: "li", make: () => bytesOf(WRONG) };
  await expect(store.change(wish)).rejects.toThrow(ConfigProblems);
  expect(await readFile(file, "utf8")).toBe(good("a"));
  expect([applied, rejected]).toEqual([[], []]);
});

test("a file that was changed by hand, before or in the very moment, is not written over", async () => {
  const { file, open } = await campus(good("a"));
  await using store = await open();
  await write(file, good("by hand"));
  const wish = { version: tag(good("a")), by: "li", make: () => bytesOf(good("b")) };
  await expect(store.change(wish)).rejects.toMatchObject({ code: "config-changed" });
  expect(store.current.campus.name).toBe("by hand");
  const make = () => {
    writeFileSync(file, good("just now"));
    return bytesOf(good("b"));
  };
  await expect(store.change({ version: tag(good("by hand")), by: "li", make })).rejects.toMatchObject({
    code: "config-changed",
  });
  expect(await readFile(file, "utf8")).toBe(good("just now"));
});

test("of two changes for one version the second is refused", async () => {
  const { open } = await campus(good("a"));
  await using store = await open();
  const change = (name: string) =>
    store.change({ version: tag(good("a")), by: "li", make: () => bytesOf(good(name)) }).then(
      () => name,
      ({ code }) => code,
    );
  expect(await Promise.all([change("b"), change("c")])).toEqual(["b", "config-changed"]);
  expect(store.current.campus.name).toBe("b");
});

test("a part that fails to take a change keeps nobody waiting, and the change stands", async () => {
  const { open } = await campus(good("a"));
  await using store = await open();
  store.onApplied(() => Promise.reject(new Error("no")));
  const { next } = await store.change({ version: tag(good("a")), by: "li", make: () => bytesOf(good("b")) });
  expect(next.campus.name).toBe("b");
});
