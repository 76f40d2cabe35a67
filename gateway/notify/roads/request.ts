// One request to a service on the Internet: the answer, or why there is none, told apart by whether the other side may have it already.
import type { LookupFunction } from "node:net";
import { messageOf } from "../../kit/errors.ts";
import { failed, type Outcome } from "./road.ts";
import { type Address, isOutcome, type Names, systemNames, targetOf } from "./target.ts";

/** Of an answer only so much is of interest. */
const ANSWER_BYTES = 16 * 1024;
const PATIENCE_MS = 10_000;

export interface Answer {
  readonly status: number;
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown;
}

interface Request {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Authorities to trust instead of the machine's own, for a service inside the county. */
  readonly ca?: readonly string[] | undefined;
}

export interface Asked extends Request {
  readonly body: unknown;
}

export interface Posted extends Request {
  /** Exactly what goes over the line, as it was signed. */
  readonly text: string;
}

/** Posts a JSON body once, see `post`. */
export function postJson({ body, headers, ...asked }: Asked, signal: AbortSignal, names?: Names) {
  const type = { "content-type": "application/json; charset=utf-8" };
  return post({ ...asked, text: JSON.stringify(body), headers: { ...type, ...headers } }, signal, names);
}

/**
 * Posts once; redirects are not followed, proxies not used, the name is looked up once and what it leads to is what is connected to. An Outcome
 * instead of an answer: there was none.
 */
export async function post(
  asked: Posted,
  stopping: AbortSignal,
  names: Names = systemNames,
): Promise<Answer | Outcome> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(PATIENCE_MS)]);
  const target = await targetOf(asked.url.hostname, signal, names);
  return isOutcome(target) ? target : postTo(target, asked, signal);
}

async function postTo(target: readonly Address[], asked: Posted, signal: AbortSignal): Promise<Answer | Outcome> {
  const secure = asked.url.protocol === "https:";
  const { request: open } = secure ? await import("node:https") : await import("node:http");
  const payload = Buffer.from(asked.text);
  const { promise, resolve } = Promise.withResolvers<Answer | Outcome>();
  /** From here on the other side may have it. */
  let wasSent = false;
  const request = open(asked.url, {
    method: "POST",
    agent: false,
    lookup: only(target),
    headers: { "content-length": payload.length, connection: "close", ...asked.headers },
    signal,
    ...(asked.ca !== undefined && { ca: [...asked.ca] }),
  });
  const noAnswer = (error: unknown): void => {
    const detail = `${asked.url.host}: ${messageOf(error)}`;
    resolve(wasSent ? { is: "unknown", detail } : failed("unreachable", detail, true));
  };
  request.on("error", noAnswer);
  request.on("socket", (socket) =>
    socket.once(secure ? "secureConnect" : "connect", () => {
      wasSent = true;
    }),
  );
  request.on("response", (response) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    response.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes <= ANSWER_BYTES) parts.push(part);
    });
    response.on("error", noAnswer);
    response.on("end", () => resolve({ status: response.statusCode ?? 0, body: jsonOf(Buffer.concat(parts)) }));
  });
  request.end(payload);
  return promise;
}

/** Whatever name is asked for: these addresses and no others. */
function only(target: readonly Address[]): LookupFunction {
  return (_host, options, done) => {
    const [first] = target;
    if (options.all || first === undefined) return done(null, [...target]);
    return done(null, first.address, first.family);
  };
}

/** What a status that is not 200 means. Nobody who takes letters answers "elsewhere": that is a portal. */
export function refusedBy({ status }: Answer): Outcome {
  if ((status >= 300 && status < 400) || status === 511) return notTheService();
  const again = status >= 500 || status === 429 || status === 408;
  return failed(`http-${status}`, `the service answered ${status}`, again, status === 429 ? 60_000 : 0);
}

/** What stands where the service should be: a web page with status 200, as hotels and schools put before the Internet. */
export function notTheService(): Outcome {
  const detail = "the answer is not that of the service: a portal or proxy stands between";
  return failed("not-the-service", detail, true, 60_000);
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
