// Reads the fingerprint of the certificate that a listener really shows, so that people can compare it with what their browser says.
import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";

/** SHA-256 as pairs of hex digits, or null when nobody answers. Nothing is sent, so an unknown authority does no harm. */
export function fingerprintAt(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false, servername: "localhost" });
    socket.setTimeout(5000, () => socket.destroy());
    socket.once("secureConnect", () => {
      resolve(socket.getPeerCertificate().fingerprint256 ?? null);
      socket.destroy();
    });
    socket.once("error", () => resolve(null));
    socket.once("close", () => resolve(null));
  });
}

/** SHA-256 of the gateway's own authority, which its page /certificate offers for download; null with the owner's certificate. */
export function authorityFingerprint(folder: string): string | null {
  const file = join(folder, "tls", "authority.pem");
  return existsSync(file) ? new X509Certificate(readFileSync(file)).fingerprint256 : null;
}
