// Asks InfluxDB for the readings of one point, over InfluxQL's /query, which versions 1, 2 and 3 have alike. It knows nothing of the journal.
import { type IncomingMessage, request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { authorizationOf, type Target } from "../kit/line-store/target.ts";

const NS_PER_MS = 1_000_000n;
/** Ten thousand readings are below a megabyte. */
const MOST_BYTES = 16 * 1024 * 1024;

export interface StoredReading {
  readonly measuredMs: number;
  /** The entry's seq mod 10⁶: in which order readings of one millisecond came. */
  readonly rest: number;
  readonly value: number | string | null;
  readonly quality: string;
}

export interface ReadingsWish {
  readonly campus: string;
  readonly device: string;
  readonly point: string;
  readonly unit: string;
  /** `[fromMs, toMs)` by measured time. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Only what comes after this reading. */
  readonly after: { readonly ms: number; readonly rest: number } | null;
  readonly limit: number;
}

/** The readings by time, at most `limit`. Rejects with what was in the way. */
export async function influxReadings(
  target: Target,
  wish: ReadingsWish,
  signal: AbortSignal,
): Promise<StoredReading[]> {
  const { campus, device, point, unit, fromMs, toMs, after, limit } = wish;
  const from = BigInt(fromMs) * NS_PER_MS;
  const following = after === null ? from : BigInt(after.ms) * NS_PER_MS + BigInt(after.rest) + 1n;
  const tags = { campus, device, point, unit };
  const where = Object.entries(tags).map(([tag, text]) => `"${tag}" = ${quoted(text)}`);
  const times = [`time >= ${from > following ? from : following}`, `time < ${BigInt(toMs) * NS_PER_MS}`];
  const query = `SELECT "value", "quality", "text" FROM "reading" WHERE ${[...where, ...times].join(" AND ")} LIMIT ${limit}`;
  return (await rowsOf(target, query, signal)).map(readingOf);
}

/** True when the store still has something of this campus that was measured by a time: what came after it is then kept. */
export async function influxReaches(target: Target, campus: string, ms: number, signal: AbortSignal): Promise<boolean> {
  const before = `"campus" = ${quoted(campus)} AND time < ${BigInt(ms + 1) * NS_PER_MS}`;
  const rows = await rowsOf(target, `SELECT "quality" FROM "reading" WHERE ${before} LIMIT 1`, signal);
  return rows.length > 0;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

type Row = Readonly<Record<string, unknown>>;

async function rowsOf(target: Target, query: string, signal: AbortSignal): Promise<Row[]> {
  const answer: unknown = JSON.parse(await answerTo(target, query, signal));
  const results = listIn(answer, "results");
  const error = [answer, ...results].flatMap((one) =>
    isRecord(one) && typeof one.error === "string" ? one.error : [],
  )[0];
  if (error !== undefined) throw new Error(error);
  return results.flatMap((result) =>
    listIn(result, "series").flatMap((series) => {
      const columns = listIn(series, "columns").map(String);
      return listIn(series, "values").map((values): Row => {
        const cells: readonly unknown[] = Array.isArray(values) ? values : [];
        return Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
      });
    }),
  );
}

function isRecord(thing: unknown): thing is Row {
  return typeof thing === "object" && thing !== null;
}

function listIn(thing: unknown, key: string): readonly unknown[] {
  const list = isRecord(thing) ? thing[key] : undefined;
  return Array.isArray(list) ? list : [];
}

function readingOf({ time, value, quality, text }: Row): StoredReading {
  const [, seconds = "", fraction = ""] = /^([^.Z]+)(?:\.(\d+))?Z$/.exec(String(time)) ?? [];
  const ns = fraction.padEnd(9, "0");
  const measuredMs = Date.parse(`${seconds}.${ns.slice(0, 3)}Z`);
  if (Number.isNaN(measuredMs)) throw new Error(`a time that is none: ${String(time)}`);
  return {
    measuredMs,
    rest: Number(ns.slice(3)),
    value: typeof value === "number" ? value : typeof text === "string" ? text : null,
    quality: String(quality),
  };
}

/** The text of the answer to one query; times in it are RFC 3339, to the nanosecond. */
async function answerTo(target: Target, query: string, signal: AbortSignal): Promise<string> {
  const url = new URL(target.url);
  const database = url.searchParams.get("db") ?? url.searchParams.get("bucket") ?? "";
  url.pathname = url.pathname.replace(/\/(?:api\/v2\/)?write$/, "/query");
  url.search = String(new URLSearchParams({ db: database, q: query }));
  const authorization = authorizationOf(target);
  const headers = { accept: "application/json", ...(authorization !== null && { authorization }) };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const ask = url.protocol === "https:" ? tlsRequest : plainRequest;
  const request = ask(url, { headers, signal, agent: false });
  request.on("error", reject);
  request.on("response", resolve);
  request.end();
  return textOf(await promise, url.host);
}

async function textOf(response: IncomingMessage, host: string): Promise<string> {
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response) {
    text += String(chunk);
    if (text.length > MOST_BYTES) throw new Error(`${host} answers more than was asked for`);
  }
  if (response.statusCode !== 200) throw new Error(`${host} answers ${response.statusCode}: ${text.slice(0, 200)}`);
  return text;
}
