// Pages of the journal, oldest or newest first, within what the asker may see.
import type { FastifyInstance } from "fastify";
import { type Static, Type } from "../../contract/schema.ts";
import type { BackPage, EntryQuery, Page } from "../../journal/journal.ts";
import { Problem } from "../../kit/http/problem.ts";
import { fieldProblem, timeIn } from "../../kit/http/validation.ts";
import { type Context, sightOf } from "../context.ts";
import { AFTER, BEFORE, FILTER_PARAMETERS, filterOf, positionOf } from "../entry-filter.ts";
import { entryText } from "../entry-text.ts";
import { ENTRIES } from "../schemas.ts";
import { text } from "../texts.ts";

const MOMENT = Type.String({
  maxLength: 40,
  format: "time-in",
  description: "By measuredAt: RFC 3339 or epoch milliseconds",
});
const QUERY = Type.Object(
  {
    order: Type.Optional(
      Type.Unsafe<"" | "oldest" | "newest">({
        type: "string",
        enum: ["", "oldest", "newest"],
        description: "`newest`: the newest first; `next` is then the next `before`. Absent: oldest first",
      }),
    ),
    after: Type.Optional(AFTER),
    before: Type.Optional(BEFORE),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
    ...FILTER_PARAMETERS,
    from: Type.Optional(MOMENT),
    to: Type.Optional(MOMENT),
  },
  { additionalProperties: false },
);
type Query = Static<typeof QUERY>;

/** Text of one answer; entries beyond it come with the next page (`more`), so that no page can fill the memory. */
const PAGE_CHARS = 8 * 1024 * 1024;

function momentOf(given: string | undefined): { readonly ms: number } | null {
  const ms = given === undefined || given === "" ? null : timeIn(given);
  return ms === null ? null : { ms };
}

/** GET /entries. */
export function entryRoutes(app: FastifyInstance, context: Context): void {
  const { journal } = context.parts;

  /** The position that `given` names. Throws `epoch-changed` when it belongs to a journal that is gone. */
  function seqOf(given: string, path: string, last: number): number {
    const position = positionOf(journal, given, path, last);
    if (!("changed" in position)) return position.seq;
    const { oldestReading, oldestOther } = journal.status();
    const oldest = Math.min(oldestReading, oldestOther);
    throw new Problem("epoch-changed", { members: { epoch: journal.epoch, oldest } });
  }

  function pageOf({ order, after, before }: Query, query: EntryQuery): Page | BackPage {
    if (order === "newest") {
      if (after) throw fieldProblem("/after", (language) => text(language, "onlyOldest"));
      const last = journal.head + 1;
      return journal.pageBack({ ...query, before: before ? seqOf(before, "/before", last) : last });
    }
    if (before) throw fieldProblem("/before", (language) => text(language, "onlyNewest"));
    return journal.page({ ...query, after: seqOf(after || "0", "/after", journal.head) });
  }

  app.get<{ Querystring: Query }>(
    "/entries",
    {
      config: { access: "entries.read" },
      schema: {
        tags: ["journal"],
        operationId: "readEntries",
        summary: "A page of the journal, oldest first, or with `order=newest` newest first",
        querystring: QUERY,
        response: { 200: ENTRIES },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const from = momentOf(query.from);
      const to = momentOf(query.to);
      if (from !== null && to !== null && to.ms < from.ms)
        throw fieldProblem("/to", (language) => text(language, "order"));
      const sight = sightOf(context, request);
      const page = pageOf(query, {
        ...filterOf(query),
        limit: query.limit,
        ...(from === null ? {} : { fromMs: from.ms }),
        ...(to === null ? {} : { toMs: to.ms }),
        visible: (record) => sight.seesEntry(record),
      });
      const rule = { samples: sight.samples, nowMs: context.parts.clock.now() };
      const texts: string[] = [];
      let chars = 0;
      let { next, more } = page;
      for (const record of page.records) {
        const entry = entryText(journal.epoch, record, rule);
        if (chars > 0 && chars + entry.length > PAGE_CHARS) {
          next = page.records[texts.length - 1]?.seq ?? next;
          more = true;
          break;
        }
        chars += entry.length;
        texts.push(entry);
      }
      const epoch = JSON.stringify(journal.epoch);
      // Text goes out as it is; an object would be walked a second time.
      return reply
        .type("application/json; charset=utf-8")
        .send(
          `{"epoch":${epoch},"head":${page.head},"entries":[${texts.join(",")}],"next":${next},"more":${more},"gap":${JSON.stringify(page.gap)}}`,
        );
    },
  );
}
