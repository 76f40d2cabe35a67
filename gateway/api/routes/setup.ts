// What may be known before anybody has signed in: whose gateway this is, and whether its first account must be made.
import type { FastifyInstance } from "fastify";
import { Type } from "../../contract/schema.ts";
import type { Context } from "../context.ts";
import { ID } from "../schemas.ts";

const SETUP = Type.Object({
  needed: Type.Boolean({ description: "True: there is no account yet; POST /setup makes the first" }),
  campus: Type.Object({ id: ID, name: Type.String() }),
  simulated: Type.Boolean({ description: "True for a virtual campus: nothing that it says was measured" }),
});

/** GET /setup. */
export function setupRoutes(app: FastifyInstance, context: Context): void {
  const { accounts, config } = context.parts;
  app.get(
    "/setup",
    {
      config: { access: "open" },
      schema: {
        tags: ["session"],
        operationId: "readSetup",
        summary: "Whose gateway this is, and whether its first account must be made",
        response: { 200: SETUP },
      },
    },
    async () => {
      const { id, name, simulated } = config.current.campus;
      return { needed: accounts.firstRun, campus: { id, name }, simulated };
    },
  );
}
