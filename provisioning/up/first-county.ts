// The county beside the virtual campus before it starts: its county.yaml, certificates, secrets and key, and which ports it has now.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isScalar, parseDocument } from "yaml";
import { openCommandKey } from "#bridge/county/commands/key.ts";
import { COUNTY, REAL_CAMPUS } from "#bridge/simulator/campuses.ts";
import type { Clock } from "#gateway/kit/clock.ts";
import type { Log } from "#gateway/kit/log.ts";
import { ensureCampusCertificate } from "../certificates/campus-certificate.ts";
import { COUNTY_TLS, type CountyAuthority, ensureCountyAuthority } from "../certificates/county-authority.ts";
import { sha256OfSecret } from "../device-secret.ts";
import type { Beside } from "./campus-link.ts";
import { countyYaml, PLAYED_CAMPUSES, TLS_LINE } from "./county-text.ts";
import { ensureSecret } from "./first-campus.ts";
import { addressOf, DOORS, withPorts } from "./listen.ts";
import { anyFreePort } from "./ports.ts";

export interface CountyFiles {
  readonly folder: string;
  readonly config: string;
  /** Folder with `<campus>.secret` of the played campuses. */
  readonly secrets: string;
  readonly isFirst: boolean;
  /** Public half of the key that signs its commands. */
  readonly commandKey: string;
  readonly authority: CountyAuthority;
  /** The authority's certificate. */
  readonly authorityFile: string;
}

const HOST = "127.0.0.1";

/** Makes what is missing below `data` and returns where things are. Keys and secrets are readable by their owner only. */
export async function ensureCounty(data: string, clock: Clock, log: Log): Promise<CountyFiles> {
  const folder = join(data, "county");
  const secrets = join(folder, "campuses");
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  const config = join(folder, "county.yaml");
  const isFirst = !existsSync(config);
  const authority = await ensureCountyAuthority(folder, COUNTY.name, clock, log);
  for (const campus of PLAYED_CAMPUSES) ensureSecret(join(secrets, `${campus}.secret`));
  if (isFirst) {
    const sha256Of = (campus: string) => sha256OfSecret(readFileSync(join(secrets, `${campus}.secret`), "utf8").trim());
    writeFileSync(config, countyYaml(sha256Of, clock.now()), { mode: 0o600, flag: "wx" });
  } else {
    const before = readFileSync(config, "utf8");
    const text = withCertificates(before);
    if (text !== before) writeFileSync(config, text);
  }
  const { publicText: commandKey } = openCommandKey(folder);
  return { folder, config, secrets, isFirst, commandKey, authority, authorityFile: join(folder, COUNTY_TLS.authority) };
}

/** The certificate by which the campus whose files are in `folder` signs in at this county. */
export async function ensureLinkCertificate(folder: string, { authority }: CountyFiles, nowMs: number): Promise<void> {
  const grant = (request: string) => authority.grant(REAL_CAMPUS.id, request);
  await ensureCampusCertificate(folder, REAL_CAMPUS.id, authority.pair, grant, nowMs);
}

/**
 * Gives the county ports that are free now; those in `taken` are not free. `http`: as `--county-http` says; null: the usual one. `any`: a first
 * start that wants no fixed ports. Returns where a campus has to call, null when that is not on this machine with these certificates.
 */
export async function withCountyPorts(
  files: CountyFiles,
  taken: ReadonlySet<number>,
  { http, any }: { readonly http: number | null; readonly any: boolean },
): Promise<{ readonly beside: Beside | null; readonly notes: readonly string[] }> {
  const before = readFileSync(files.config, "utf8");
  const mqtts = any && files.isFirst ? await anyFreePort(HOST) : null;
  const asked = { http: http ?? (any ? 0 : null), mqtts };
  const { text, notes } = await withPorts(before, asked, { name: (door) => `county-${door}`, taken: new Set(taken) });
  if (text !== before) writeFileSync(files.config, text);
  const port = addressOf(text, "mqtts")?.port;
  const ours = parseDocument(text).getIn(["tls", "clientCaFile"]) === COUNTY_TLS.authority;
  const { commandKey } = files;
  return { beside: port === undefined || !ours ? null : { url: `mqtts://${HOST}:${port}`, commandKey }, notes };
}

/** The ports that a campus.yaml names. */
export function portsOf(campusText: string): ReadonlySet<number> {
  return new Set(DOORS.map((door) => addressOf(campusText, door)?.port ?? 0));
}

/** county.yaml of an earlier version, which listened without encryption on this machine, with certificates instead. */
function withCertificates(text: string): string {
  const file = parseDocument(text);
  const listen = file.get("listen");
  if (!isMap(listen) || listen.has("mqtts") || file.has("tls") || file.has("broker")) return text;
  if (addressOf(text, "mqtt")?.host !== HOST) return text;
  const key = listen.items.find((pair) => isScalar(pair.key) && pair.key.value === "mqtt")?.key;
  if (!isScalar(key) || !key.range) return text;
  const secure = withSimulated(`${text.slice(0, key.range[0])}mqtts${text.slice(key.range[1])}`);
  return `${secure}${secure.endsWith("\n") ? "" : "\n"}\n${TLS_LINE}\n`;
}

/** The virtual county says that it is one, so that its pages do. */
function withSimulated(text: string): string {
  const county = parseDocument(text).get("county");
  if (!isMap(county) || !county.flow || county.get("id") !== COUNTY.id || county.has("simulated")) return text;
  const timezone = county.get("timezone", true);
  if (!isScalar(timezone) || !timezone.range) return text;
  const [, end] = timezone.range;
  return `${text.slice(0, end)}, simulated: true${text.slice(end)}`;
}
