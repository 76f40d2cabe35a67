// How requests to Alibaba Cloud and to a county's own gateway are signed. Pure.
import { createHash, createHmac } from "node:crypto";

/** RFC 3986: only letters, digits and `-_.~` stand for themselves. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Parameters as they are signed: by name, each encoded. */
export function canonicalQuery(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`)
    .join("&");
}

/**
 * Alibaba Cloud, method V2 for RPC (help.aliyun.com/document_detail/101343.htm): Base64 of HMAC-SHA1 over method, path and query, each encoded,
 * with `secret&` as key. `parameters`: all but `Signature`.
 */
export function signatureV2(
  method: "GET" | "POST",
  parameters: Readonly<Record<string, string>>,
  secret: string,
): string {
  const toSign = [method, percentEncoded("/"), percentEncoded(canonicalQuery(parameters))].join("&");
  return createHmac("sha1", `${secret}&`).update(toSign).digest("base64");
}

const V3 = "ACS3-HMAC-SHA256";

/**
 * Alibaba Cloud, method V3 (help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature): `Authorization` of a POST without a
 * body. `headers`: `host` and all `x-acs-…`, in lower case.
 */
export function authorizationV3(
  query: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
  keyId: string,
  secret: string,
): string {
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join("");
  const signed = names.join(";");
  const request = ["POST", "/", canonicalQuery(query), lines, signed, NOTHING_SHA256].join("\n");
  const toSign = `${V3}\n${createHash("sha256").update(request).digest("hex")}`;
  const signature = createHmac("sha256", secret).update(toSign).digest("hex");
  return `${V3} Credential=${keyId},SignedHeaders=${signed},Signature=${signature}`;
}

/** SHA-256 of an empty body. */
export const NOTHING_SHA256 = createHash("sha256").update("").digest("hex");

/** Our own: hex HMAC-SHA256 over time stamp, line feed and body. */
export function plainSignature(timestamp: string, body: string, secret: string): string {
  return createHmac("sha256", secret).update(`${timestamp}\n${body}`).digest("hex");
}
