// Statements to InfluxDB 1.x and their answers; names and passwords are quoted here and nowhere else.
import { GatewayError } from "#gateway/kit/errors.ts";
import { ask, refused, requireDone, type Server } from "./http.ts";

type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

interface Statement {
  readonly error?: string;
  readonly series?: readonly { readonly columns: readonly string[]; readonly values?: readonly (readonly Cell[])[] }[];
}

/** Runs one statement and gives its rows. `doing` is what errors call it; it holds no secret. */
export async function run(server: Server, statement: string, doing = statement): Promise<Row[]> {
  const answer = await ask(server, "POST", "/query", new URLSearchParams({ q: statement }));
  requireDone(answer, server, doing);
  const { results } = parsed(answer.text, server, doing);
  const [result] = results;
  if (result?.error !== undefined) throw refused(server, doing, result.error);
  return (result?.series ?? []).flatMap(({ columns, values = [] }) =>
    values.map((cells) => Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? null]))),
  );
}

/** Runs a statement whose rows nobody needs. */
export async function done(server: Server, statement: string, doing = statement): Promise<void> {
  await run(server, statement, doing);
}

function parsed(text: string, server: Server, doing: string): { readonly results: readonly Statement[] } {
  try {
    const body: { results: readonly Statement[] } = JSON.parse(text);
    if (Array.isArray(body.results)) return body;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new GatewayError(
    "influxdb-not-it",
    `${server.url} answers "${doing}" with something that is not InfluxDB's`,
    "Give the address of InfluxDB itself, not of a proxy or a page to sign in at.",
  );
}

/** A name in InfluxQL. */
export const quotedName = (name: string) => `"${name.replace(/[\\"]/g, "\\$&")}"`;
/** A text in InfluxQL. */
export const quotedText = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;

const PARTS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 };

/** Milliseconds of a retention as InfluxDB shows it, such as `9600h0m0s`; 0 is for ever. */
export function retentionMs(text: string): number {
  return [...text.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, count, unit = "s"]) => sum + Number(count) * (PARTS[unit] ?? 0),
    0,
  );
}

/** The retention as a statement wants it. */
export const durationOf = (ms: number) => (ms === 0 ? "INF" : `${Math.round(ms / 1000)}s`);
