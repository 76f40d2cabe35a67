// The registry of profiles: what device models can say, read from device-drivers/<driver>/profiles/*.json, and from the folder `profiles`
// beside campus.yaml for those that a school has written itself, when the gateway starts.
// Drivers read their own part of a profile (`wire`) themselves.
import type { Dirent } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type FormProblem, formProblem } from "../contract/form-problem.ts";
import { ID_PATTERN, isForbiddenKey } from "../contract/ids.ts";
import { type Static, Type } from "../contract/schema.ts";
import { UNITS, type Unit } from "../contract/units.ts";
import { GatewayError, messageOf } from "../kit/errors.ts";
import { repeatedKey } from "../kit/repeated-key.ts";
import type { ProfileRule, TrustRule } from "./campus.ts";
import { newChecker } from "./checker.ts";
import { duration, id, mapOf, oneOf, section, text } from "./forms.ts";
import { profileAlarm, profileRules } from "./profile-alarms.ts";
import { trust, trustContradictions, trustRuleOf } from "./schema-trust.ts";

/** Largest MQTT packet that a profile may allow (contract §5). */
export const MAX_PACKET_BYTES = 1024 * 1024;

const wire = Type.Optional(
  Type.Record(Type.String(), Type.Unknown(), { description: "The driver's own; checked by the driver." }),
);

/** Closed, because a misspelt `personal` would let names through. */
export const ProfileSchema = section(
  {
    id: id({ description: "Id of the profile, unique over all drivers; also the name of its file." }),
    name: section(
      { "zh-CN": text(64, { description: "Chinese name." }), en: text(64, { description: "English name." }) },
      { description: "Name of the device model, for people." },
    ),
    driver: id({ description: "The driver that speaks to such devices: the folder it lies in." }),
    source: Type.Optional(text(400, { description: "The manual and page that the data was taken from." })),
    personal: Type.Boolean({ default: false, description: "True: its messages may hold cards, names or faces." }),
    camera: Type.Boolean({ default: false, description: "True: it takes pictures, and is refused in some places." }),
    maxPacket: Type.Optional(
      Type.Integer({ minimum: 1024, maximum: MAX_PACKET_BYTES, description: "Largest MQTT packet, bytes." }),
    ),
    minEvery: Type.Optional(
      duration({ atLeast: "100ms", atMost: "1d", description: "How often it may be asked at most." }),
    ),
    staleAfter: Type.Optional(
      duration({ atLeast: "1s", atMost: "30d", description: "How seldom it may send; older values are stale." }),
    ),
    anyPoint: Type.Boolean({ default: false, description: "True: it may send points that are not listed." }),
    points: mapOf(
      ID_PATTERN,
      section(
        {
          unit: oneOf(UNITS, { description: "Unit of the point." }),
          type: oneOf(["number", "boolean", "text"], { default: "number", description: "Kind of value." }),
          name: Type.Optional(
            section(
              { "zh-CN": text(64, { description: "Chinese name." }), en: text(64, { description: "English name." }) },
              { description: "Name of the point, for people; without it a word for its id." },
            ),
          ),
          deadband: Type.Optional(
            Type.Number({ minimum: 0, description: "Changes up to this much do not count as a change; default 0." }),
          ),
          trust: Type.Optional(trust),
          wire,
        },
        { description: "One point." },
      ),
      { default: {}, description: "What it can measure." },
    ),
    alarms: Type.Array(profileAlarm, { default: [], maxItems: 100, description: "Alarm rules that come with it." }),
    wire,
  },
  { description: "What a device model can say and do." },
);

export interface ProfilePoint {
  readonly unit: Unit;
  readonly type: "number" | "boolean" | "text";
  /** Default 0. */
  readonly deadband?: number;
  /** When its values are not believed. */
  readonly trust?: TrustRule;
}

export interface Profile {
  readonly id: string;
  readonly name: { readonly "zh-CN": string; readonly en: string };
  readonly driver: string;
  readonly personal: boolean;
  readonly camera: boolean;
  /** Bytes; null: the broker's usual limit. */
  readonly maxPacket: number | null;
  readonly anyPoint: boolean;
  /** How often it may be asked at most; absent: as often as anybody likes. */
  readonly minEvery?: string;
  /** Age from which its values are stale, unless campus.yaml says otherwise. */
  readonly staleAfter?: string;
  readonly points: ReadonlyMap<string, ProfilePoint>;
  /** Alarm rules that come with it. */
  readonly alarms: readonly ProfileRule[];
  /** The file's JSON as it was checked, `wire` included: what its driver gets. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface ProfileRegistry {
  /** Drivers that have at least one profile, sorted. */
  readonly drivers: readonly string[];
  /** By id. */
  readonly profiles: ReadonlyMap<string, Profile>;
  /** Ids of the driver's profiles, sorted. */
  of(driver: string): readonly string[];
}

const ROOT = fileURLToPath(new URL("../../device-drivers", import.meta.url));

export interface ProfileFolders {
  readonly root?: string;
  /** The campus.yaml beside which the school's own profiles lie, in `profiles`. */
  readonly beside?: string;
}

/**
 * Reads and checks every profile below `root`, and those of the school. Throws GatewayError `profile-invalid` naming each file that is
 * wrong.
 */
export async function loadProfiles({ root = ROOT, beside }: ProfileFolders = {}): Promise<ProfileRegistry> {
  const check = newChecker({ verbose: true }).compile<Static<typeof ProfileSchema>>(ProfileSchema);
  const profiles = new Map<string, Profile>();
  const wrong: string[] = [];
  const own = beside === undefined ? [] : await jsonFiles(join(dirname(beside), "profiles"));
  const shipped = await profileFiles(root);
  for (const { driver, file, name } of [...shipped, ...own.map((found) => ({ driver: null, ...found }))]) {
    try {
      const data = parsed(await readFile(file, "utf8"));
      if (!check(data)) throw new TypeError((check.errors ?? []).map(formProblem).map(inWords).join("; "));
      if (driver !== null && data.driver !== driver)
        throw new TypeError(`its driver is ${data.driver}, but it lies in the folder of ${driver}`);
      if (driver === null && !shipped.some((other) => other.driver === data.driver))
        throw new TypeError(`there is no driver ${data.driver}`);
      if (`${data.id}.json` !== name) throw new TypeError(`its id is ${data.id}, so its file must be ${data.id}.json`);
      if (profiles.has(data.id))
        throw new TypeError(`the id ${data.id} is taken by driver ${profiles.get(data.id)?.driver}`);
      profiles.set(data.id, {
        ...data,
        maxPacket: data.maxPacket ?? null,
        points: pointsOf(data.points),
        alarms: profileRules(data.id, new Set(Object.keys(data.points)), data.alarms),
        data,
      });
    } catch (error) {
      wrong.push(`${file}: ${messageOf(error)}`);
    }
  }
  if (wrong.length > 0) {
    throw new GatewayError(
      "profile-invalid",
      `wrong profiles:\n${wrong.join("\n")}`,
      "mend the files, or take your own ones out of the folder profiles beside campus.yaml",
    );
  }
  const sorted = [...profiles.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    drivers: [...new Set(sorted.map((profile) => profile.driver))].sort(),
    profiles,
    of: (driver) => sorted.filter((profile) => profile.driver === driver).map((profile) => profile.id),
  };
}

function pointsOf(points: Static<typeof ProfileSchema>["points"]): Map<string, ProfilePoint> {
  const names = new Set(Object.keys(points));
  const wrong = Object.entries(points).flatMap(([id, point]) =>
    trustContradictions(point.trust ?? {}, names).map((what) => `/points/${id}/trust ${what}`),
  );
  if (wrong.length > 0) throw new TypeError(wrong.join(", "));
  return new Map(
    Object.entries(points).map(([id, { unit, type, deadband, trust: written }]) => [
      id,
      {
        unit,
        type,
        ...(deadband !== undefined && { deadband }),
        ...(written !== undefined && { trust: trustRuleOf(written) }),
      },
    ]),
  );
}

async function profileFiles(root: string): Promise<{ driver: string; file: string; name: string }[]> {
  const found: { driver: string; file: string; name: string }[] = [];
  for (const driver of await folder(root)) {
    if (!driver.isDirectory()) continue;
    const files = await jsonFiles(join(root, driver.name, "profiles"));
    found.push(...files.map((file) => ({ driver: driver.name, ...file })));
  }
  return found;
}

async function jsonFiles(path: string): Promise<{ file: string; name: string }[]> {
  return (await folder(path))
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map(({ name }) => ({ file: join(path, name), name }));
}

/** What lies in the folder, sorted; nothing when it does not exist: a driver without profiles is not known. */
async function folder(path: string): Promise<Dirent[]> {
  try {
    return (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** The JSON of a file; a key that is there twice is a copy that somebody forgot to rename. */
function parsed(text: string): unknown {
  const data: unknown = JSON.parse(text, refuseForbidden);
  const twice = repeatedKey(text);
  if (twice !== null)
    throw new TypeError(`line ${twice.line}: the key ${twice.key} is there twice: rename or remove one of them`);
  return data;
}

function inWords({ path, what, remedy }: FormProblem): string {
  return `${path || "/"} ${what}: ${remedy}`;
}

function refuseForbidden(key: string, value: unknown): unknown {
  if (isForbiddenKey(key)) throw new TypeError(`the key ${key} is refused everywhere`);
  return value;
}
