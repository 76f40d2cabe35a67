// Which part of the campus's network is down: one sentence, and the devices in the order in which they are reached.
import type { FastifyInstance } from "fastify";
import { Type } from "../../contract/schema.ts";
import { formatTime } from "../../contract/time.ts";
import { type Context, sightOf } from "../context.ts";
import { networkBody } from "../network-view.ts";

const LEVEL = Type.String({ description: "`core`, `exit`, `building` or `room`." });
const NULLABLE_ID = Type.Union([Type.String(), Type.Null()]);

const NETWORK = Type.Object({
  at: Type.String(),
  verdict: Type.String({
    description: "`fine`, `down`, `unknown`, or `none` when no device has a place in the network.",
  }),
  sentence: Type.Object({ "zh-CN": Type.String(), en: Type.String() }, { description: "The verdict for people." }),
  causes: Type.Array(Type.Object({ device: NULLABLE_ID, name: Type.String(), level: LEVEL, behind: Type.Integer() }), {
    description: "What is down by itself, worst first; `behind`: how many devices are reached through it.",
  }),
  devices: Type.Array(
    Type.Object({
      device: Type.String(),
      name: Type.String(),
      place: NULLABLE_ID,
      level: LEVEL,
      behind: NULLABLE_ID,
      state: Type.String({ description: "`up`, `down`, `unknown` or `disabled`." }),
      explainedBy: NULLABLE_ID,
      explained: Type.Boolean({
        description: "True: something before it is down, whether or not the asker may see it.",
      }),
      figures: Type.Array(Type.Object({ point: Type.String(), value: Type.Unknown(), unit: Type.String() })),
    }),
  ),
});

/** GET /network. */
export function networkRoutes(app: FastifyInstance, context: Context): void {
  const { config, latest, status, clock } = context.parts;
  app.get(
    "/network",
    {
      config: { access: "latest.read" },
      schema: {
        tags: ["campus"],
        operationId: "readNetwork",
        summary: "Which part of the network is down, and what that explains",
        response: { 200: NETWORK },
      },
    },
    async (request) => {
      const { seesDevice } = sightOf(context, request);
      const placed = [...config.current.devices.values()].filter(({ network }) => network !== undefined);
      const points = latest.list({ devices: new Set(placed.map(({ id }) => id)) });
      const known = { points, presence: status().presence };
      return { at: formatTime(clock.now()), ...networkBody(config.current, known, seesDevice) };
    },
  );
}
