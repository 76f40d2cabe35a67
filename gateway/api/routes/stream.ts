// Opens a stream of server-sent events (contract §7): checks the wish and the number of streams, then hands the socket to the hub.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Static, Type } from "../../contract/schema.ts";
import { parseDuration } from "../../contract/time.ts";
import { principalOf, requirePermission } from "../../kit/http/access.ts";
import { Problem } from "../../kit/http/problem.ts";
import { fieldProblem } from "../../kit/http/validation.ts";
import type { Context } from "../context.ts";
import { AFTER, FILTER_PARAMETERS, filterOf, positionOf } from "../entry-filter.ts";
import { type LatestMode, StreamClient } from "../stream/client.ts";
import { eventText } from "../stream/message.ts";
import { text } from "../texts.ts";

/** Open streams of one account and of all: each costs a socket and a place in every turn. */
const PER_ACCOUNT = 32;
const IN_TOTAL = 256;
const RETRY_AFTER_S = 10;
const LATEST_MS = { least: 1000, most: 60_000 };

const QUERY = Type.Object(
  {
    after: Type.Optional(AFTER),
    ...FILTER_PARAMETERS,
    latest: Type.Optional(
      Type.String({
        maxLength: 20,
        format: "duration",
        description: "Send changed points together so often, and readings not as entries",
      }),
    ),
  },
  { additionalProperties: false },
);
type Query = Static<typeof QUERY>;

interface Beginning {
  readonly seq: number;
  /** The wished position belongs to a journal that is gone. */
  readonly changed: boolean;
  /** Up to where the newest values are known to the client; null: it may lack any of them. */
  readonly latestSeq: number | null;
}

/** Streams of `context`, with their limits. */
export function streamRoutes(app: FastifyInstance, context: Context): void {
  const { journal, clock } = context.parts;

  function refuseTooMany(account: string): void {
    const full =
      context.streams.size >= IN_TOTAL ? IN_TOTAL : context.streams.sizeOf(account) >= PER_ACCOUNT ? PER_ACCOUNT : null;
    if (full === null) return;
    throw new Problem("slow-down", {
      detail: (language) => text(language, "tooManyStreams", { limit: full }),
      headers: { "retry-after": String(RETRY_AFTER_S) },
    });
  }

  /** Last-Event-ID, which a browser sends after a break, tells better than the address where the client is. */
  function beginningOf(request: FastifyRequest<{ Querystring: Query }>): Beginning {
    const lastEventId = request.headers["last-event-id"];
    const resumed = typeof lastEventId === "string" && lastEventId !== "";
    const after = resumed ? lastEventId : request.query.after || null;
    if (after === null) return { seq: journal.head, changed: false, latestSeq: journal.head };
    const position = positionOf(journal, after, resumed ? "/last-event-id" : "/after");
    if ("changed" in position) return { seq: 0, changed: true, latestSeq: null };
    // An id tells which entries came; changed points of its last second may have been lost with the connection, so all are sent again.
    return { seq: position.seq, changed: false, latestSeq: resumed ? null : position.seq };
  }

  function latestOf(request: FastifyRequest<{ Querystring: Query }>, sentSeq: number | null): LatestMode | null {
    const wish = request.query.latest;
    if (wish === undefined || wish === "") return null;
    const everyMs = parseDuration(wish);
    if (everyMs === null || everyMs < LATEST_MS.least || everyMs > LATEST_MS.most) {
      throw fieldProblem("/latest", (language) => text(language, "interval"));
    }
    requirePermission(principalOf(request), "latest.read");
    return { everyMs, sentSeq, dueMs: clock.monotonic() };
  }

  app.get<{ Querystring: Query }>(
    "/stream",
    {
      config: { access: "entries.read" },
      exposeHeadRoute: false,
      schema: {
        tags: ["journal"],
        operationId: "openStream",
        summary: "Entries as they happen (server-sent events)",
        description: "Events: entry, latest, gap, epoch, end. `Last-Event-ID` is taken like `after`.",
        querystring: QUERY,
        produces: ["text/event-stream"],
        response: {
          200: {
            description: "A stream of server-sent events",
            content: { "text/event-stream": { schema: { type: "string" } } },
          },
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const beginning = beginningOf(request);
      const latest = latestOf(request, beginning.latestSeq);
      refuseTooMany(principal.account);
      const client = new StreamClient(
        reply.raw,
        journal.epoch,
        { principal, filter: filterOf(request.query), latest, after: beginning.seq },
        clock,
      );
      begin(reply, client);
      if (beginning.changed)
        client.send(eventText("epoch", JSON.stringify({ epoch: journal.epoch }), client.id), client.position);
      else client.sendPosition(true);
      context.streams.add(client);
      return reply;
    },
  );

  /** From here on the answer is written by hand; the headers set so far go with it. */
  function begin(reply: FastifyReply, client: StreamClient): void {
    reply.hijack();
    const { raw } = reply;
    raw.on("drain", () => context.streams.drained());
    raw.on("close", () => context.streams.remove(client));
    raw.on("error", () => context.streams.remove(client));
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      connection: "close",
      "x-accel-buffering": "no",
    });
  }
}
