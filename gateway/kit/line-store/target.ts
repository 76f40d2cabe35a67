// Where a configuration says that lines go: the address of the write route and how we identify ourselves there.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

export interface Target {
  /** Of the write route, with its query. */
  readonly url: string;
  readonly version: 1 | 2 | 3;
  /** Absolute; null: nobody asks who we are. */
  readonly tokenFile: string | null;
  /** Bytes are packed unless they stay on this machine. */
  readonly gzip: boolean;
}

/** What a configuration says of a store. */
export interface LineStoreConfig {
  /** It may have a path. */
  readonly url: string;
  readonly version: 1 | 2 | 3;
  /** The database; for versions 2 and 3 also called bucket. */
  readonly database: string;
  /** Version 2 only. */
  readonly org: string | null;
  /** Relative to the folder of the configuration. Version 1: `name:password`. */
  readonly tokenFile: string | null;
}

/** The write route of a version, always in nanoseconds: version 3 would otherwise guess the unit from the size of the first number. */
export function targetOf(config: LineStoreConfig, folder: string): Target {
  const url = new URL(config.url);
  const base = url.pathname.replace(/\/+$/, "");
  if (config.version === 1) {
    url.pathname = `${base}/write`;
    url.search = String(new URLSearchParams({ db: config.database, precision: "ns" }));
  } else {
    const org: Record<string, string> = config.org === null ? {} : { org: config.org };
    url.pathname = `${base}/api/v2/write`;
    url.search = String(new URLSearchParams({ ...org, bucket: config.database, precision: "ns" }));
  }
  return {
    url: url.href,
    version: config.version,
    tokenFile: config.tokenFile === null ? null : resolve(folder, config.tokenFile),
    gzip: !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname),
  };
}

/** The same text for the same store and sender, whatever its credentials: how far it was filled is remembered under it. */
export function targetId({ url }: Target, sender: string): string {
  return createHash("sha256").update(`${sender}\n${url}`).digest("hex").slice(0, 16);
}

/** The `authorization` header, read from the file at each use, so that a new token counts at once. Throws when it cannot be read. */
export function authorizationOf({ version, tokenFile }: Target): string | null {
  if (tokenFile === null) return null;
  const token = readFileSync(tokenFile, "utf8").trim();
  if (version === 2) return `Token ${token}`;
  // `Token name:password` is understood only from 1.8 on; Basic by every version 1.
  if (version === 1 && token.includes(":")) return `Basic ${Buffer.from(token).toString("base64")}`;
  return `Bearer ${token}`;
}
