import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SAMPLE } from "#gateway/config/sample.ts";

const script = fileURLToPath(new URL("check-config.ts", import.meta.url));
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "check-config-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(...args: string[]): Promise<{ code: number | string; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

test("a good file is ok", async () => {
  const file = join(folder, "good.yaml");
  await writeFile(file, SAMPLE);
  expect(await run(file)).toEqual({ code: 0, stdout: "ok\n", stderr: "" });
});

test("a wrong file gives exit 64 and one line for each problem on stderr", async () => {
  const file = join(folder, "wrong.yaml");
  await writeFile(
    file,
    SAMPLE.replace("timezone: Asia/Shanghai", "timezone: Mars/Base").replace("profile: native", "profile: nativ"),
  );
  const { code, stdout, stderr } = await run(file);
  expect([code, stdout]).toEqual([64, ""]);
  expect(stderr.trimEnd().split("\n")).toEqual([
    expect.stringMatching(/^campus\.timezone: .+: .+$/),
    expect.stringMatching(
      /^devices\[0\]\.profile: there is no profile of driver mqtt "nativ" \(line \d+\): did you mean native\? .+$/,
    ),
  ]);
});

test("a missing file and a wrong call are usage errors", async () => {
  const results = await Promise.all([run(join(folder, "none.yaml")), run(), run("a", "b")]);
  expect(results.map(({ code }) => code)).toEqual([64, 64, 64]);
  expect(results.map(({ stderr }) => stderr.trimEnd().split("\n").length)).toEqual([1, 1, 1]);
});

test("a wrong device model of the school's own is named with what to do, as a problem of the configuration", async () => {
  const school = join(folder, "school");
  await mkdir(join(school, "profiles"), { recursive: true });
  await writeFile(join(school, "campus.yaml"), SAMPLE);
  await writeFile(join(school, "profiles", "kq-03.json"), '{ "id": "kq-03" "driver": "modbus" }');
  const { code, stdout, stderr } = await run(join(school, "campus.yaml"));
  expect([code, stdout]).toEqual([64, ""]);
  expect(stderr).toMatch(/profiles\/kq-03\.json: .+\nmend the files/);
  expect(stderr).not.toContain("    at ");
});

test("--help says how it is called, and is no mistake", async () => {
  expect(await run("--help")).toEqual({ code: 0, stdout: expect.stringMatching(/^usage: .+\n$/), stderr: "" });
});
