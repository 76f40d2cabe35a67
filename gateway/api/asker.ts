// Work that is done for somebody ends when nobody waits for it any more.
import type { FastifyReply } from "fastify";
import { Problem } from "../kit/http/problem.ts";

/** Aborts when the asker's connection ends before the answer. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  return gone.signal;
}

/** Nobody waits any more for what is null; whatever is said is not heard. */
export function answered<T>(answer: T | null): T {
  if (answer === null) throw new Problem("slow-down");
  return answer;
}
