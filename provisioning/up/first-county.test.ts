import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { countyConfigOf } from "#bridge/county/config.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { sha256OfSecret } from "../device-secret.ts";
import { ensureCampus } from "./first-campus.ts";
import { ensureCounty, leadsToCounty, withCountyPorts } from "./first-county.ts";

const USUAL = { http: null, any: false } as const;

function made(data: string) {
  const campus = ensureCampus(data, true);
  const county = ensureCounty(data);
  return { campus, county, campusText: readFileSync(campus.config, "utf8") };
}

test("a first county.yaml is one that the county takes, with 24 campuses whose secrets only the owner can read", async () => {
  await using folder = tempFolder();
  const { county } = made(folder.path);
  const { campuses, towns } = countyConfigOf(readFileSync(county.config, "utf8"), county.folder);
  expect([campuses.size, towns.size]).toEqual([24, 9]);
  for (const { id, credentialSha256 } of campuses.values()) {
    const file = join(county.secrets, `${id}.secret`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(credentialSha256).toBe(sha256OfSecret(readFileSync(file, "utf8").trim()));
  }
});

test("a first campus.yaml leads to the county beside it, with a secret of its own", async () => {
  await using folder = tempFolder();
  const { campus, county, campusText } = made(folder.path);
  expect(leadsToCounty(campusText)).toBe(true);
  const { secretFile } = parse(campusText).county;
  expect(join(campus.folder, secretFile)).toBe(join(county.secrets, "no3-middle.secret"));
});

test("when the county's port is taken, county.yaml and campus.yaml move together, and that is said", async () => {
  await using folder = tempFolder();
  const { county, campusText } = made(folder.path);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const busy = typeof address === "object" && address !== null ? address.port : 0;
  const before = readFileSync(county.config, "utf8").replace("mqtt: 127.0.0.1:1884", `mqtt: 127.0.0.1:${busy}`);
  writeFileSync(county.config, before);
  const { text, notes } = await withCountyPorts(county, campusText, { ...USUAL, http: 0 });
  server.close();
  const { port } = countyConfigOf(readFileSync(county.config, "utf8"), county.folder).listen.mqtt ?? { port: 0 };
  expect(port).toBeGreaterThan(busy);
  expect(parse(text).county.url).toBe(`mqtt://127.0.0.1:${port}`);
  expect(notes.join()).toContain(String(busy));
});

test("a campus.yaml that leads to another county, or to none, is left alone", async () => {
  await using folder = tempFolder();
  const { county, campusText } = made(folder.path);
  const elsewhere = campusText.replace(/secretFile: \.\..*/, "secretFile: other.secret");
  const nowhere = campusText.replace(/^county:\n(?: {2}.*\n)+/m, "");
  for (const text of [elsewhere, nowhere]) {
    expect(leadsToCounty(text)).toBe(false);
    expect((await withCountyPorts(county, text, { http: 0, any: true })).text).toBe(text);
  }
});
