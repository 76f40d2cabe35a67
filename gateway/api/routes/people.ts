// Persons who can be called (值班人员): list, changes by version, tables in and out.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { PersonView } from "../../contract/duty.ts";
import { type Static, Type } from "../../contract/schema.ts";
import { principalOf } from "../../kit/http/access.ts";
import { noSuch } from "../context.ts";
import type { DutyDesk } from "../duty-desk.ts";
import { PERSON, PERSON_BODY } from "../duty-schemas.ts";
import { ID_PARAMS } from "../schemas.ts";
import { byOf, refusal, route, said, versionIn } from "./duty-context.ts";

const IF_MATCH = Type.Object({ "if-match": Type.Optional(Type.String({ maxLength: 100 })) });
const QUERY = Type.Object({ q: Type.Optional(Type.String({ maxLength: 100 })) }, { additionalProperties: false });
const EXPORT = Type.Object(
  { empty: Type.Optional(Type.Boolean({ description: "Only the head: a form to fill in" })) },
  { additionalProperties: false },
);
const IMPORT = Type.Object(
  {
    csv: Type.String({ minLength: 1, maxLength: 200_000 }),
    apply: Type.Optional(Type.Boolean({ description: "False: a preview" })),
  },
  { additionalProperties: false },
);
const LEFT = Type.Object(
  { id: Type.String(), name: Type.String() },
  { description: "Somebody who has left, and is named in what is kept" },
);
const ERASE = Type.Object(
  { erase: Type.Optional(Type.Boolean({ description: "The name, too: what is kept shows the id from then on" })) },
  { additionalProperties: false },
);
const IMPORTED = Type.Object({
  rows: Type.Integer(),
  added: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
  errors: Type.Array(Type.Object({ line: Type.Integer(), column: Type.String(), message: Type.String() })),
  imported: Type.Boolean(),
});

type Params = { Params: Static<typeof ID_PARAMS> };
type Versioned = { Headers: Static<typeof IF_MATCH> };
type Body = { Body: Static<typeof PERSON_BODY> };

/** GET and POST /duty/people, PUT and DELETE /duty/people/ID; GET /duty/people/table, POST /duty/people/import. */
export function peopleRoutes(app: FastifyInstance, desk: DutyDesk): void {
  const isWriter = (request: FastifyRequest) => principalOf(request).permissions.has("people.write");
  const send = (reply: FastifyReply, person: PersonView) => reply.header("etag", `"${person.version}"`).send(person);

  app.get<{ Querystring: Static<typeof QUERY> }>(
    "/duty/people",
    route("people.read", "listPeople", "Persons who can be called, by name; numbers are masked without people.write", {
      querystring: QUERY,
      response: { 200: Type.Object({ people: Type.Array(PERSON), total: Type.Integer(), left: Type.Array(LEFT) }) },
    }),
    async (request) => {
      const people = desk.people(request.query.q ?? null, isWriter(request));
      return { people, total: people.length, left: desk.leftPeople() };
    },
  );

  app.post<Body>(
    "/duty/people",
    route("people.write", "addPerson", "Enter a person; the id is ours", {
      body: PERSON_BODY,
      response: { 201: PERSON },
    }),
    async (request, reply) => {
      const done = await desk.putPerson(byOf(request), null, 0, request.body);
      if ("wrong" in done) throw refusal(done);
      return send(reply.code(201).header("location", `/api/v1/duty/people/${done.id}`), done);
    },
  );

  app.get<{ Querystring: Static<typeof EXPORT> }>(
    "/duty/people/table",
    route("people.write", "peopleTable", "Persons as CSV, with their whole numbers", { querystring: EXPORT }),
    async (request, reply) =>
      reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", 'attachment; filename="people.csv"')
        .send(desk.peopleTable(request.query.empty === true, request.language)),
  );

  app.post<{ Body: Static<typeof IMPORT> }>(
    "/duty/people/import",
    route("people.write", "importPeople", "Look at a filled-in table, or import it; one wrong line and nothing is", {
      body: IMPORT,
      response: { 200: IMPORTED },
    }),
    async (request) => {
      const { csv, apply = false } = request.body;
      const done = await desk.importPeople(byOf(request), csv, apply, request.language);
      return { ...done, errors: done.errors.map((one) => ({ ...one, message: said(one.message)(request.language) })) };
    },
  );

  app.get<Params>(
    "/duty/people/:id",
    route("people.read", "readPerson", "One person; `ETag` is the version", {
      params: ID_PARAMS,
      response: { 200: PERSON },
    }),
    async (request, reply) => {
      const { id } = request.params;
      const person = desk.person(id, isWriter(request));
      if (person === null) throw noSuch("person", id);
      return send(reply, person);
    },
  );

  app.put<Params & Versioned & Body>(
    "/duty/people/:id",
    route("people.write", "writePerson", "Write a person in place of the version in `If-Match`", {
      params: ID_PARAMS,
      headers: IF_MATCH,
      body: PERSON_BODY,
      response: { 200: PERSON },
    }),
    async (request, reply) => {
      const { id } = request.params;
      if (desk.person(id, false) === null) throw noSuch("person", id);
      const done = await desk.putPerson(byOf(request), id, versionIn(request.headers["if-match"]), request.body);
      if ("wrong" in done) throw refusal(done);
      return send(reply, done);
    },
  );

  app.delete<Params & Versioned & { Querystring: Static<typeof ERASE> }>(
    "/duty/people/:id",
    route(
      "people.write",
      "removePerson",
      "Remove a person whom no shift and no post names; the name stays for records",
      {
        params: ID_PARAMS,
        querystring: ERASE,
        headers: IF_MATCH,
        response: { 204: Type.Null() },
      },
    ),
    async (request, reply) => {
      const { id } = request.params;
      const { erase = false } = request.query;
      const isHere = desk.person(id, false) !== null;
      if (!isHere && !(erase && desk.leftPeople().some((one) => one.id === id))) throw noSuch("person", id);
      const version = isHere ? versionIn(request.headers["if-match"]) : 0;
      await desk.removePerson(byOf(request), id, { version, erase });
      return reply.code(204).send();
    },
  );
}
