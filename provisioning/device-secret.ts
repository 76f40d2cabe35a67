// Secrets of devices: 32 random bytes that only the device keeps; campus.yaml holds their SHA-256.
import { createHash, randomBytes } from "node:crypto";

/** A new secret, 43 characters of base64url. */
export function newDeviceSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** What `credential: { sha256: … }` in campus.yaml holds of a secret: lower-case hex of its UTF-8 bytes. */
export function sha256OfSecret(secret: string): string {
  return createHash("sha256").update(secret, "utf8").digest("hex");
}
