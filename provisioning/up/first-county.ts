// The county.yaml of a first start and the secrets of its campuses, and which ports it has now; campus.yaml follows when they move.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isScalar, parseDocument } from "yaml";
import { sha256OfSecret } from "../device-secret.ts";
import { COUNTY_CAMPUSES, countyYaml, SECRET_FILE } from "./county-text.ts";
import { ensureSecret } from "./first-campus.ts";
import { addressOf, DOORS, withPorts } from "./listen.ts";
import { anyFreePort } from "./ports.ts";

export interface CountyFiles {
  readonly folder: string;
  readonly config: string;
  /** Folder with `<campus>.secret`. */
  readonly secrets: string;
  readonly isFirst: boolean;
}

const HOST = "127.0.0.1";

/** Makes what is missing below `data` and returns where things are. Secrets are readable by their owner only. */
export function ensureCounty(data: string): CountyFiles {
  const folder = join(data, "county");
  const secrets = join(folder, "campuses");
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  const config = join(folder, "county.yaml");
  const isFirst = !existsSync(config);
  for (const campus of COUNTY_CAMPUSES) ensureSecret(join(secrets, `${campus}.secret`));
  if (isFirst) {
    const sha256Of = (campus: string) => sha256OfSecret(readFileSync(join(secrets, `${campus}.secret`), "utf8").trim());
    writeFileSync(config, countyYaml(sha256Of), { mode: 0o600, flag: "wx" });
  }
  return { folder, config, secrets, isFirst };
}

/**
 * Gives the county ports that are free now and returns campus.yaml with the address that its gateway has to call. Ports that the gateway has are
 * not free. `http`: as `--county-http` says; null: the usual one. `any`: a first start that wants no fixed ports.
 */
export async function withCountyPorts(
  files: CountyFiles,
  campusText: string,
  { http, any }: { readonly http: number | null; readonly any: boolean },
): Promise<{ readonly text: string; readonly notes: readonly string[] }> {
  const before = readFileSync(files.config, "utf8");
  const mqtt = any && files.isFirst ? await anyFreePort(HOST) : null;
  const taken = new Set(DOORS.map((door) => addressOf(campusText, door)?.port ?? 0));
  const asked = { http: http ?? (any ? 0 : null), https: null, mqtt };
  const { text, notes } = await withPorts(before, asked, { name: (door) => `county-${door}`, taken });
  if (text !== before) writeFileSync(files.config, text);
  return { text: withCountyAddress(campusText, addressOf(text, "mqtt")?.port ?? null), notes };
}

/** True when this campus.yaml leads to the county beside it. */
export function leadsToCounty(campusText: string): boolean {
  return ownUrl(campusText) !== null;
}

function withCountyAddress(text: string, port: number | null): string {
  const url = ownUrl(text);
  const wanted = `mqtt://${HOST}:${port}`;
  if (url === null || port === null || url.value === wanted) return text;
  return `${text.slice(0, url.range[0])}${wanted}${text.slice(url.range[1])}`;
}

/** `county.url`, if the secret beside it is the one that we made. */
function ownUrl(text: string): { readonly value: string; readonly range: readonly [number, number] } | null {
  const county = parseDocument(text).get("county");
  if (!isMap(county) || county.get("secretFile") !== SECRET_FILE) return null;
  const url = county.get("url", true);
  if (!isScalar(url) || typeof url.value !== "string" || !url.range) return null;
  return { value: url.value, range: [url.range[0], url.range[1]] };
}
