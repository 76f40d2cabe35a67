import { chmod, chown, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bytesOf, temporaryFolder } from "../testing.ts";
import { replaceFile } from "./replace-file.ts";

const yes = async () => true;

test("what was there is replaced as a whole; mode and owner stay, and nothing is left beside it", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "campus.yaml");
  await writeFile(file, "old");
  await chmod(file, 0o640);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chown(file, 1234, 4321);
  await writeFile(join(folder.path, ".campus.yaml.new"), "left by a crash");
  await replaceFile(file, bytesOf("new"), yes);
  expect(await readFile(file, "utf8")).toBe("new");
  const { mode, uid, gid } = await stat(file);
  expect(mode & 0o777).toBe(0o640);
  if (isRoot) expect([uid, gid]).toEqual([1234, 4321]);
  expect(await readdir(folder.path)).toEqual(["campus.yaml"]);
});

test("a link stays a link, and what it points to is replaced", async () => {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, "real"));
  const real = join(folder.path, "real", "campus.yaml");
  const link = join(folder.path, "campus.yaml");
  await writeFile(real, "old");
  await symlink(real, link);
  await replaceFile(link, bytesOf("new"), yes);
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect(await readFile(real, "utf8")).toBe("new");
});

test("a file that somebody wrote meanwhile is left alone", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "campus.yaml");
  await writeFile(file, "by hand");
  await expect(replaceFile(file, bytesOf("new"), async () => false)).rejects.toMatchObject({ code: "config-changed" });
  expect(await readFile(file, "utf8")).toBe("by hand");
  expect(await readdir(folder.path)).toEqual(["campus.yaml"]);
});

test("a folder that cannot be written into is told, with what to do", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "campus.yaml");
  await writeFile(file, "old");
  await mkdir(join(folder.path, ".campus.yaml.new"));
  await expect(replaceFile(file, bytesOf("new"), yes)).rejects.toMatchObject({ code: "config-not-writable" });
  expect(await readFile(file, "utf8")).toBe("old");
});
