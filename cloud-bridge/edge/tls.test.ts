// Mutual TLS with the county: both sides prove who they are, and nothing is said to a county that does not.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { countyConfigOf } from "#bridge/county/config.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { type CountyBed, openCountyBed, type TestAuthority, testAuthority } from "#test/harness/county-bed.ts";
import { type Bed, CAMPUS, openBed } from "#test/harness/county-link.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";

const NO_SECRET = countyConfigOf(`county: { id: c, name: c, timezone: UTC }\ncampuses: [ { id: ${CAMPUS}, name: c } ]`, "/").campuses; // biome-ignore format: one line

/** A county with a certificate of `authority`, which also signs those of campuses. */
async function countyOf(authority: TestAuthority, ends?: Date): Promise<CountyBed> {
  const server = await authority.sign("county", "server", ends);
  return await openCountyBed(NO_SECRET, { ...server, clientCaPem: authority.pem });
}

/** A link by certificate; what it trusts is `trusted`, who signed for it is `signer`. */
async function linked(folder: string, county: CountyBed, trusted: TestAuthority, signer: TestAuthority, host = "127.0.0.1"): Promise<Bed> {
  const { certificatePem, keyPem } = await signer.sign(CAMPUS, "client");
  const files = { caFile: trusted.pem, certificateFile: certificatePem, keyFile: keyPem };
  const paths = Object.entries(files).map(([name, pem]) => {
    const file = join(folder, `${name}.pem`);
    writeFileSync(file, pem);
    return [name, file];
  });
  return await openBed(folder, county.port, { settings: { url: `mqtts://${host}:${county.port}`, ...Object.fromEntries(paths) } });
} // biome-ignore format: one line each

test.each(["127.0.0.1", "localhost"])(
  "a campus is let in at %s by its certificate alone, and what it tells is stored",
  async (host) => {
    const authority = await testAuthority();
    await using folder = tempFolder("county-tls");
    await using county = await countyOf(authority);
    await using open = await linked(folder.path, county, authority, authority, host);
    await open.tell("alarm", "alarm.raised");
    await until("the alarm to be stored", () => county.ingest.counts.frames > 0);
    await until("it to be freed", () => open.link.frames().get("alarm") === 0);
    expect(county.inside.has(CAMPUS)).toBe(true);
  },
);

test.each([
  ["of an authority that is not known", "unknown", "certificate"],
  ["that has expired", "expired", "expired"],
])("a county with a certificate %s hears nothing, and the reason is told", async (_what, kind, word) => {
  const [authority, stranger] = [await testAuthority(), await testAuthority("Somebody Else")];
  await using folder = tempFolder("county-tls");
  await using county = await countyOf(authority, kind === "expired" ? new Date(clock.now() - 60_000) : undefined);
  await using open = await linked(folder.path, county, kind === "expired" ? authority : stranger, authority);
  await open.tell("alarm", "alarm.raised");
  await until("the alarm to be sealed", () => open.link.frames().get("alarm") === 1);
  await until("the reason", () => open.link.trouble?.includes(word));
  expect([open.link.state, open.link.frames().get("alarm"), county.inside.size]).toEqual(["connecting", 1, 0]);
});

test("a campus whose certificate somebody else signed is let in nowhere, and keeps what it has", async () => {
  const [authority, stranger] = [await testAuthority(), await testAuthority("Somebody Else")];
  await using folder = tempFolder("county-tls");
  await using county = await countyOf(authority);
  await using open = await linked(folder.path, county, authority, stranger);
  await open.tell("alarm", "alarm.raised");
  await until("the alarm to be sealed", () => open.link.frames().get("alarm") === 1);
  await until("the refusal", () => open.link.trouble !== null);
  expect([open.link.frames().get("alarm"), county.inside.size]).toEqual([1, 0]);
});
