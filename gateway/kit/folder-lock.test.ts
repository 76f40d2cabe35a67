import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFolder } from "./folder-lock.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "folder-lock-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Another process that holds the lock until it ends; resolves once it does. */
async function holder(): Promise<ChildProcess> {
  const code = `const { lockFolder } = await import(${JSON.stringify(new URL("./folder-lock.ts", import.meta.url).href)});
    globalThis.held = lockFolder(${JSON.stringify(dir)}); console.log("held"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once("data", () => resolve());
    child.once("exit", () => reject(new Error("the holder ended")));
  });
  return child;
}

test("a second process gets folder-in-use, with what to do; a kill -9 of the first frees the folder", async () => {
  const child = await holder();
  const gone = new Promise((resolve) => child.once("exit", resolve));
  try {
    expect(() => lockFolder(dir)).toThrowError(
      expect.objectContaining({ code: "folder-in-use", remedy: expect.stringContaining("run.json") }),
    );
  } finally {
    child.kill("SIGKILL");
    await gone;
  }
  lockFolder(dir)[Symbol.dispose]();
});

test("within one process, too, only one holds it, until it gives it back", () => {
  const first = lockFolder(dir);
  expect(() => lockFolder(dir)).toThrowError(expect.objectContaining({ code: "folder-in-use" }));
  first[Symbol.dispose]();
  lockFolder(dir)[Symbol.dispose]();
});

test("a folder that does not exist is made; one that is a file, or would lie below one, is unusable, with what to do", () => {
  lockFolder(join(dir, "none"))[Symbol.dispose]();
  const file = join(dir, "file");
  writeFileSync(file, "");
  for (const folder of [file, join(file, "below")])
    expect(() => lockFolder(folder)).toThrowError(expect.objectContaining({ code: "folder-unusable" }));
});
