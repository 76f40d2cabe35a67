// Puts the interface together without listening: kit, access, documentation, then one file per resource.

import { CONSOLE_SECTIONS } from "../contract/console.ts";
import { installAccess } from "../kit/http/access.ts";
import { type App, createApp } from "../kit/http/app.ts";
import { createRate } from "../kit/http/rate.ts";
import { webPageRoutes } from "../kit/http/web-page.ts";
import type { Context } from "./context.ts";
import { DOCS_PREFIX, describeRoutes, openapiRoutes } from "./openapi.ts";
import { PROBLEMS, translate } from "./problems.ts";
import { accountRoutes } from "./routes/accounts.ts";
import { afterwardsRoutes } from "./routes/afterwards.ts";
import { alarmDeskRoutes } from "./routes/alarm-desk.ts";
import { alarmRoutes } from "./routes/alarms.ts";
import { assetRoutes } from "./routes/assets.ts";
import { auditRoutes } from "./routes/audit.ts";
import { commandRoutes } from "./routes/commands.ts";
import { configRoutes } from "./routes/config.ts";
import { desiredRoutes } from "./routes/desired.ts";
import { campusRoutes } from "./routes/devices.ts";
import { dutyRoutes } from "./routes/duty.ts";
import { entryRoutes } from "./routes/entries.ts";
import { historyRoutes } from "./routes/history.ts";
import { latestRoutes } from "./routes/latest.ts";
import { maintenanceRoutes } from "./routes/maintenance.ts";
import { networkRoutes } from "./routes/network.ts";
import { networkFindingRoutes } from "./routes/network-findings.ts";
import { notifyRoutes } from "./routes/notify.ts";
import { pageRoutes } from "./routes/pages.ts";
import { profileRoutes } from "./routes/profiles.ts";
import { quietRoutes } from "./routes/quiet.ts";
import { repairRoutes } from "./routes/repair.ts";
import { roleRoutes } from "./routes/roles.ts";
import { sessionRoutes } from "./routes/session.ts";
import { setupRoutes } from "./routes/setup.ts";
import { sheetRoutes } from "./routes/sheets.ts";
import { probeRoutes, statusRoutes } from "./routes/status.ts";
import { streamRoutes } from "./routes/stream.ts";
import { ticketRoutes } from "./routes/tickets.ts";
import { tokenRoutes } from "./routes/tokens.ts";

/** Requests without a valid session or token, per caller: plenty for a page and a probe, little for guessing. */
const UNSIGNED = { burst: 400, perSecond: 100 };

/** The application, ready for `inject` or for listeners. */
export async function buildApp(context: Context, certificateNames: () => ReadonlySet<string>): Promise<App> {
  const { accounts, clock, log, version } = context.parts;
  const app = await createApp({ kinds: PROBLEMS, log, clock, certificateNames, translate });
  const { fastify } = app;
  installAccess(fastify, { accounts, unsigned: createRate({ ...UNSIGNED, clock }), openPrefix: DOCS_PREFIX });
  await describeRoutes(fastify, version);

  const { consoleFolder } = context.parts;
  const built = { page: "index.html", sections: CONSOLE_SECTIONS };
  const withConsole = consoleFolder !== null && (await webPageRoutes(fastify, { folder: consoleFolder, ...built }));
  pageRoutes(fastify, context, withConsole);
  probeRoutes(fastify, context);
  await repairRoutes(fastify, context);
  await fastify.register(
    async (base) => {
      openapiRoutes(base);
      sessionRoutes(base, context);
      tokenRoutes(base, context);
      accountRoutes(base, context);
      roleRoutes(base);
      auditRoutes(base, context);
      statusRoutes(base, context);
      entryRoutes(base, context);
      latestRoutes(base, context);
      historyRoutes(base, context);
      streamRoutes(base, context);
      campusRoutes(base, context);
      networkRoutes(base, context);
      networkFindingRoutes(base, context);
      desiredRoutes(base, context);
      commandRoutes(base, context);
      alarmRoutes(base, context);
      alarmDeskRoutes(base, context);
      const { afterwards } = context.parts;
      if (afterwards !== undefined) {
        afterwardsRoutes(base, context, afterwards);
        sheetRoutes(base, context, afterwards);
      }
      maintenanceRoutes(base, context);
      quietRoutes(base, context);
      setupRoutes(base, context);
      profileRoutes(base, context);
      configRoutes(base, context);
      assetRoutes(base, context);
      ticketRoutes(base, context);
      dutyRoutes(base, context);
      notifyRoutes(base, context);
    },
    { prefix: "/api/v1" },
  );
  await fastify.ready();
  return app;
}
