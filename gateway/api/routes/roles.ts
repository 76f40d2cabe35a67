// The roles that accounts can have: named bundles of rights, with their names in both languages.
import type { FastifyInstance } from "fastify";
import { Type } from "../../contract/schema.ts";
import { ROLES } from "../../kit/accounts/roles.ts";

const ROLE = Type.Object({
  id: Type.String(),
  label: Type.Object({ "zh-CN": Type.String(), en: Type.String() }),
  permissions: Type.Array(Type.String()),
});

/** GET /roles. */
export function roleRoutes(app: FastifyInstance): void {
  app.get(
    "/roles",
    {
      config: { access: "signed-in" },
      schema: {
        tags: ["accounts"],
        operationId: "listRoles",
        summary: "Roles and what each may do",
        response: { 200: Type.Object({ roles: Type.Array(ROLE) }) },
      },
    },
    async () => ({ roles: ROLES.map(({ id, label, permissions }) => ({ id, label, permissions })) }),
  );
}
