// Secrets that provisioning makes: each in a file of its own that only the gateway's user can read, never on the screen.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import { newDeviceSecret } from "../device-secret.ts";
import { giveToOwnerOf } from "../plan/owner.ts";

const OWNER_ONLY = 0o600;
const FOLDER_OWNER_ONLY = 0o700;
const OTHERS = 0o077;

/** The secret in a file, null when there is none. Throws `secret-file-unusable` for one that cannot be read or is empty. */
export function readSecret(file: string): string | null {
  try {
    const secret = readFileSync(file, "utf8").trim();
    if (secret === "") throw new TypeError("it is empty");
    return secret;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new GatewayError(
      "secret-file-unusable",
      `${file}: ${messageOf(error)}`,
      "Put the secret into it, let this user read it, or remove it to have a new one made.",
      { cause: error },
    );
  }
}

/** True when more people than the owner may read the file. */
export function isOpenToOthers(file: string): boolean {
  return ((statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & OTHERS) !== 0;
}

/** Writes a secret for the owner of `like` (campus.yaml) to read: the gateway runs as that user. */
export function writeSecret(file: string, secret: string, like: string): void {
  try {
    const folder = dirname(file);
    if (mkdirSync(folder, { recursive: true, mode: FOLDER_OWNER_ONLY }) !== undefined) giveToOwnerOf(like, folder);
    // The old one may be a file that others can read, and half a secret is none.
    const anew = `${file}.new`;
    rmSync(anew, { force: true });
    writeFileSync(anew, `${secret}\n`, { mode: OWNER_ONLY, flush: true, flag: "wx" });
    giveToOwnerOf(like, anew);
    renameSync(anew, file);
  } catch (error) {
    throw new GatewayError(
      "secret-file-unusable",
      `${file}: ${messageOf(error)}`,
      "Let this user write there, or name another folder with --secrets.",
      { cause: error },
    );
  }
}

/** A new password, 43 characters. */
export const newPassword = newDeviceSecret;
