// The configuration in the browser: campus.yaml as it runs, its earlier versions, and changes of it that leave every other line alone.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Static } from "../../contract/schema.ts";
import { principalOf } from "../../kit/http/access.ts";
import { Problem } from "../../kit/http/problem.ts";
import { fieldProblem } from "../../kit/http/validation.ts";
import type { Asker, ConfigProblem, Item, ItemList, Written } from "../config-desk.ts";
import {
  CHECKED, CONFIG, DEVICE_WRITTEN, IF_MATCH, ITEM, ITEM_BODY, MAYBE_IF_MATCH, NEW_SECRET, NO_QUERY, PLACE_WRITTEN, RULE_WRITTEN, SECRET_QUERY, TEXT_BODY, TRIAL, UNDO_BODY, VERSION, VERSIONS,
} from "../config-schemas.ts"; // biome-ignore format: a list of forms
import { type Context, noSuch, remoteOf, requireFreshSignIn } from "../context.ts";
import { remarkView } from "../remarks.ts";
import { ID_PARAMS } from "../schemas.ts";
import { text } from "../texts.ts";

const tags = ["configuration"];

type Params = { Params: Static<typeof ID_PARAMS> };
type Change = { Headers: Static<typeof IF_MATCH> };
type AnyChange = { Headers: Static<typeof MAYBE_IF_MATCH> };

/** The configuration speaks of the whole campus: whoever sees only a part of it may neither read nor change it. */
function requireWholeCampus(request: FastifyRequest): void {
  if (principalOf(request).scope === null) return;
  throw new Problem("not-permitted", { detail: (language) => text(language, "wholeCampus") });
}

/** Who asks, and the version of the file that the change was made for; `usual` is taken where the header may be left out. */
function askerOf(request: FastifyRequest, header: string | undefined, usual?: string): Asker {
  requireWholeCampus(request);
  const version = header === undefined ? usual : /^(?:W\/)?"?(sha256:[0-9a-f]{64})"?$/.exec(header)?.[1];
  if (version === undefined) throw fieldProblem("/if-match", (language) => text(language, "ifMatch"));
  return { account: principalOf(request).account, remote: remoteOf(request), version };
}

function problemIn(request: FastifyRequest) {
  return ({ path, line, said }: ConfigProblem) => ({ path, ...said(request.language), line });
}

function writtenView({ language }: FastifyRequest, { version, remarks }: Written) {
  const said = remarks.map((remark) => remarkView(remark, language));
  return { version, ...(said.length > 0 && { remarks: said }) };
}

/** Everything below /config, and POST /devices/test. */
export function configRoutes(app: FastifyInstance, context: Context): void {
  const { configDesk: desk } = context.parts;

  app.get(
    "/config",
    {
      config: { access: "config.read" },
      schema: { tags, operationId: "readConfig", summary: "campus.yaml as it runs", response: { 200: CONFIG } },
    },
    async (request) => {
      requireWholeCampus(request);
      const running = desk.running();
      return { ...running, problems: running.problems.map(problemIn(request)) };
    },
  );

  app.get(
    "/config/versions",
    {
      config: { access: "config.read" },
      schema: {
        tags,
        operationId: "listConfigVersions",
        summary: "Good versions, newest first",
        response: { 200: VERSIONS },
      },
    },
    async (request) => {
      requireWholeCampus(request);
      return { versions: await desk.versions() };
    },
  );

  app.post<{ Body: Static<typeof TEXT_BODY> }>(
    "/config/check",
    {
      config: { access: "config.write" },
      schema: {
        tags,
        operationId: "checkConfig",
        summary: "What is wrong with a text, and what it would change; nothing is stored",
        body: TEXT_BODY,
        response: { 200: CHECKED },
      },
    },
    async (request) => {
      requireWholeCampus(request);
      const { problems, difference } = desk.check(request.body.text);
      return { problems: problems.map(problemIn(request)), difference };
    },
  );

  app.put<{ Body: Static<typeof TEXT_BODY> } & Change>(
    "/config/text",
    {
      config: { access: "config.write" },
      schema: {
        tags,
        operationId: "writeConfig",
        summary: "Replace the whole text",
        headers: IF_MATCH,
        body: TEXT_BODY,
        response: { 200: VERSION },
      },
    },
    async (request) => {
      const by = askerOf(request, request.headers["if-match"]);
      return writtenView(request, await desk.putText(by, request.body.text));
    },
  );

  app.post<{ Body: Static<typeof UNDO_BODY> } & AnyChange>(
    "/config/undo",
    {
      config: { access: "config.write" },
      schema: {
        tags,
        operationId: "undoConfig",
        summary: "Put back an earlier version, byte for byte; it becomes a new version, so this can be undone too",
        headers: MAYBE_IF_MATCH,
        body: UNDO_BODY,
        response: { 200: VERSION },
      },
    },
    async (request) => {
      const by = askerOf(request, request.headers["if-match"], desk.running().version);
      return writtenView(request, await desk.undo(by, request.body.version));
    },
  );

  app.post<Params & AnyChange>(
    "/config/devices/:id/secret",
    {
      config: { access: "config.write" },
      schema: {
        tags,
        operationId: "newDeviceSecret",
        summary: "Give a device that sends to us a new secret, told this once; the file keeps its SHA-256",
        headers: MAYBE_IF_MATCH,
        params: ID_PARAMS,
        response: { 200: NEW_SECRET },
      },
    },
    async (request) => {
      requireFreshSignIn(context, request);
      return await desk.newSecret(
        askerOf(request, request.headers["if-match"], desk.running().version),
        request.params.id,
      );
    },
  );

  app.post<{ Body: Item }>(
    "/devices/test",
    {
      config: { access: "config.write" },
      schema: {
        tags,
        operationId: "testDevice",
        summary: "Ask a device once without configuring it, for at most ten seconds; nothing is stored",
        body: ITEM_BODY,
        response: { 200: TRIAL },
      },
    },
    async (request) => {
      requireWholeCampus(request);
      return await desk.tryDevice({ account: principalOf(request).account, remote: remoteOf(request) }, request.body);
    },
  );

  itemRoutes(app, context, "devices", "device", DEVICE_WRITTEN);
  itemRoutes(app, context, "places", "place", PLACE_WRITTEN);
  itemRoutes(app, context, "alarms", "rule", RULE_WRITTEN);
}

/** In the names of operations. */
const NAMES = { device: "Device", place: "Place", rule: "AlarmRule" } as const;

/** GET, PUT and DELETE of one item of a list. */
function itemRoutes(
  app: FastifyInstance,
  context: Context,
  list: ItemList,
  word: keyof typeof NAMES,
  written: typeof DEVICE_WRITTEN | typeof PLACE_WRITTEN | typeof RULE_WRITTEN,
): void {
  const { configDesk: desk } = context.parts;
  const url = `/config/${list}/:id`;
  const name = NAMES[word];

  app.get<Params>(
    url,
    {
      config: { access: "config.read" },
      schema: {
        tags,
        operationId: `read${name}Config`,
        summary: `One ${word} as campus.yaml has it, nothing filled in`,
        params: ID_PARAMS,
        response: { 200: ITEM(word) },
      },
    },
    async (request) => {
      requireWholeCampus(request);
      const { id } = request.params;
      const item = desk.item(list, id);
      if (item === null) throw noSuch(word, id);
      return { version: desk.running().version, [word]: item };
    },
  );

  app.put<Params & Change & { Body: Item; Querystring: Static<typeof SECRET_QUERY> }>(
    url,
    {
      config: { access: "config.write" },
      schema: {
        tags,
        operationId: `put${name}`,
        summary: `Add or replace one ${word}; of campus.yaml only its lines change`,
        params: ID_PARAMS,
        querystring: word === "device" ? SECRET_QUERY : NO_QUERY,
        headers: IF_MATCH,
        body: ITEM_BODY,
        response: { 200: written },
      },
    },
    async (request) => {
      const { id } = request.params;
      const withSecret = request.query.secret === "new";
      if (withSecret) requireFreshSignIn(context, request);
      const put = await desk.putItem(askerOf(request, request.headers["if-match"]), list, id, request.body, withSecret);
      const { secret } = put;
      return { ...writtenView(request, put), [word]: desk.item(list, id), ...(secret !== null && { secret }) };
    },
  );

  app.delete<Params & Change>(
    url,
    {
      config: { access: "config.write" },
      schema: {
        tags,
        operationId: `delete${name}`,
        summary: `Take one ${word} out of campus.yaml`,
        params: ID_PARAMS,
        headers: IF_MATCH,
        response: { 200: VERSION },
      },
    },
    async (request) => {
      const by = askerOf(request, request.headers["if-match"]);
      return writtenView(request, await desk.deleteItem(by, list, request.params.id));
    },
  );
}
