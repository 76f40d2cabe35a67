// Reads campus.yaml for tools: the checked configuration, or everything that is wrong with it in one error.
import type { CampusConfig } from "#gateway/config/campus.ts";
import { look } from "#gateway/config/look.ts";
import { formatProblem } from "#gateway/config/problem.ts";
import { loadProfiles } from "#gateway/config/profiles.ts";
import { readCampus } from "#gateway/config/read.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { GatewayError } from "#gateway/kit/errors.ts";

/** The configuration in the file; throws `config-invalid`. */
export async function readCampusFile(file: string, signal: AbortSignal): Promise<CampusConfig> {
  const seen = await look(file, null, systemClock, signal);
  const result =
    seen.is === "read"
      ? readCampus(seen.bytes, await loadProfiles({ beside: file }))
      : { ok: false as const, problems: seen.is === "unreadable" ? [seen.problem] : [] };
  if (result.ok) return result.config;
  const lines = result.problems.map(formatProblem).join("\n");
  throw new GatewayError("config-invalid", `${file}:\n${lines}`, "correct what is named");
}
