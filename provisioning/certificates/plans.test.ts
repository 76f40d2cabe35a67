import { X509Certificate } from "node:crypto";
import { chownSync, cpSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TempFolder, tempFolder } from "#test/harness/temp.ts";
import { runProvision } from "../plan/testing.ts";

let folder: TempFolder;
const at = (...path: string[]) => join(folder.path, ...path);
const request = () => runProvision(["county-request", "--config", "campus.yaml", "--yes"], folder.path);
const grant = (campus = "no3-middle") =>
  runProvision(["county-grant", "--config", "county.yaml", "--campus", campus, "--request", "county/campus.csr", "--out", "sent", "--yes"], folder.path); // biome-ignore format: one line

beforeEach(() => {
  folder = tempFolder("county-certificates");
  writeFileSync(at("campus.yaml"), "campus: { id: no3-middle, name: 第三中学, timezone: Asia/Shanghai }\n");
  writeFileSync(
    at("county.yaml"),
    "county: { id: lanxian, name: 岚县教育局, timezone: Asia/Shanghai }\ncampuses: [ { id: no3-middle, name: 第三中学 }, { id: no4-primary, name: 第四小学 } ]\n",
  );
});

afterEach(() => folder[Symbol.asyncDispose]());

test("a campus makes its key and a request, the county signs it, and both have nothing to do the second time", async () => {
  expect(await request()).toMatchObject({ code: 0 });
  expect(statSync(at("county", "campus.key")).mode & 0o777).toBe(0o600);
  const granted = await grant();
  expect(granted).toMatchObject({ code: 0, stderr: "" });
  const certificate = new X509Certificate(readFileSync(at("sent", "no3-middle.pem")));
  expect([certificate.subject, certificate.verify(new X509Certificate(readFileSync(at("sent", "authority.pem"))).publicKey)]).toEqual(["CN=no3-middle", true]); // biome-ignore format: one line
  for (const again of [await request(), await grant()]) expect(again.stdout).toContain("Nothing to do");
});

test("what root makes belongs to the user who runs the service and owns its configuration", async () => {
  const isRoot = process.getuid?.() === 0;
  const [uid, gid] = isRoot ? [65_534, 65_534] : [process.getuid?.(), process.getgid?.()];
  if (isRoot) for (const file of ["campus.yaml", "county.yaml"]) chownSync(at(file), 65_534, 65_534);
  await request();
  await grant();
  for (const path of ["county", "county/campus.key", "county/campus.csr", "tls", "tls/authority.pem", "tls/server.pem"])
    expect([path, statSync(at(path)).uid, statSync(at(path)).gid]).toEqual([path, uid, gid]);
  // What signs stays with whoever signs.
  expect(statSync(at("tls/authority.key")).uid).toBe(process.getuid?.());
});

test("without agreement nothing is made; a campus that the county does not list, or another's request, gets nothing", async () => {
  const asked = await runProvision(["county-request", "--config", "campus.yaml"], folder.path, "no");
  expect([asked.code, existsSync(at("county"))]).toEqual([1, false]);
  await request();
  expect(await grant("no5-point")).toMatchObject({ code: 64, stderr: expect.stringContaining("no5-point") });
  expect(await grant("no4-primary")).toMatchObject({ code: 1, stderr: expect.stringContaining("no3-middle") });
  expect(existsSync(at("sent"))).toBe(false);
});

test("a campus with a new key gets a new certificate", async () => {
  await request();
  await grant();
  const first = readFileSync(at("sent", "no3-middle.pem"), "utf8");
  cpSync(at("campus.yaml"), at("other", "campus.yaml"));
  await runProvision(["county-request", "--config", "other/campus.yaml", "--yes"], folder.path);
  cpSync(at("other", "county", "campus.csr"), at("county", "campus.csr"));
  expect(await grant()).toMatchObject({ code: 0 });
  expect(readFileSync(at("sent", "no3-middle.pem"), "utf8")).not.toBe(first);
});
