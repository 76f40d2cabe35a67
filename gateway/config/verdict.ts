// What a look at the file says: a configuration to run, or what is wrong; and the newest good version that can still be run.
import type { CampusConfig } from "./campus.ts";
import type { DeviceCheck } from "./findings.ts";
import type { Look } from "./look.ts";
import type { Problem } from "./problem.ts";
import type { ProfileRegistry } from "./profiles.ts";
import { readCampus, versionOf } from "./read.ts";
import type { Versions } from "./versions.ts";

/** What a file is checked against. */
export interface Judges {
  readonly profiles: ProfileRegistry;
  readonly checkDevice?: DeviceCheck;
}

export type Verdict =
  | { readonly is: "good"; readonly config: CampusConfig; readonly bytes: Uint8Array; readonly mark: string }
  | {
      readonly is: "wrong";
      readonly problems: readonly Problem[];
      readonly content: string;
      readonly bytes: Uint8Array | null;
      readonly mark: string | null;
    };

/** What a look says; `content` tells one wrong content from another. */
export function judge(seen: Look, { profiles, checkDevice }: Judges): Verdict {
  if (seen.is === "unchanged") throw new TypeError("an unchanged file has nothing to judge");
  if (seen.is === "unreadable")
    return { is: "wrong", problems: [seen.problem], content: seen.problem.what, bytes: null, mark: null };
  const result = readCampus(seen.bytes, profiles, checkDevice);
  if (result.ok) return { is: "good", config: result.config, bytes: seen.bytes, mark: seen.mark };
  const { bytes, mark } = seen;
  return { is: "wrong", problems: result.problems, content: versionOf(bytes), bytes, mark };
}

/** The newest version that today's schema, profiles and drivers still accept. */
export async function newestGood(
  versions: Versions,
  { profiles, checkDevice }: Judges,
): Promise<{ config: CampusConfig; bytes: Uint8Array } | null> {
  for await (const { bytes } of versions.newestFirst()) {
    const result = readCampus(bytes, profiles, checkDevice);
    if (result.ok) return { config: result.config, bytes };
  }
  return null;
}
