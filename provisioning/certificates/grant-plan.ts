// `npm run provision -- county-grant`: the certificate for a campus's request, signed by the county's own authority.
import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type CountyConfig, CountyConfigProblems, readCountyConfig } from "#bridge/county/config.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { GatewayError } from "#gateway/kit/errors.ts";
import { createLog } from "#gateway/kit/log.ts";
import { fileStep, textOf } from "../plan/file-step.ts";
import { giveToOwnerOf } from "../plan/owner.ts";
import type { Plan, Said, Step } from "../plan/plan.ts";
import { lasts } from "./campus-certificate.ts";
import { COUNTY_TLS, ensureCountyAuthority } from "./county-authority.ts";

export const GRANT_USAGE =
  "npm run provision -- county-grant --config county.yaml --campus ID --request campus.csr --out DIR [--yes]";

const text = { type: "string" } as const;
const OPTIONS = { config: text, campus: text, request: text, out: text, yes: { type: "boolean", default: false } } as const; // biome-ignore format: one line

interface Wish {
  readonly config: string;
  readonly campus: string;
  readonly request: string;
  readonly out: string;
}

/** A maker of plans for these arguments; each call looks afresh. */
export function grantPlans(args: readonly string[], cwd: string): { yes: boolean; plan: () => Promise<Plan> } {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const { config, campus, request, out } = values;
  if (config === undefined || campus === undefined || request === undefined || out === undefined)
    throw new GatewayError("usage", "--config, --campus, --request and --out are all needed", `call it as\n${GRANT_USAGE}`); // biome-ignore format: one line
  const wish = { config: resolve(cwd, config), campus, request: resolve(cwd, request), out: resolve(cwd, out) };
  return { yes: values.yes, plan: () => planOf(wish) };
}

async function planOf(wish: Wish): Promise<Plan> {
  const county = configOf(wish.config);
  if (!county.campuses.has(wish.campus))
    throw new GatewayError("config-invalid", `${wish.config} lists no campus ${wish.campus}`, "Add it under campuses first."); // biome-ignore format: one line
  const isThere = existsSync(join(dirname(wish.config), COUNTY_TLS.folder, "authority.key"));
  return isThere ? await granted(wish, county) : beginning(county, wish.config);
}

/** A county without an authority gets one first. */
function beginning(county: CountyConfig, config: string): Plan {
  const file = join(dirname(config), COUNTY_TLS.authority);
  const note: Said = [
    `它给各校签发证书, 也给本平台签发服务器证书 (${COUNTY_TLS.server}); 请备份 ${COUNTY_TLS.folder}/`,
    `It signs the certificates of campuses and the server's (${COUNTY_TLS.server}); back up ${COUNTY_TLS.folder}/`,
  ];
  const apply = async () => void (await authorityIn(county, config));
  return { title: county.county.name, steps: [{ what: [file, file], change: { is: "made", note, apply } }], remarks: [], isPartial: true }; // biome-ignore format: one line
}

async function granted({ config, campus, request, out }: Wish, county: CountyConfig): Promise<Plan> {
  const authority = await authorityIn(county, config);
  const file = join(out, `${campus}.pem`);
  const asked = textOf(request);
  if (asked === null)
    throw new GatewayError("usage", `${request} is not there`, "Name the file that the campus has sent.");
  const before = textOf(file);
  // A certificate is another one each time; one for this key that lasts is left as it is.
  const pem = before !== null && (await fits(before, asked, authority.pair.certificate)) ? before : await authority.grant(campus, asked); // biome-ignore format: one line
  const steps: Step[] = [fileStep(file, pem), fileStep(join(out, "authority.pem"), authority.pair.certificatePem)];
  const { validTo } = new X509Certificate(pem);
  const remarks: Said[] = [
    [`有效期至 ${validTo}; 两个文件交给学校, 改名为 campus.pem 和 authority.pem`, `Valid until ${validTo}. Give both files to the campus, as campus.pem and authority.pem`],
  ]; // biome-ignore format: one remark a line
  return { title: `${county.county.name} → ${campus}`, steps, remarks };
}

async function fits(pem: string, request: string, authority: X509Certificate): Promise<boolean> {
  const { isForRequest } = await import("#gateway/kit/tls/client-certificates.ts");
  const certificate = new X509Certificate(pem);
  return (
    certificate.verify(authority.publicKey) && lasts(certificate, clock.now()) && (await isForRequest(pem, request))
  );
}

async function authorityIn(county: CountyConfig, config: string) {
  const folder = dirname(config);
  const log = createLog("warn");
  const authority = await ensureCountyAuthority(folder, county.county.name, clock, log);
  // Not the authority's key: the service presents certificates, it signs none.
  giveToOwnerOf(
    config,
    ...[COUNTY_TLS.folder, COUNTY_TLS.server, COUNTY_TLS.authority].map((path) => join(folder, path)),
  );
  return authority;
}

function configOf(file: string): CountyConfig {
  try {
    return readCountyConfig(file);
  } catch (error) {
    if (!(error instanceof CountyConfigProblems)) throw error;
    throw new GatewayError("config-invalid", error.problems.join("\n"), "Correct county.yaml first.", { cause: error });
  }
}
