// What the tests of this folder share: profiles of a driver that is not built, files of one device or rule, folders that go away.
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatProblem, type Problem } from "./problem.ts";
import { loadProfiles, type ProfileRegistry } from "./profiles.ts";
import { readCampus } from "./read.ts";

export const HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
export const CAMPUS = "campus: { id: no3-middle, name: 第三中学, timezone: Asia/Shanghai }\n";

/** A folder below the system's temporary one that is removed at the end of the scope. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "campus-config-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** The registry of this repository, with a sensor of driver modbus and a camera of driver onvif. */
export async function profilesForTests(): Promise<ProfileRegistry> {
  await using root = await temporaryFolder();
  await cp(fileURLToPath(new URL("../../device-drivers/mqtt", import.meta.url)), join(root.path, "mqtt"), {
    recursive: true,
  });
  const name = { "zh-CN": "测试", en: "Test" };
  const th = { temperature: { unit: "Cel" }, humidity: { unit: "%" } };
  await addProfile(root.path, { id: "xy-md02", name, driver: "modbus", points: th });
  await addProfile(root.path, {
    id: "meter",
    name,
    driver: "modbus",
    minEvery: "2s",
    points: { power: { unit: "W" } },
  });
  await addProfile(root.path, { id: "dome", name, driver: "onvif", camera: true });
  return await loadProfiles({ root: root.path });
}

/** Writes a profile where `loadProfiles` finds it. */
export async function addProfile(
  root: string,
  profile: { id: string; driver: string } & Record<string, unknown>,
): Promise<void> {
  const folder = join(root, profile.driver, "profiles");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${profile.id}.json`), JSON.stringify(profile));
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The problems of a file as people read them; empty when it is right. */
export function linesOf(file: string | Uint8Array, profiles: ProfileRegistry): string[] {
  return problemsOf(file, profiles).map(formatProblem);
}

export function problemsOf(file: string | Uint8Array, profiles: ProfileRegistry): readonly Problem[] {
  const result = readCampus(typeof file === "string" ? bytesOf(file) : file, profiles);
  return result.ok ? [] : result.problems;
}
