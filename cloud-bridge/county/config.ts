// county.yaml: which campuses there are, how they prove who they are, where the county listens. Read, checked and built in one place.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Ajv, type ErrorObject } from "ajv";
import { parse } from "yaml";
import { ID_PATTERN } from "#gateway/contract/ids.ts";
import { type Static, Type } from "#gateway/contract/schema.ts";
import { DURATION_PATTERN, parseDuration } from "#gateway/contract/time.ts";
import { messageOf } from "#gateway/kit/errors.ts";
import type { Address } from "#gateway/kit/http/listeners.ts";
import type { LineStoreConfig } from "#gateway/kit/line-store/target.ts";
import type { PlannedOff } from "./fleet/planned.ts";
import { DEFAULT_KEEP, type Keep } from "./store/tidy.ts";

const ADDRESS = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]@/]+)):(0|[1-9][0-9]{0,4})$/;

const id = Type.String({ pattern: ID_PATTERN });
const name = Type.String({ minLength: 1, maxLength: 64 });
const file = Type.String({ minLength: 1, maxLength: 1024 });
const address = Type.String({ pattern: ADDRESS.source });
const duration = Type.String({ pattern: DURATION_PATTERN });
const only = { additionalProperties: false } as const;

const time = Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$" });
const date = Type.String({ pattern: "^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$" });
const daily = Type.Object({ from: time, to: time }, only);
const dated = Type.Object({ from: date, to: date }, only);
const FILE = Type.Object(
  {
    /** `simulated`: nothing that its campuses say was measured; every page says so. */
    county: Type.Object({ id, name, timezone: Type.String({ minLength: 1, maxLength: 64 }), simulated: Type.Optional(Type.Boolean()) }, only),
    listen: Type.Optional(
      Type.Object({ http: Type.Optional(address), https: Type.Optional(address), mqtt: Type.Optional(address), mqtts: Type.Optional(address), insecure: Type.Optional(Type.Boolean()) }, only),
    ),
    /** The county's own certificate, and the authority whose client certificates name campuses. */
    tls: Type.Optional(Type.Object({ certificateFile: file, keyFile: file, clientCaFile: Type.Optional(file) }, only)),
    /** A broker of somebody else, in place of listen.mqtt and listen.mqtts. */
    broker: Type.Optional(
      Type.Object({ url: Type.String({ pattern: "^mqtts?://[^/@?#]+$" }), certificateFile: Type.Optional(file), keyFile: Type.Optional(file), caFile: Type.Optional(file), username: Type.Optional(name), secretFile: Type.Optional(file) }, only),
    ),
    /** A store that takes line protocol, filled with all summaries; as campus.yaml's `influx`. */
    series: Type.Optional(
      Type.Object({ url: Type.String({ pattern: "^https?://[^\\s?#]+$" }), version: Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)]), database: Type.Optional(name), bucket: Type.Optional(name), org: Type.Optional(name), tokenFile: Type.Optional(file) }, only),
    ),
    /** How long county.db keeps figures of a minute, of a quarter of an hour, and entries. */
    keep: Type.Optional(Type.Object({ minutes: Type.Optional(duration), quarters: Type.Optional(duration), entries: Type.Optional(duration) }, only)),
    towns: Type.Optional(Type.Array(Type.Object({ id, name }, only), { maxItems: 200 })),
    campuses: Type.Array(
      Type.Object(
        {
          id,
          name,
          town: Type.Optional(id),
          tags: Type.Optional(Type.Array(id, { maxItems: 16 })),
          /** When its power is off as planned: times of day, or dates, on the county's clock. */
          plannedOff: Type.Optional(Type.Array(Type.Union([daily, dated]), { maxItems: 20 })),
          /** Of its secret; without it only a client certificate lets the campus in. */
          credential: Type.Optional(Type.Object({ sha256: Type.String({ pattern: "^[0-9a-fA-F]{64}$" }) }, only)),
        },
        only,
      ),
      { maxItems: 2000 },
    ),
  },
  only,
); // biome-ignore format: one part a line
type CountyFile = Static<typeof FILE>;

export interface CampusConfig {
  readonly id: string;
  readonly name: string;
  readonly town: string | null;
  readonly tags: readonly string[];
  readonly plannedOff: readonly PlannedOff[];
  readonly credentialSha256: string | null;
}

export interface BrokerConfig {
  readonly url: string;
  readonly certificateFile: string | null;
  readonly keyFile: string | null;
  readonly caFile: string | null;
  readonly username: string | null;
  readonly secretFile: string | null;
}

export interface CountyConfig {
  readonly county: {
    readonly id: string;
    readonly name: string;
    readonly timezone: string;
    readonly simulated: boolean;
  };
  readonly listen: Readonly<Record<"http" | "https" | "mqtt" | "mqtts", Address | null>>;
  readonly tls: {
    readonly certificateFile: string;
    readonly keyFile: string;
    readonly clientCaFile: string | null;
  } | null;
  readonly broker: BrokerConfig | null;
  readonly series: LineStoreConfig | null;
  readonly keep: Keep;
  readonly towns: ReadonlyMap<string, string>;
  readonly campuses: ReadonlyMap<string, CampusConfig>;
}

/** Every mistake of the file, `path: what is wrong: what to do`. */
export class CountyConfigProblems extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "CountyConfigProblems";
    this.problems = problems;
  }
}

const check = new Ajv({ allErrors: true, strict: true, ownProperties: true }).compile<CountyFile>(FILE);

/** Reads county.yaml. Throws CountyConfigProblems. */
export function readCountyConfig(path: string): CountyConfig {
  return countyConfigOf(textOf(path), dirname(path));
}

/** The configuration that a text says; relative file names start at `folder`. */
export function countyConfigOf(source: string, folder: string): CountyConfig {
  const data = dataOf(source);
  if (!check(data)) throw new CountyConfigProblems((check.errors ?? []).map(problemOf));
  const problems = [
    ...referenceProblems(data),
    ...listenProblems(data),
    ...seriesProblems(data),
    ...keepProblems(data),
  ];
  if (problems.length > 0) throw new CountyConfigProblems(problems);
  const whole = (name: string | undefined) => (name === undefined ? null : resolve(folder, name));
  const { listen = {}, tls, broker } = data;
  return {
    county: { ...data.county, simulated: data.county.simulated ?? false },
    listen: {
      http: addressOf(listen.http),
      https: addressOf(listen.https),
      mqtt: addressOf(listen.mqtt),
      mqtts: addressOf(listen.mqtts),
    },
    tls:
      tls === undefined
        ? null
        : {
            certificateFile: resolve(folder, tls.certificateFile),
            keyFile: resolve(folder, tls.keyFile),
            clientCaFile: whole(tls.clientCaFile),
          },
    broker:
      broker === undefined
        ? null
        : {
            url: broker.url,
            certificateFile: whole(broker.certificateFile),
            keyFile: whole(broker.keyFile),
            caFile: whole(broker.caFile),
            username: broker.username ?? null,
            secretFile: whole(broker.secretFile),
          },
    series: seriesOf(data),
    keep: keepOf(data),
    towns: new Map((data.towns ?? []).map((town) => [town.id, town.name])),
    campuses: new Map(
      data.campuses.map(({ id: campus, name: called, town, tags, plannedOff, credential }) => [
        campus,
        {
          id: campus,
          name: called,
          town: town ?? null,
          tags: tags ?? [],
          plannedOff: plannedOff ?? [],
          credentialSha256: credential?.sha256.toLowerCase() ?? null,
        },
      ]),
    ),
  };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new CountyConfigProblems([
      `county.yaml: cannot be read (${messageOf(error)}): name a file that is there with --config`,
    ]);
  }
}

function dataOf(source: string): unknown {
  try {
    return parse(source, { uniqueKeys: true, maxAliasCount: 0, strict: true });
  } catch (error) {
    const line = messageOf(error).split("\n", 1)[0] ?? "";
    throw new CountyConfigProblems([`county.yaml: cannot be read as YAML (${line}): correct the line that is named`]);
  }
}

function problemOf({ instancePath, keyword, params, message }: ErrorObject): string {
  const path = instancePath.slice(1).replaceAll("/", ".") || "county.yaml";
  if (keyword === "required") return `${path}.${params.missingProperty}: is missing: write it`;
  if (keyword === "additionalProperties")
    return `${path}.${params.additionalProperty}: is not an allowed key here: take it out`;
  return `${path}: ${message ?? "is wrong"}: write it as cloud-bridge/county/README.md says`;
}

function referenceProblems({ campuses, towns = [] }: CountyFile): string[] {
  const known = new Set(towns.map((town) => town.id));
  const seen = new Set<string>();
  return campuses.flatMap(({ id: campus, town }, at) => {
    const twice = seen.has(campus);
    seen.add(campus);
    return [
      ...(twice ? [`campuses[${at}].id: ${campus} is taken: give each campus its own id`] : []),
      ...(town !== undefined && !known.has(town)
        ? [`campuses[${at}].town: there is no town ${town}: list it under towns`]
        : []),
    ];
  });
}

function listenProblems({ listen = {}, tls, broker }: CountyFile): string[] {
  const problems: string[] = [];
  for (const key of ["http", "mqtt"] as const) {
    const host = addressOf(listen[key])?.host;
    if (host !== undefined && !/^127\.|^::1$|^localhost$/.test(host) && listen.insecure !== true)
      problems.push(
        `listen.${key}: can be reached from other machines without encryption: use ${key}s, or 127.0.0.1, or insecure: true`,
      );
  }
  for (const key of ["https", "mqtts"] as const)
    if (listen[key] !== undefined && tls === undefined)
      problems.push(`listen.${key}: has no certificate: write tls with certificateFile and keyFile`);
  if (broker !== undefined && (listen.mqtt ?? listen.mqtts) !== undefined)
    problems.push("broker: stands beside listen.mqtt or listen.mqtts: keep one of them");
  return problems;
}

function seriesOf({ series }: CountyFile): LineStoreConfig | null {
  if (series === undefined) return null;
  const { url, version, database, bucket, org, tokenFile } = series;
  return { url, version, database: database ?? bucket ?? "", org: org ?? null, tokenFile: tokenFile ?? null };
}

function seriesProblems({ series }: CountyFile): string[] {
  if (series === undefined) return [];
  const { database, bucket, version, org } = series;
  if (database === undefined && bucket === undefined) return ["series.database: is missing: write database or bucket"];
  if (database !== undefined && bucket !== undefined)
    return ["series.database: stands beside bucket: keep one of bucket and database"];
  return version === 2 && org === undefined ? ["series.org: is missing: version 2 needs an organisation"] : [];
}

/** As long as two days at least: late data corrects yesterday. */
const LEAST_KEEP_MS = 2 * 86_400_000;

function keepOf({ keep = {} }: CountyFile): Keep {
  const ms = (text: string | undefined, otherwise: number) => (text === undefined ? null : parseDuration(text)) ?? otherwise; // biome-ignore format: one line
  return {
    minutesMs: ms(keep.minutes, DEFAULT_KEEP.minutesMs),
    quartersMs: ms(keep.quarters, DEFAULT_KEEP.quartersMs),
    entriesMs: ms(keep.entries, DEFAULT_KEEP.entriesMs),
  };
}

function keepProblems({ keep = {} }: CountyFile): string[] {
  return Object.entries(keep).flatMap(([key, text]) =>
    (parseDuration(text) ?? 0) < LEAST_KEEP_MS ? [`keep.${key}: is too short: give it 2d or more`] : [],
  );
}

function addressOf(text: string | undefined): Address | null {
  const match = text === undefined ? null : ADDRESS.exec(text);
  return match === null ? null : { host: match[1] ?? match[2] ?? "", port: Number(match[3]) };
}
