import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GatewayError } from "../kit/errors.ts";
import { loadProfiles } from "./profiles.ts";
import { addProfile, temporaryFolder } from "./testing.ts";

const name = { "zh-CN": "测试", en: "Test" };
const T = { t: { unit: "Cel" } };
const RULE = { id: "hot", point: "t", above: 1, text: name, consequence: name, action: name, respondWithin: "1h" };

test("this repository has the native profiles: any point, and personal for card readers", async () => {
  const { drivers, profiles, of } = await loadProfiles();
  expect(drivers).toContain("mqtt");
  expect(of("mqtt")).toEqual(expect.arrayContaining(["native", "native-reader"]));
  expect(profiles.get("native")).toMatchObject({
    driver: "mqtt",
    personal: false,
    camera: false,
    anyPoint: true,
    maxPacket: null,
  });
  expect(profiles.get("native-reader")).toMatchObject({ driver: "mqtt", personal: true, anyPoint: true });
});

test("a profile is found by the folder of its driver, and a folder without profiles is no driver", async () => {
  await using root = await temporaryFolder();
  await mkdir(join(root.path, "empty"), { recursive: true });
  await writeFile(join(root.path, "README.md"), "no driver");
  await addProfile(root.path, {
    id: "th",
    name,
    driver: "modbus",
    maxPacket: 1024,
    points: { t: { unit: "Cel", wire: { register: 1 } } },
  });
  const { drivers, profiles, of } = await loadProfiles({ root: root.path });
  expect([drivers, of("modbus"), of("empty")]).toEqual([["modbus"], ["th"], []]);
  expect(profiles.get("th")).toMatchObject({ maxPacket: 1024, anyPoint: false });
  expect(profiles.get("th")?.points.get("t")).toMatchObject({ unit: "Cel", type: "number" });
});

test.each([
  ["a misspelt flag", { personel: true }, "/personel is not a known key: remove it; known here: id, name, driver"],
  [
    "an unknown unit",
    { points: { t: { unit: "Celsius" } } },
    "/points/t/unit is not one of the known words: write one of ",
  ],
  ["a packet above 1 MiB", { maxPacket: 1024 * 1024 + 1 }, "/maxPacket"],
  ["no Chinese name", { name: { en: "Test" } }, "/name"],
  ["an id that is none", { id: "TH" }, "/id"],
  ["a forbidden key", JSON.parse('{"points": {"constructor": {"unit": "1"}}}'), "constructor"],
  ["a rule on a point that it does not have", { alarms: [RULE] }, "/alarms/hot watches t, which is no point"],
  [
    "a rule without a condition",
    { points: T, alarms: [{ ...RULE, above: undefined }] },
    "/alarms/hot needs exactly one",
  ],
  ["a rule twice", { points: T, alarms: [RULE, RULE] }, "/alarms/hot is there twice"],
  [
    "a rule in one language",
    { points: T, alarms: [{ ...RULE, action: { en: "a" } }] },
    "/alarms/hot has no action in zh-CN",
  ],
  ["a rule that says no time", { points: T, alarms: [{ ...RULE, respondWithin: undefined }] }, "has no respondWithin"],
  ["a delay that is none", { points: T, alarms: [{ ...RULE, onDelay: "soon" }] }, "/alarms/0/onDelay"],
  ["a danger that is not latched", { points: { smoke: T.t }, alarms: [{ ...RULE, point: "smoke" }] }, "is not latched"],
])("a profile with %s is refused with its file", async (_what, wrong, words) => {
  await using root = await temporaryFolder();
  await addProfile(root.path, { id: "th", name, driver: "modbus", ...wrong });
  const error = await loadProfiles({ root: root.path }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GatewayError);
  expect(error).toMatchObject({ code: "profile-invalid", message: expect.stringContaining(words) });
});

test("a point written twice is refused with its line instead of being lost", async () => {
  await using root = await temporaryFolder();
  await addProfile(root.path, { id: "th", name, driver: "modbus", points: T });
  const file = join(root.path, "modbus", "profiles", "th.json");
  const point = '"t": { "unit": "Cel" }';
  await writeFile(
    file,
    `{ "id": "th", "name": ${JSON.stringify(name)}, "driver": "modbus",\n"points": { ${point},\n${point} } }`,
  );
  await expect(loadProfiles({ root: root.path })).rejects.toMatchObject({
    code: "profile-invalid",
    message: expect.stringContaining("th.json: line 3: the key t is there twice"),
  });
});

test("a profile in the wrong folder, under a wrong name, twice or unreadable is refused, all at once", async () => {
  await using root = await temporaryFolder();
  await addProfile(root.path, { id: "a", name, driver: "modbus" });
  await addProfile(root.path, { id: "a", name, driver: "onvif" });
  const folder = join(root.path, "modbus", "profiles");
  await writeFile(join(folder, "b.json"), JSON.stringify({ id: "c", name, driver: "modbus" }));
  await writeFile(join(folder, "d.json"), JSON.stringify({ id: "d", name, driver: "mqtt" }));
  await writeFile(join(folder, "e.json"), "{");
  const error = await loadProfiles({ root: root.path }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GatewayError);
  for (const file of ["b.json", "d.json", "e.json", "onvif/profiles/a.json"]) {
    expect(error).toMatchObject({ message: expect.stringContaining(file) });
  }
});

test("a school's own profiles lie beside its campus.yaml, for drivers that there are", async () => {
  await using root = await temporaryFolder();
  await using school = await temporaryFolder();
  await addProfile(root.path, { id: "th", name, driver: "modbus", points: T });
  const own = join(school.path, "profiles");
  await mkdir(own);
  const beside = join(school.path, "campus.yaml");
  await writeFile(join(own, "mine.json"), JSON.stringify({ id: "mine", name, driver: "modbus", points: T }));
  expect((await loadProfiles({ root: root.path, beside })).of("modbus")).toEqual(["mine", "th"]);
  await writeFile(join(own, "odd.json"), JSON.stringify({ id: "odd", name, driver: "telex", points: T }));
  await expect(loadProfiles({ root: root.path, beside })).rejects.toThrow(/odd\.json: there is no driver telex/);
  await writeFile(join(own, "odd.json"), JSON.stringify({ id: "th", name, driver: "modbus", points: T }));
  await expect(loadProfiles({ root: root.path, beside })).rejects.toThrow(/odd\.json: its id is th/);
});

test("a rule of trust that names a point which is not there makes the profile wrong", async () => {
  await using root = await temporaryFolder();
  await addProfile(root.path, {
    id: "th",
    name,
    driver: "modbus",
    points: { t: { unit: "Cel", trust: { follows: "n" } } },
  });
  await expect(loadProfiles({ root: root.path })).rejects.toThrow("/points/t/trust names n, which is no point");
});
