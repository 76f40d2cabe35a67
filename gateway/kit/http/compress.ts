// Large answers are sent compressed to whoever can read that: the present values of 500 devices are half a megabyte of text.
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyInstance } from "fastify";

/** Below this the time is better spent on sending. Small answers, those with secrets of a session among them, are never compressed. */
const LEAST_CHARS = 16 * 1024;
/** Quick: three quarters of the best result at a tenth of its work. */
const LEVEL = 1;
const compressed = promisify(gzip);

/** Compresses texts on their way out; streams and files see to themselves. */
export function compressAnswers(fastify: FastifyInstance): void {
  fastify.addHook("onSend", async (request, reply, payload: unknown) => {
    if (typeof payload !== "string" || payload.length < LEAST_CHARS) return payload;
    if (reply.hasHeader("content-encoding") || !acceptsGzip(request.headers["accept-encoding"])) return payload;
    reply.header("content-encoding", "gzip").header("vary", "accept-encoding").removeHeader("content-length");
    return compressed(payload, { level: LEVEL });
  });
}

function acceptsGzip(accepted: string | string[] | undefined): boolean {
  return /(^|,)\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*(,|$))[\d.]+\s*)?(,|$)/i.test(String(accepted ?? ""));
}
