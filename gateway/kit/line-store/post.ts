// One write request: bytes out, the beginning of the answer back. It knows nothing of what either means.
import { readFileSync } from "node:fs";
import { Agent as HttpAgent, type IncomingMessage, request as plainRequest } from "node:http";
import { Agent as HttpsAgent, request as tlsRequest } from "node:https";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Clock } from "../clock.ts";
import type { Answer } from "./answers.ts";
import { authorizationOf, type Target } from "./target.ts";

const pack = promisify(gzip);
/** Fast and good enough: line protocol repeats itself. */
const PACK = { level: 1 };
/** Of an answer only so much is of interest. */
const ANSWER_BYTES = 16 * 1024;

/** The token file cannot be read. */
export class TokenUnreadable extends Error {}
/** No whole answer in time: nobody knows whether the lines are stored. */
export class NoAnswer extends Error {}

export interface Poster extends Disposable {
  /** `body` is packed where the target says so. Rejects with TokenUnreadable, NoAnswer, or what the connection said; redirects are not followed. */
  post(body: Uint8Array, patienceMs: number, signal: AbortSignal): Promise<Answer>;
  /** Changes when the token file's content does; null without one. */
  tokenMark(): string | null;
}

/** A body as it is sent. */
export async function bodyOf(lines: readonly string[], packed: boolean): Promise<Uint8Array> {
  const body = Buffer.from(lines.join("\n"));
  return packed ? await pack(body, PACK) : body;
}

/** Keeps connections open between requests until disposed. */
export function openPoster(target: Target, clock: Clock): Poster {
  const url = new URL(target.url);
  const secure = url.protocol === "https:";
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });

  return {
    async post(body, patienceMs, signal) {
      const authorization = authorizationFor(target);
      const patience = new AbortController();
      using _timer = clock.after(patienceMs, () => patience.abort());
      const headers = {
        "content-type": "text/plain; charset=utf-8",
        "content-length": body.length,
        accept: "application/json",
        ...(target.gzip && { "content-encoding": "gzip" }),
        ...(authorization !== null && { authorization }),
      };
      const options = { method: "POST", agent, headers, signal: AbortSignal.any([signal, patience.signal]) };
      try {
        return await new Promise<Answer>((resolve, reject) => {
          const request = secure ? tlsRequest(url, options) : plainRequest(url, options);
          request.on("error", reject);
          request.on("response", (response) => resolve(answerOf(response)));
          request.end(body);
        });
      } catch (error) {
        if (!patience.signal.aborted || signal.aborted) throw error;
        throw new NoAnswer(`no answer from ${url.host} within ${patienceMs / 1000} s`, { cause: error });
      }
    },
    tokenMark: () => (target.tokenFile === null ? null : textOf(target.tokenFile)),
    [Symbol.dispose]: () => agent.destroy(),
  };
}

function authorizationFor(target: Target): string | null {
  try {
    return authorizationOf(target);
  } catch (error) {
    throw new TokenUnreadable(`${target.tokenFile} cannot be read`, { cause: error });
  }
}

/** What lies in a file; empty when nothing can be read there. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

async function answerOf(response: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response) {
    bytes += part.length;
    if (bytes <= ANSWER_BYTES) parts.push(part);
  }
  return {
    status: response.statusCode ?? 0,
    type: (response.headers["content-type"] ?? "").toLowerCase(),
    retryAfter: response.headers["retry-after"] ?? null,
    text: Buffer.concat(parts).toString("utf8"),
  };
}
