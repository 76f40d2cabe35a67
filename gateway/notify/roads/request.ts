// One JSON request to a service on the Internet: the answer, or why there is none, told apart by whether the other side may have it already.
import { messageOf } from "../../kit/errors.ts";
import { failed, type Outcome } from "./road.ts";

/** Of an answer only so much is of interest. */
const ANSWER_BYTES = 16 * 1024;
const PATIENCE_MS = 10_000;

export interface Answer {
  readonly status: number;
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown;
}

export interface Asked {
  readonly url: URL;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The authority to trust beside the machine's own, for a service inside the county. */
  readonly ca?: string | undefined;
}

/** Posts once; redirects are not followed. An Outcome instead of an answer: there was none. */
export async function postJson(asked: Asked, signal: AbortSignal): Promise<Answer | Outcome> {
  const secure = asked.url.protocol === "https:";
  const { request: open } = secure ? await import("node:https") : await import("node:http");
  const payload = Buffer.from(JSON.stringify(asked.body));
  const { promise, resolve } = Promise.withResolvers<Answer | Outcome>();
  /** From here on the other side may have it. */
  let wasSent = false;
  const request = open(asked.url, {
    method: "POST",
    agent: false,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-length": payload.length,
      connection: "close",
      ...asked.headers,
    },
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    ...(asked.ca !== undefined && { ca: asked.ca }),
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

export function isOutcome(answer: Answer | Outcome): answer is Outcome {
  return "is" in answer;
}

/** What a status that is not 200 means. */
export function refusedBy({ status }: Answer): Outcome {
  const again = status >= 500 || status === 429 || status === 408;
  return failed(`http-${status}`, `the service answered ${status}`, again, status === 429 ? 60_000 : 0);
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
