// One request to InfluxDB's administration, and what its refusals mean in words.
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";

/** A busy server on an SD card takes its time to make a database. */
const DEADLINE_MS = 30_000;
const [UNAUTHORIZED, FORBIDDEN] = [401, 403];

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

export interface Server {
  readonly url: string;
  /** `Authorization` header, or null: nobody signs in. */
  readonly authorization: string | null;
  readonly signal: AbortSignal;
}

/** Sends one request below the server's address; throws `influxdb-unreachable` when there is no answer. */
export async function ask(
  server: Server,
  method: string,
  path: string,
  body?: string | URLSearchParams,
): Promise<Answer> {
  const url = new URL(`${server.url.replace(/\/+$/, "")}${path}`);
  const headers = new Headers();
  if (server.authorization !== null) headers.set("authorization", server.authorization);
  if (typeof body === "string") headers.set("content-type", "application/json");
  const signal = AbortSignal.any([server.signal, AbortSignal.timeout(DEADLINE_MS)]);
  try {
    const response = await fetch(url, {
      method,
      headers,
      signal,
      redirect: "manual",
      ...(body !== undefined && { body }),
    });
    return { status: response.status, text: await response.text(), headers: response.headers };
  } catch (error) {
    throw new GatewayError(
      "influxdb-unreachable",
      `${url.origin} does not answer (${causeOf(error)})`,
      "Check that InfluxDB runs (systemctl status influxdb) and that address and port are right (influx.url or --admin-url).",
      { cause: error },
    );
  }
}

/** fetch hides why it failed one level down. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return messageOf(error);
  const { cause } = error;
  if (cause instanceof Error) return "code" in cause && cause.message === "" ? String(cause.code) : cause.message;
  return error.message;
}

/** The version that a server says it is, such as `1.6.7`; throws `influxdb-not-it` for anything else that speaks HTTP. */
export async function versionOf(server: Server): Promise<string> {
  const { headers, status } = await ask({ ...server, authorization: null }, "GET", "/ping");
  const said = headers.get("x-influxdb-version");
  if (said !== null && /^v?[1-3]\./.test(said)) return said.replace(/^v/, "");
  // InfluxDB 3 asks for a sign-in even here, and says its version only then.
  if (status === UNAUTHORIZED) {
    if (server.authorization === null) throw lacksRights(server, "GET /ping", "it asks for a sign-in");
    const again = (await ask(server, "GET", "/ping")).headers.get("x-influxdb-version");
    if (again !== null) return again.replace(/^v/, "");
  }
  throw new GatewayError(
    "influxdb-not-it",
    `${server.url} answers (status ${status}), but not as InfluxDB does`,
    "Give the address of InfluxDB itself, usually http://127.0.0.1:8086 (version 3: 8181).",
  );
}

/** Throws what a refusal means; does nothing for an answer that is none. */
export function requireDone({ status, text }: Answer, server: Server, doing: string): void {
  if (status === UNAUTHORIZED || status === FORBIDDEN) throw lacksRights(server, doing, saidIn(text));
  if (status < 200 || status >= 300) throw refused(server, doing, `${status}: ${saidIn(text)}`);
}

/** The account that was given may not do it, or none was given. */
function lacksRights(
  { url, authorization }: Pick<Server, "url" | "authorization">,
  doing: string,
  said: string,
): GatewayError {
  return new GatewayError(
    "influxdb-rights",
    `${url} refuses: ${doing} (${said})`,
    authorization === null
      ? "Give an administrator with --admin-file FILE: `name:password` for version 1, the token for 2 and 3."
      : "The account in --admin-file is not an administrator, or its password or token is wrong.",
  );
}

/** Any other refusal. */
export function refused({ url }: Pick<Server, "url">, doing: string, said: string): GatewayError {
  return new GatewayError(
    "influxdb-refused",
    `${url} refuses: ${doing} (${said})`,
    "Read what it says, and its log (journalctl -u influxdb).",
  );
}

/** The words of a refusal, shortened. */
function saidIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null) {
      if ("error" in body) return String(body.error).slice(0, 300);
      if ("message" in body) return String(body.message).slice(0, 300);
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return text.trim().slice(0, 300);
}
