// `npm run try -- mqtt PROFILE TOPIC MESSAGE`: what a profile of foreign firmware makes of one message, before a device sends it.
import { loadDialect } from "#drivers/mqtt/load.ts";
import type { RejectedReason } from "#gateway/contract/entry.ts";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";

type Json = Readonly<Record<string, unknown>>;

/** Why a message would not be taken, and what to do. */
const REMEDIES: Partial<Record<RejectedReason, string>> = {
  "bad-point": "no mapping of the profile means it: compare `topic`, `when` and `at` of wire.topics with the message",
  "bad-value":
    "a field has a word, a type or a unit that the profile does not know: see `values` and `must` of its mapping",
  "bad-ts": "its time is none: see `time` of the mapping",
};

export interface Understood {
  readonly lines: readonly string[];
  readonly isGood: boolean;
}

/** The lines to print of a message; GatewayError `usage` for what no message of such firmware can be. */
export function understand(profile: Json, topic: string, payload: string): Understood {
  let dialect: ReturnType<typeof loadDialect>;
  try {
    dialect = loadDialect(profile);
  } catch (error) {
    throw new GatewayError("usage", messageOf(error), "device-drivers/mqtt/README.md says what may stand there", {
      cause: error,
    });
  }
  if (dialect === null)
    throw new GatewayError(
      "usage",
      `profile ${String(profile.id)} is our own format, which needs no profile to be tried`,
      "send a message with mosquitto_pub and look at the device's page; docs and /api/v1/entries say what came of it",
    );
  const form = dialect.formOf(topic);
  if (form === null)
    return {
      lines: [`${topic} is no topic of this profile`, `look: its topics are ${topicsOf(profile).join(", ")}`],
      isGood: false,
    };
  const said = dialect.translate(topic, form === "json" ? parsed(payload) : payload);
  if (said === null) return { lines: ["taken and not kept: the profile calls this message unused"], isGood: true };
  if (typeof said === "string") return { lines: [`refused: ${said}`, `look: ${REMEDIES[said] ?? ""}`], isGood: false };
  // What tells of the device itself, such as a last will, has no channel.
  if (!("channel" in said)) return { lines: [JSON.stringify(said)], isGood: true };
  return { lines: [`${said.channel}:`, ...JSON.stringify(said.message, null, 2).split("\n")], isGood: true };
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch (error) {
    throw new GatewayError(
      "usage",
      `the message is no JSON: ${messageOf(error)}`,
      "put it between single quotes, exactly as the device sends it",
      { cause: error },
    );
  }
}

function topicsOf({ wire }: Json): readonly string[] {
  const { topics }: { topics?: unknown } = typeof wire === "object" && wire !== null ? wire : {};
  return Array.isArray(topics) ? topics.map(({ topic }: { topic?: unknown }) => String(topic)) : [];
}
