// Requests to the JSON interfaces of InfluxDB 2 and 3: what comes back is read as data, whatever it is.
import { GatewayError } from "#gateway/kit/errors.ts";
import { ask, requireDone, type Server } from "./http.ts";

export type Json = Readonly<Record<string, unknown>>;

/** Asks and gives the answer's object; `{}` for an answer without a body. */
export async function askJson(server: Server, method: string, path: string, body?: Json): Promise<Json> {
  const doing = `${method} ${path.replace(/\?.*/, "")}`;
  const answer = await ask(server, method, path, body === undefined ? undefined : JSON.stringify(body));
  requireDone(answer, server, doing);
  if (answer.text === "") return {};
  try {
    const data: unknown = JSON.parse(answer.text);
    if (Array.isArray(data)) return { items: data };
    if (isJson(data)) return data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new GatewayError(
    "influxdb-not-it",
    `${server.url} answers ${doing} with something that is not InfluxDB's`,
    "Give the address of InfluxDB itself, not of a proxy or a page to sign in at.",
  );
}

/** The objects of a list in an answer. */
export function listIn(answer: Json, key: string): Json[] {
  const list = answer[key];
  return Array.isArray(list) ? list.filter(isJson) : [];
}

/** A text that an answer must have. */
export function textIn(answer: Json, key: string, server: Server): string {
  const value = answer[key];
  if (typeof value === "string" && value !== "") return value;
  throw new GatewayError(
    "influxdb-refused",
    `${server.url} answered without ${key}`,
    "Check that its version is one that is supported: 1.x, 2.x, 3 Core.",
  );
}

function isJson(data: unknown): data is Json {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}
