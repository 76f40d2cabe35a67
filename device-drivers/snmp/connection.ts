// The `connection` of a device that speaks SNMP: where it is, and who asks. Secrets are in files, so that no screen can show them.
import type { DriverProblem } from "../../gateway/contract/driver.ts";
import { parseDuration } from "../../gateway/contract/time.ts";

export const AUTH = ["md5", "sha", "sha224", "sha256", "sha384", "sha512"] as const;
export const PRIVACY = ["des", "aes", "aes256b", "aes256r"] as const;
export type Auth = (typeof AUTH)[number];
export type Privacy = (typeof PRIVACY)[number];

export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly asks:
    | { readonly version: "2c"; readonly communityFile: string }
    | {
        readonly version: "3";
        readonly user: string;
        readonly auth: { readonly protocol: Auth; readonly file: string } | null;
        readonly privacy: { readonly protocol: Privacy; readonly file: string } | null;
      };
  /** Ports by number that lead on; one of them down is told. */
  readonly uplinks: readonly number[];
}

type Json = Readonly<Record<string, unknown>>;

const COMMON = ["snmp", "version", "timeout", "uplinks"];
const KEYS = { "2c": ["communityFile"], "3": ["user", "auth", "authFile", "privacy", "privacyFile"] } as const;
const USUAL_PORT = 161;
const USUAL_TIMEOUT_MS = 2000;
const LONGEST_TIMEOUT_MS = 10_000;
const ADDRESS = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_.-]{1,253})(?::(\d{1,5}))?$/;

/** What is wrong with a connection, each with its path. */
export function connectionProblems(connection: Json): readonly DriverProblem[] {
  const problems: DriverProblem[] = [];
  const say = (key: string, what: string, remedy: string) => problems.push({ path: `connection.${key}`, what, remedy });
  const {
    snmp,
    version = "2c",
    timeout,
    uplinks = [],
    communityFile,
    user,
    auth,
    authFile,
    privacy,
    privacyFile,
  } = connection;
  if (version !== "2c" && version !== "3") {
    say("version", "is neither 2c nor 3", 'write version: "3", or "2c" for devices that know no other');
    return problems;
  }
  const keys: readonly string[] = [...COMMON, ...KEYS[version]];
  for (const key of Object.keys(connection))
    if (!keys.includes(key))
      say(key, `is nothing that SNMP ${version} has`, `take it out; there are ${keys.join(", ")}`);
  if (addressOf(snmp) === null)
    say("snmp", "is no HOST or HOST:PORT", "write the device's address, for example 10.0.1.2");
  const timeoutMs = timeout === undefined ? USUAL_TIMEOUT_MS : parseDuration(String(timeout));
  if (timeoutMs === null || timeoutMs < 10 || timeoutMs > LONGEST_TIMEOUT_MS)
    say("timeout", "is no duration from 10ms to 10s", "write for example 2s");
  if (!(Array.isArray(uplinks) && uplinks.every((port) => Number.isInteger(port) && port >= 1 && port <= 512)))
    say("uplinks", "is no list of port numbers", "write for example [25, 26]");
  const file = (key: string, value: unknown) => {
    if (typeof value !== "string" || value === "")
      say(key, "is no file", "write the name of a file that holds the secret and nothing else");
  };
  if (version === "2c") file("communityFile", communityFile);
  if (version === "3" && (typeof user !== "string" || user === "")) say("user", "is missing", "write the user's name");
  if (auth !== undefined) {
    if (!AUTH.some((one) => one === auth)) say("auth", "is not known", `write one of ${AUTH.join(", ")}`);
    file("authFile", authFile);
  }
  if (privacy !== undefined) {
    if (!PRIVACY.some((one) => one === privacy)) say("privacy", "is not known", `write one of ${PRIVACY.join(", ")}`);
    file("privacyFile", privacyFile);
    if (auth === undefined) say("auth", "is missing", "whoever hides what is said must say first who asks");
  }
  return problems;
}

/** A connection without problems. */
export function connectionOf(connection: Json): Connection {
  const { snmp, version, timeout, uplinks, communityFile, user, auth, authFile, privacy, privacyFile } = connection;
  const authProtocol = AUTH.find((one) => one === auth);
  const privacyProtocol = PRIVACY.find((one) => one === privacy);
  return {
    ...(addressOf(snmp) ?? { host: "", port: 0 }),
    timeoutMs: (timeout === undefined ? null : parseDuration(String(timeout))) ?? USUAL_TIMEOUT_MS,
    uplinks: Array.isArray(uplinks) ? uplinks.map(Number) : [],
    asks:
      version === "3"
        ? {
            version,
            user: String(user),
            auth: authProtocol === undefined ? null : { protocol: authProtocol, file: String(authFile) },
            privacy: privacyProtocol === undefined ? null : { protocol: privacyProtocol, file: String(privacyFile) },
          }
        : { version: "2c", communityFile: String(communityFile) },
  };
}

function addressOf(text: unknown): { readonly host: string; readonly port: number } | null {
  if (typeof text !== "string") return null;
  const [, host, digits = String(USUAL_PORT)] = ADDRESS.exec(text) ?? [];
  const port = Number(digits);
  return host === undefined || port < 1 || port > 65_535 ? null : { host: host.replaceAll(/^\[|\]$/g, ""), port };
}
