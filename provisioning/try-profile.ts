// The profile that `npm run try` is called with: one that is shipped, or a file that is being written, with all that the gateway would
// refuse in it.
import { readdirSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { newChecker } from "#gateway/config/checker.ts";
import { ProfileSchema } from "#gateway/config/profiles.ts";
import { formProblem } from "#gateway/contract/form-problem.ts";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import { repeatedKey } from "#gateway/kit/repeated-key.ts";

type Json = Readonly<Record<string, unknown>>;

export interface TriedProfile {
  readonly data: Json;
  /** What the gateway would refuse of it, in words; none of a shipped one. A device can be tried all the same. */
  readonly refusals: readonly string[];
}

/** The profile, by its id (`probe-ping`, or `ping` of `probe`) or from a file whose name ends in .json. GatewayError `usage` when it is none. */
export function profileOf(driver: string, name: string): TriedProfile {
  // npm runs scripts in the package's folder, and says in INIT_CWD where it was called.
  if (name.endsWith(".json")) return ownProfile(resolve(process.env.INIT_CWD ?? ".", name));
  const folder = new URL(`../device-drivers/${driver}/profiles/`, import.meta.url);
  const ids = readdirSync(folder).map((file) => file.replace(/\.json$/, ""));
  const id = [name, `${driver}-${name}`].find((one) => ids.includes(one));
  if (id === undefined)
    throw new GatewayError(
      "usage",
      `driver ${driver} has no profile ${name}`,
      `use one of ${ids.join(", ")}, or a .json file`,
    );
  return { data: jsonIn(fileURLToPath(new URL(`${id}.json`, folder))).data, refusals: [] };
}

function ownProfile(file: string): TriedProfile {
  const { data, text } = jsonIn(file);
  const check = newChecker({ verbose: true }).compile(ProfileSchema);
  // What the check fills in is the gateway's affair; the driver is given what is written.
  const problems = check(structuredClone(data)) ? [] : (check.errors ?? []).map(formProblem);
  const twice = repeatedKey(text);
  const id = basename(file, ".json");
  return {
    data,
    refusals: [
      ...problems.map(({ path, what, remedy }) => `${path || "/"} ${what}: ${remedy}`),
      ...(twice === null ? [] : [`line ${twice.line}: the key ${twice.key} is there twice: rename or remove one`]),
      ...(data.id === id ? [] : [`/id is ${String(data.id)}, and the file ${id}.json: name one like the other`]),
    ],
  };
}

function jsonIn(file: string): { readonly data: Json; readonly text: string } {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new GatewayError("usage", messageOf(error), "give the name of a profile's file", { cause: error });
  }
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === "object" && data !== null && !Array.isArray(data)) return { data: { ...data }, text };
    throw new TypeError("it is not an object");
  } catch (error) {
    throw new GatewayError("usage", `${file}: ${messageOf(error)}`, "mend the file at that place", { cause: error });
  }
}
