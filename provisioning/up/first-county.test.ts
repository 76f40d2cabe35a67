import { X509Certificate } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { countyConfigOf } from "#bridge/county/config.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { newDeviceSecret, sha256OfSecret } from "../device-secret.ts";
import { leadsToCounty, withLink } from "./campus-link.ts";
import { ensureCampus } from "./first-campus.ts";
import { type CountyFiles, ensureCounty, ensureLinkCertificate, withCountyPorts } from "./first-county.ts";

const NONE = new Set<number>();
const log = createLog("silent");
const countyOf = (data: string) => ensureCounty(data, clock, log);
const configOf = (county: CountyFiles) => countyConfigOf(readFileSync(county.config, "utf8"), county.folder);

async function made(data: string) {
  const county = await countyOf(data);
  const beside = { url: "mqtts://127.0.0.1:8884", commandKey: county.commandKey };
  const campus = ensureCampus(data, true, beside);
  await ensureLinkCertificate(join(campus.folder, "county"), county, clock.now());
  return { campus, county, beside, campusText: readFileSync(campus.config, "utf8") };
}

/** Both files as a start without certificates wrote them. */
function asBefore(campusText: string, countyText: string, sha256: string) {
  const section = `county:\n  url: mqtt://127.0.0.1:1884\n  secretFile: ../county/campuses/no3-middle.secret\n  summaryEvery: 60s           # mine\n`;
  return {
    campus: campusText.replace(/^county:\n(?: {2}.*\n)+/m, section),
    county: countyText
      .replace("mqtts: 127.0.0.1:8884", "mqtt: 127.0.0.1:1884")
      .replace(/^tls:.*\n/m, "")
      .replace(", simulated: true", "")
      .replace(/(- \{ id: no3-middle,.*\]) \}/, `$1, credential: { sha256: ${sha256} } }`),
  };
}

test("a first county.yaml is one that the county takes: 24 campuses, the played ones with secrets that only the owner can read", async () => {
  await using folder = tempFolder();
  const { county } = await made(folder.path);
  const { campuses, towns, county: own } = configOf(county);
  expect([campuses.size, towns.size, own.simulated]).toEqual([24, 9, true]);
  const planned = [...campuses.values()].filter(({ plannedOff }) => plannedOff.length > 0).map(({ id }) => id);
  expect(planned.sort()).toEqual(["shuangtan-bashang", "wangchuan-central", "wangchuan-dingshan"]);
  for (const { id, credentialSha256 } of campuses.values()) {
    if (id === "no3-middle") expect(credentialSha256).toBeNull();
    else {
      const file = join(county.secrets, `${id}.secret`);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(credentialSha256).toBe(sha256OfSecret(readFileSync(file, "utf8").trim()));
    }
  }
});

test("the campus signs in with a certificate of the county's authority; its private key lies in its own folder and nowhere else", async () => {
  await using folder = tempFolder();
  const { campus, county, campusText } = await made(folder.path);
  const { certificateFile, keyFile, caFile, commandKey, may } = parse(campusText).county;
  const contentOf = (file: string) => readFileSync(join(campus.folder, file), "utf8");
  const certificate = new X509Certificate(contentOf(certificateFile));
  expect(certificate.subject).toBe("CN=no3-middle");
  expect(certificate.verify(new X509Certificate(contentOf(caFile)).publicKey)).toBe(true);
  expect([commandKey, may]).toEqual([county.commandKey, ["alarms.ack", "duty.spot-check"]]);
  expect(statSync(join(campus.folder, keyFile)).mode & 0o777).toBe(0o600);
  const key = contentOf(keyFile);
  for (const file of readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())) {
    const path = join(file.parentPath, file.name);
    expect(path.endsWith(keyFile) || !readFileSync(path, "utf8").includes(key), path).toBe(true);
  }
});

test("a later start keeps keys, certificates and files", async () => {
  await using folder = tempFolder();
  const contents = () =>
    readdirSync(folder.path, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => [file.name, readFileSync(join(file.parentPath, file.name), "utf8")]);
  await made(folder.path);
  const before = contents();
  await made(folder.path);
  expect(contents()).toEqual(before);
});

test("when the county's port is taken, county.yaml and campus.yaml move together, and that is said", async () => {
  await using folder = tempFolder();
  const { county, campusText } = await made(folder.path);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const busy = typeof address === "object" && address !== null ? address.port : 0;
  const before = readFileSync(county.config, "utf8").replace("mqtts: 127.0.0.1:8884", `mqtts: 127.0.0.1:${busy}`);
  writeFileSync(county.config, before);
  const { beside, notes } = await withCountyPorts(county, NONE, { http: 0, any: false });
  server.close();
  const { port } = configOf(county).listen.mqtts ?? { port: 0 };
  expect(port).toBeGreaterThan(busy);
  expect(beside?.url).toBe(`mqtts://127.0.0.1:${port}`);
  if (beside !== null) expect(parse(withLink(campusText, beside)).county.url).toBe(beside.url);
  expect(notes.join()).toContain(String(busy));
});

test("files of an earlier version, linked by a secret without encryption, are linked by certificate, and all else stays", async () => {
  await using folder = tempFolder();
  const first = await made(folder.path);
  const sha256 = sha256OfSecret(newDeviceSecret());
  const old = asBefore(first.campusText, readFileSync(first.county.config, "utf8"), sha256);
  writeFileSync(first.county.config, old.county);
  expect(countyConfigOf(old.county, folder.path).listen.mqtts).toBeNull();

  const county = await countyOf(folder.path);
  const { beside } = await withCountyPorts(county, NONE, { http: 0, any: false });
  if (beside === null) throw new Error("no way to the county");
  const { listen, tls, campuses, county: own } = configOf(county);
  expect(own.simulated).toBe(true);
  expect([listen.mqtt, tls?.clientCaFile]).toEqual([null, county.authorityFile]);
  expect(campuses.get("no3-middle")?.credentialSha256).toBe(sha256);
  const text = withLink(old.campus, beside);
  expect(text).toContain("summaryEvery: 60s           # mine\n");
  expect(parse(text).county).toEqual({ ...parse(first.campusText).county, url: beside.url });
  expect(withLink(text, beside)).toBe(text);
});

test("an operator who takes the county's rights away, or never gave them, finds them as they were", async () => {
  await using folder = tempFolder();
  const { campusText, beside } = await made(folder.path);
  const without = campusText.replace(/^ {2}(commandKey|may):.*\n/gm, "");
  expect(withLink(without, beside)).toBe(without);
  const inOneLine = without.replace(
    /^county:\n(?: {2}.*\n)+/m,
    "county: { url: mqtt://127.0.0.1:1, secretFile: ../county/campuses/no3-middle.secret, may: [] }\n",
  );
  expect(parse(withLink(inOneLine, beside)).county).toMatchObject({ url: beside.url, may: [], keyFile: "county/campus.key" }); // biome-ignore format: one line
  expect(parse(withLink(inOneLine, beside)).county).not.toHaveProperty("commandKey");
});

test("a campus.yaml that leads to another county, or to none, is left alone", async () => {
  await using folder = tempFolder();
  const { campusText, beside } = await made(folder.path);
  const elsewhere = campusText.replace(/certificateFile: .*/, "certificateFile: other.pem");
  const away = campusText.replace(beside.url, "mqtts://county.example:8883");
  const nowhere = campusText.replace(/^county:\n(?: {2}.*\n)+/m, "");
  for (const text of [elsewhere, away, nowhere]) {
    expect(leadsToCounty(text)).toBe(false);
    expect(withLink(text, { ...beside, url: "mqtts://127.0.0.1:1" })).toBe(text);
  }
});

test("a campus without a county beside it has no section for one", async () => {
  await using folder = tempFolder();
  expect(parse(readFileSync(ensureCampus(folder.path, true).config, "utf8"))).not.toHaveProperty("county");
});
