// A new secret for a device that sends to us: told once, kept only as a hash (contract §3).
import { createHash, randomBytes } from "node:crypto";

/** 32 random bytes as base64url, and what campus.yaml holds of it. */
export function newSecret(): { readonly secret: string; readonly sha256: string } {
  const secret = randomBytes(32).toString("base64url");
  return { secret, sha256: createHash("sha256").update(secret, "utf8").digest("hex") };
}
