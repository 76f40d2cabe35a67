// Commands to devices (contract §6): asked for here, looked up here; what becomes of them is told in entries.

import type { FastifyInstance } from "fastify";
import { isDoorCommand } from "../../contract/commands.ts";
import { ID_PATTERN } from "../../contract/ids.ts";
import { type Static, Type } from "../../contract/schema.ts";
import { parseDuration } from "../../contract/time.ts";
import { principalOf, requirePermission } from "../../kit/http/access.ts";
import { Problem } from "../../kit/http/problem.ts";
import { fieldProblem } from "../../kit/http/validation.ts";
import { type Context, noSuch, outOfScope, sightOf } from "../context.ts";
import type { CommandView } from "../parts.ts";
import { COMMAND, ID, ID_PARAMS } from "../schemas.ts";
import { text } from "../texts.ts";

const SHORTEST_MS = 1000;
const LONGEST_MS = 3_600_000;
const DEFAULT_EXPIRY = "10s";
const LISTED = 100;

const ARGUMENT = Type.Union([Type.Number(), Type.Boolean(), Type.String({ maxLength: 256 })]);
const NEW_COMMAND = Type.Object(
  {
    name: Type.String({ pattern: ID_PATTERN }),
    args: Type.Optional(
      Type.Unsafe<Record<string, number | boolean | string>>({
        type: "object",
        maxProperties: 32,
        propertyNames: { pattern: "^[A-Za-z0-9_-]{1,32}$" },
        additionalProperties: ARGUMENT,
      }),
    ),
    expiresIn: Type.Optional(
      Type.Unsafe<string>({
        type: "string",
        format: "duration",
        maxLength: 20,
        description: `How long it may wait to be started, 1s to 1h; absent: ${DEFAULT_EXPIRY}`,
      }),
    ),
  },
  { additionalProperties: false },
);
const KEY_HEADER = Type.Object({ "idempotency-key": Type.Optional(Type.String({ minLength: 1, maxLength: 128 })) });
const QUERY = Type.Object({ device: Type.Optional(ID) }, { additionalProperties: false });

const tags = ["commands"];

function expiryOf(expiresIn: string | undefined): number {
  const ms = parseDuration(expiresIn ?? DEFAULT_EXPIRY);
  if (ms === null || ms < SHORTEST_MS || ms > LONGEST_MS)
    throw fieldProblem("/expiresIn", (language) => text(language, "expiry"));
  return ms;
}

/** POST /devices/ID/commands, GET /commands, /commands/ID. */
export function commandRoutes(app: FastifyInstance, context: Context): void {
  const { config, commands } = context.parts;

  app.post<{
    Params: Static<typeof ID_PARAMS>;
    Body: Static<typeof NEW_COMMAND>;
    Headers: Static<typeof KEY_HEADER>;
  }>(
    "/devices/:id/commands",
    {
      config: { access: "commands.send" },
      schema: {
        tags,
        operationId: "sendCommand",
        summary: "Tell a device to do something, at most once",
        params: ID_PARAMS,
        headers: KEY_HEADER,
        body: NEW_COMMAND,
        response: { 200: COMMAND, 202: COMMAND },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (!config.current.devices.has(id)) throw noSuch("device", id);
      if (!sightOf(context, request).seesDevice(id)) throw outOfScope(id);
      const { name, args = {}, expiresIn } = request.body;
      const principal = principalOf(request);
      if (isDoorCommand(name)) requirePermission(principal, "doors.open");
      const wish = { name, args, expiresInMs: expiryOf(expiresIn) };
      const { command, fresh } = await commands.request(
        principal.account,
        id,
        wish,
        request.headers["idempotency-key"] ?? null,
      );
      reply.header("location", `/api/v1/commands/${command.id}`);
      return reply.code(fresh ? 202 : 200).send(command);
    },
  );

  app.get<{ Querystring: Static<typeof QUERY> }>(
    "/commands",
    {
      config: { access: "signed-in" },
      schema: {
        tags,
        operationId: "listCommands",
        summary: `The newest ${LISTED} commands that the asker may see, newest first`,
        querystring: QUERY,
        response: { 200: Type.Object({ commands: Type.Array(COMMAND) }) },
      },
    },
    async (request) => {
      requireSight(principalOf(request).permissions);
      const sight = sightOf(context, request);
      const { device } = request.query;
      const seen = ({ device: of }: CommandView) => sight.seesDevice(of) && (device === undefined || of === device);
      return { commands: commands.newest().filter(seen).slice(0, LISTED) };
    },
  );

  app.get<{ Params: Static<typeof ID_PARAMS> }>(
    "/commands/:id",
    {
      config: { access: "signed-in" },
      schema: {
        tags,
        operationId: "readCommand",
        summary: "What became of a command",
        params: ID_PARAMS,
        response: { 200: COMMAND },
      },
    },
    async (request) => {
      requireSight(principalOf(request).permissions);
      const { id } = request.params;
      const command = commands.get(id);
      if (command === null) throw noSuch("command", id);
      if (!sightOf(context, request).seesDevice(command.device)) throw outOfScope(id);
      return command;
    },
  );
}

/** Whoever may send commands may see what became of them; so may whoever reads entries, where the same is told. */
function requireSight(permissions: ReadonlySet<string>): void {
  if (permissions.has("commands.send") || permissions.has("entries.read")) return;
  throw new Problem("not-permitted");
}
