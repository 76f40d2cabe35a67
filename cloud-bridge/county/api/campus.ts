// One campus for whoever may see it: its open alarms, what happened, what it measures; and the open alarms of all campuses.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { CampusBacklog, CountyAlarm, CountyAlarms } from "#gateway/contract/county.ts";
import { KINDS } from "#gateway/contract/entry.ts";
import { ID_PATTERN } from "#gateway/contract/ids.ts";
import { type Static, Type } from "#gateway/contract/schema.ts";
import { formatTime, parseTime } from "#gateway/contract/time.ts";
import type { Clock } from "#gateway/kit/clock.ts";
import { principalOf } from "#gateway/kit/http/access.ts";
import { Problem } from "#gateway/kit/http/problem.ts";
import { fieldProblem } from "#gateway/kit/http/validation.ts";
import type { CountyStore } from "../store.ts";
import { type Placed, sightOf } from "./sight.ts";

const only = { additionalProperties: false } as const;
const id = Type.String({ pattern: ID_PATTERN });
const words = Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50 }));
const time = Type.String({ maxLength: 40 });
const ALARMS = Type.Object({ town: words, tag: words }, only);
const ENTRIES = Type.Object(
  { before: Type.Optional(Type.Integer({ minimum: 0 })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })), kind: Type.Optional(Type.Array(Type.Union(KINDS.map((kind) => Type.Literal(kind))), { maxItems: 20 })) },
  only,
); // biome-ignore format: one form a line
const COURSE = Type.Object({ device: id, point: id, from: time, to: time, step: Type.Union([Type.Literal("1min"), Type.Literal("15min")]) }, only); // biome-ignore format: one line
const MINUTES = { "1min": 1, "15min": 15 } as const;
/** More is no longer a list that anybody reads; the rest is counted. */
const ALARMS_MOST = 2000;
const BUCKETS_MOST = 10_000;
const ENTRIES_AT_ONCE = 50;

export interface CampusParts {
  readonly store: CountyStore;
  /** Campuses of the configuration. */
  readonly campuses: () => ReadonlyMap<string, Placed & { readonly name: string; readonly tags: readonly string[] }>;
  /** How far a campus is with what gathered while it had no connection. */
  readonly backlog: (campus: string) => CampusBacklog;
  readonly clock: Clock;
}

type Query<Schema extends object> = { Params: { id: string }; Querystring: Schema };

/** GET /alarms; GET /campuses/ID/alarms, /backlog, /entries, /series, /history. */
export function campusRoutes(app: FastifyInstance, { store, campuses, backlog, clock }: CampusParts): void {
  const known = (request: FastifyRequest<{ Params: { id: string } }>): string => {
    const campus = campuses().get(request.params.id);
    if (campus === undefined) throw new Problem("not-found");
    if (!sightOf(principalOf(request))(campus)) throw new Problem("not-permitted");
    return campus.id;
  };
  /** Counted in the store: of a campus with very many not all are read. */
  const openAt = (wanted: readonly string[]): number => {
    const facts = store.campuses(clock.now());
    const open = wanted.flatMap((campus) => Object.values(facts.get(campus)?.openAlarms ?? {}));
    return open.reduce((sum, count) => sum + count, 0);
  };
  const listed = (found: readonly CountyAlarm[], of: readonly string[]): CountyAlarms => {
    const alarms = found.slice(0, ALARMS_MOST);
    return { at: formatTime(clock.now()), alarms, more: Math.max(0, openAt(of) - alarms.length) };
  };

  app.get<{ Querystring: Static<typeof ALARMS> }>(
    "/alarms",
    { config: { access: "alarms.read" }, schema: { querystring: ALARMS } },
    async (request) => {
      const { town = [], tag = [] } = request.query;
      const sees = sightOf(principalOf(request));
      const wanted = [...campuses()].filter(([, at]) => {
        const inTown = town.length === 0 || (at.town !== null && town.includes(at.town));
        return sees(at) && inTown && tag.every((one) => at.tags.includes(one));
      });
      const names = new Set(wanted.map(([campus]) => campus));
      return listed(
        store.alarms(null).filter(({ campus }) => names.has(campus)),
        [...names],
      );
    },
  );
  app.get<{ Params: { id: string } }>("/campuses/:id/alarms", { config: { access: "alarms.read" } }, async (request) =>
    listed(store.alarms(known(request)), [request.params.id]),
  );
  app.get<{ Params: { id: string } }>("/campuses/:id/backlog", { config: { access: "status.read" } }, async (request) =>
    backlog(known(request)),
  );
  app.get<Query<Static<typeof ENTRIES>>>(
    "/campuses/:id/entries",
    { config: { access: "entries.read" }, schema: { querystring: ENTRIES } },
    async (request) => {
      const { before = null, limit = ENTRIES_AT_ONCE, kind = [] } = request.query;
      return store.entries({ campus: known(request), kinds: kind, before, limit });
    },
  );
  app.get<{ Params: { id: string } }>("/campuses/:id/series", { config: { access: "latest.read" } }, async (request) =>
    store.series(known(request)),
  );
  app.get<Query<Static<typeof COURSE>>>(
    "/campuses/:id/history",
    { config: { access: "latest.read" }, schema: { querystring: COURSE } },
    async (request) => {
      const campus = known(request);
      const { device, point, step } = request.query;
      const [fromMs, toMs] = [timeIn(request.query.from, "/from"), timeIn(request.query.to, "/to")];
      const wish = { campus, device, point, minutes: MINUTES[step], fromMs, toMs, limit: BUCKETS_MOST };
      const course = store.course(wish);
      if (course === null) throw new Problem("not-found");
      return { device, point, unit: course.unit, step, buckets: course.buckets };
    },
  );
}

function timeIn(text: string, path: string): number {
  const ms = parseTime(text);
  if (ms !== null) return ms;
  throw fieldProblem(path, (language) => (language === "en" ? "is not a time" : "不是时间"));
}
