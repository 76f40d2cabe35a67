// Tells every part of the gateway that another configuration is in force. What one of them cannot take keeps no other from hearing it.
import { GatewayError, messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import type { CampusConfig } from "./campus.ts";
import type { Difference } from "./diff.ts";

export type AppliedListener = (next: CampusConfig, difference: Difference, by: string) => unknown;

/** Resolves when all have taken it, with what some of them could not take, or take only with a fault. */
export async function tellApplied(
  listeners: Iterable<AppliedListener>,
  applied: Parameters<AppliedListener>,
  log: Pick<Log, "error">,
): Promise<readonly GatewayError[]> {
  const taken = [...listeners].map(async (listener) => {
    try {
      await listener(...applied);
      return [];
    } catch (error) {
      log.error({ error: messageOf(error) }, "a part of the gateway failed to take the configuration");
      return [error instanceof GatewayError ? error : notTaken(error)];
    }
  });
  return (await Promise.all(taken)).flat();
}

function notTaken(error: unknown): GatewayError {
  return new GatewayError(
    "config-not-taken",
    `a part of the gateway could not take the configuration: ${messageOf(error)}`,
    "It goes on with what it had; the gateway's log says more.",
    { cause: error },
  );
}
