// Commands from the county's pages to campuses. One command in its public form:
// { id, campus, kind: "alarm.ack", args: { alarm, occurrence, comment } or kind: "duty.spot-check", args: { post }, state: issued | requested | started | done | failed | refused |
//   expired | unknown, by, requestedAt, expiresAt, startedAt, endedAt, code } — `issued`: the campus has not answered yet; `code`: why it was
// refused or failed (alarm-changed, not-found, not-permitted, no-command-key, bad-signature, no-answer …), else null.
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Static, Type } from "#gateway/contract/schema.ts";
import { formatTime, parseDuration } from "#gateway/contract/time.ts";
import { principalOf } from "#gateway/kit/http/access.ts";
import { Problem } from "#gateway/kit/http/problem.ts";
import { fieldProblem } from "#gateway/kit/http/validation.ts";
import { COMMENT_MAX, isAlarmName, LONGEST_MS } from "../../wire/command.ts";
import type { CountyCommands } from "../commands/open.ts";
import type { KeptCommand } from "../store/commands.ts";
import type { CampusParts } from "./campus.ts";
import { sightOf } from "./sight.ts";

const ACK = Type.Object(
  {
    occurrence: Type.Integer({ minimum: 1 }),
    comment: Type.Optional(Type.String({ maxLength: COMMENT_MAX })),
    /** A duration from 1s to 24h; how long it may wait for a campus without connection. */
    expiresIn: Type.Optional(Type.String({ maxLength: 20 })),
  },
  { additionalProperties: false },
);
/** A school that is switched off at night hears of it in the morning. */
const USUAL_MS = LONGEST_MS;
const LEAST_MS = 1000;
const LISTED = 50;

export interface CommandParts extends Pick<CampusParts, "campuses"> {
  readonly commands: CountyCommands;
}

export type CommandView = ReturnType<typeof viewOf>;

/** POST /campuses/ID/alarms/ALARM/ack, GET /campuses/ID/commands, /commands/ID, /command-key. */
export function commandRoutes(app: FastifyInstance, { commands, campuses }: CommandParts): void {
  const known = (request: FastifyRequest, id: string): string => {
    const campus = campuses().get(id);
    if (campus === undefined) throw new Problem("not-found");
    if (!sightOf(principalOf(request))(campus)) throw new Problem("not-permitted");
    return campus.id;
  };

  app.post<{ Params: { id: string; alarm: string }; Body: Static<typeof ACK> }>(
    "/campuses/:id/alarms/:alarm/ack",
    { config: { access: "alarms.ack" }, schema: { body: ACK } },
    async (request, reply) => {
      const { occurrence, comment = null, expiresIn } = request.body;
      const campus = known(request, request.params.id);
      const { alarm } = request.params;
      if (!isAlarmName(alarm)) throw new Problem("not-found");
      const by = principalOf(request).account;
      const wish = { campus, alarm, occurrence, comment, by, expiresInMs: waitOf(expiresIn) };
      const command = await commands.acknowledge(wish);
      return reply.code(202).header("location", `/api/v1/commands/${command.id}`).send(viewOf(command));
    },
  );
  app.get<{ Params: { id: string } }>(
    "/campuses/:id/commands",
    { config: { access: "alarms.read" } },
    async (request) => {
      return { commands: commands.of(known(request, request.params.id), LISTED).map(viewOf) };
    },
  );
  app.get<{ Params: { id: string } }>("/commands/:id", { config: { access: "alarms.read" } }, async (request) => {
    const command = commands.get(request.params.id);
    if (command === null) throw new Problem("not-found");
    known(request, command.campus);
    return viewOf(command);
  });
  app.get("/command-key", { config: { access: "status.read" } }, async () => ({ commandKey: commands.publicKey }));
}

export function viewOf(command: KeptCommand) {
  const { id, campus, kind, state, by, code, ...times } = command;
  // Who answered by a link stays on campus, and its proof is nobody's business.
  const args =
    command.kind === "alarm.ack"
      ? { alarm: command.alarm, occurrence: command.occurrence, comment: command.comment }
      : { post: command.post };
  const timeOf = (ms: number | null) => (ms === null ? null : formatTime(ms));
  return {
    id,
    campus,
    kind,
    args,
    state,
    by,
    requestedAt: formatTime(times.issuedMs),
    expiresAt: formatTime(times.expiresMs),
    startedAt: timeOf(times.startedMs),
    endedAt: timeOf(times.endedMs),
    code,
  };
}

function waitOf(text: string | undefined): number {
  const ms = text === undefined ? USUAL_MS : parseDuration(text);
  if (ms !== null && ms >= LEAST_MS && ms <= LONGEST_MS) return ms;
  throw fieldProblem("/expiresIn", (language) => (language === "en" ? "is not a time of 1s to 24h" : "须为 1s 到 24h"));
}
